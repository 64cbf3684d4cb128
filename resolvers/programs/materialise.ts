/** Loaded rows become objects: each row of each select once, then relations by the links between selects. */
import type { ObjectShape, RootFieldShape, RowsShape, SelectNode } from '../../loaders/plan/select-plan.ts';
import type { Loaded } from '../../loaders/session/loaded.ts';
import { SessionError } from '../../loaders/session/session-error.ts';
import { notLoaded } from '../../loaders/strategies/raise.ts';
import { rangeOf } from '../page.ts';
import { type RowObjects, setColumn, setProperty } from './row-objects.ts';

/** The objects of a plan with one root list, in its order. */
export function materialise(root: RowsShape, loaded: Loaded, objects: RowObjects): object[] {
  return new Materialiser(loaded, objects).list(root, 0);
}

/** The only root field of a program's plan. Bad arguments anywhere are thrown, before any SQL. */
export function rootRows(fields: readonly RootFieldShape[]): RowsShape {
  const [root] = fields;
  if (root?.kind === 'failed') throw root.error;
  if (root?.kind !== 'many') throw new Error('a program selects one list');
  throwFailed(root.object);
  return root;
}

function throwFailed({ fields }: ObjectShape): void {
  for (const field of fields) {
    if (field.kind === 'failed') throw field.error;
    if (field.kind !== 'one' && field.kind !== 'many') continue;
    if (field.node.decision.strategy === 'raise') throw new SessionError('NOT_LOADED', notLoaded(field.node));
    throwFailed(field.object);
  }
}

class Materialiser {
  readonly #loaded: Loaded;
  readonly #objects: RowObjects;
  readonly #ofNodes = new Map<SelectNode, readonly (object | null)[]>();
  readonly #filled = new Set<ObjectShape>();

  constructor(loaded: Loaded, objects: RowObjects) {
    this.#loaded = loaded;
    this.#objects = objects;
  }

  list(shape: RowsShape, parent: number): object[] {
    const rows = this.#rowsOf(shape);
    const { start, end } = rangeOf(this.#loaded, shape.node, parent);
    const last = shape.cap === null ? end : Math.min(end, start + shape.cap);
    return rows.slice(start, last).filter((row) => row !== null);
  }

  #one(shape: RowsShape, parent: number): object | null {
    const { start, end } = rangeOf(this.#loaded, shape.node, parent);
    return end > start ? (this.#rowsOf(shape)[start] ?? null) : null;
  }

  /** All rows of a select as objects, with what the shape shows of them. */
  #rowsOf({ node, object }: RowsShape): readonly (object | null)[] {
    const rows = this.#ofNodes.get(node) ?? this.#objectsOf(node);
    this.#ofNodes.set(node, rows);
    if (!this.#filled.has(object)) {
      this.#filled.add(object);
      this.#fill(object, rows);
    }
    return rows;
  }

  #objectsOf(node: SelectNode): (object | null)[] {
    const rows = this.#loaded.rows(node);
    return Array.from({ length: rows.count }, (_, at) => this.#objects.object(rows, at));
  }

  #fill({ node, fields }: ObjectShape, objects: readonly (object | null)[]): void {
    const rows = this.#loaded.rows(node);
    for (const field of fields) {
      objects.forEach((object, at) => {
        if (!object) return;
        if (field.kind === 'column') setColumn(object, field.column, rows.text(at, field.column));
        else if (field.kind === 'one') setProperty(object, field.key, this.#one(field, at));
        else if (field.kind === 'many') setProperty(object, field.key, Object.freeze(this.list(field, at)));
      });
    }
  }
}
