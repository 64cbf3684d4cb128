/** A field whose value a function makes, of what the plan has loaded for it. */
import type { SelectionSetNode } from 'graphql';
import type { Resolve } from '../config/added/extension-settings.ts';

export interface CustomField {
  readonly field: string;
  /** What must be loaded for it; null: nothing. It is planned as if the client had asked for it, and not returned. */
  readonly requires: SelectionSetNode | null;
  /** Names whose values a representation may bring: those come before the row's. */
  readonly said: readonly string[];
  readonly resolve: Resolve;
  /** What its resolver loads beyond what it requires is an error. */
  readonly raise: boolean;
}

/** A field of an entity that another part of the settings has checked already. */
export interface ConfiguredField extends CustomField {
  /** In GraphQL's syntax. */
  readonly type: string;
}
