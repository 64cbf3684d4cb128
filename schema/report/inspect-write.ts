/** The part of `espalier inspect` that tells how rows are written, and why not. */
import { conflictKeys } from '../mutations/conflict-keys.ts';
import { broughtColumns, isRequired, isUpsertable, whyNot, type Writable, writables } from '../mutations/writable.ts';
import type { Column, Entity, Model } from '../model/model.ts';

const KINDS = ['create', 'update', 'delete'] as const;

export interface InspectedWrite {
  readonly create: boolean;
  readonly update: boolean;
  readonly upsert: boolean;
  readonly delete: boolean;
  /** The keys that name a row, by their columns. */
  readonly keys: readonly (readonly string[])[];
  /** The keys that upserts take, by their enum value: columns, or SQL of expressions. */
  readonly unique: Readonly<Record<string, readonly string[]>>;
  /** Why rows cannot be written so. */
  readonly because: Readonly<Partial<Record<(typeof KINDS)[number], string>>>;
}

export interface InspectedColumnWrite {
  readonly create: 'required' | 'optional' | 'never';
  readonly update: boolean;
}

/** Tells of the entities of a model how they are written, where mutations are on. */
export class WriteReport {
  readonly #writables: ReadonlyMap<Entity, Writable>;

  constructor(model: Model, only: 'all' | 'listed') {
    this.#writables = writables(model, only);
  }

  entity(entity: Entity): InspectedWrite {
    const writable = this.#writables.get(entity);
    const unique = conflictKeys(entity).map(({ name, elements }) => {
      return [name, elements.map((element) => (typeof element === 'string' ? element : element.name))] as const;
    });
    const isLeftOut = !writable && KINDS.some((kind) => whyNot(entity, kind) === null);
    const reasons = KINDS.flatMap((kind) => {
      const reason = whyNot(entity, kind) ?? (isLeftOut ? 'the configuration lists others alone' : null);
      return reason === null ? [] : [[kind, reason] as const];
    });
    return {
      create: writable?.create ?? false,
      update: writable?.update ?? false,
      upsert: writable !== undefined && isUpsertable(writable),
      delete: writable?.delete ?? false,
      keys: (writable?.keys ?? []).map(({ columns }) => columns.map(({ name }) => name)),
      unique: writable && isUpsertable(writable) ? Object.fromEntries(unique) : {},
      because: Object.fromEntries(reasons),
    };
  }

  column(entity: Entity, column: Column): InspectedColumnWrite {
    const writable = this.#writables.get(entity);
    const update = writable?.update === true && writable.updatable.includes(column);
    if (!writable?.create || !writable.creatable.includes(column)) return { create: 'never', update };
    return { create: isRequired(column, broughtColumns(writable)) ? 'required' : 'optional', update };
  }
}

/** `create, update, upsert; no delete: this role has no right to delete`. */
export function writeText({ because, ...write }: InspectedWrite): string {
  const can = (['create', 'update', 'upsert', 'delete'] as const).filter((kind) => write[kind]);
  const reasons = Object.entries(because).map(([kind, reason]) => `no ${kind}: ${reason}`);
  return [...(can.length > 0 ? [can.join(', ')] : []), ...reasons].join('; ');
}
