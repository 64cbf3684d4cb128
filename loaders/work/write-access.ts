/** The configuration's rules of writing, compiled once: which rows may be written, as what they may stay, and what the gateway sets. */
import type { Entity } from '../../schema/model/model.ts';
import type { RowPolicies } from '../sql/shared/scope.ts';
import type { Presets } from '../sql/write/preset.ts';

export interface WriteAccess {
  /** Rows that may change: the policy, and the rule of updates. */
  readonly update: RowPolicies;
  /** Rows that may go. */
  readonly delete: RowPolicies;
  /** Rows as they may be created, and as updates may leave them. */
  readonly created: RowPolicies;
  readonly updated: RowPolicies;
  readonly presets: Readonly<Record<'insert' | 'update' | 'delete', ReadonlyMap<Entity, Presets>>>;
}

const NONE: Presets = new Map();

/** Presets of `delete` are those of a soft delete: where there are any, the row stays. */
export function presetsOf({ presets }: WriteAccess, kind: keyof WriteAccess['presets'], entity: Entity): Presets {
  return presets[kind].get(entity) ?? NONE;
}
