/** Rows that a program has and wants more of, or once more: they are read by their keys, together and in chunks. */
import type { Instance } from '../../loaders/session/instance.ts';
import { SessionError } from '../../loaders/session/session-error.ts';
import type { ObjectShape } from '../../loaders/plan/read/select-plan.ts';
import { isRecord } from '../../schema/util/records.ts';
import { holdsShape } from './selection/held-shape.ts';
import type { SessionRoot } from './objects/materialise.ts';
import type { SessionOperation } from './selection/operation.ts';
import type { RowObjects } from './objects/row-objects.ts';
import type { FillForm } from './selection/selection-form.ts';
import { isWindow } from './selection/window-values.ts';

/** Names of columns, or a selection. */
export type FillWhat = readonly string[] | FillForm;

/** Which rows are there, in the order in which they were given, and which are not: deleted, or hidden from who asks. */
export interface FoundRows<Row> {
  readonly rows: Row[];
  readonly gone: Row[];
}

export interface FillRequest {
  readonly rows: readonly object[];
  readonly what: FillWhat;
  /** Values that a row has already are read once more, and replaced. */
  readonly again: boolean;
}

/** Throws a SessionError with every mistake. */
type ReadList = (form: { readonly entity: string; readonly select: unknown }) => SessionOperation;

interface KeyedRow {
  readonly row: object;
  readonly key: readonly string[];
}

export class RowsInHand {
  readonly operation: SessionOperation;
  readonly again: boolean;
  readonly #rows: readonly KeyedRow[];
  #asked: readonly KeyedRow[] = [];

  /** Throws for rows that `objects` does not hold, and for a selection that does not fit them. */
  constructor(read: ReadList, objects: RowObjects, { rows, what, again }: FillRequest) {
    const instances = rows.map((row) => objects.instancesOf(row));
    if (instances.some((each) => each.length === 0)) {
      throw new SessionError('SESSION_CLOSED', 'This session does not hold the row to be filled.');
    }
    const { entity, operation } = readAs(read, instances[0] ?? [], what);
    this.operation = operation;
    this.again = again;
    this.#rows = rows.map((row, index) => {
      const instance = instances[index]?.find((each) => each.entity.name === entity);
      if (!instance) throw new SessionError('BAD_SELECTION', 'Rows to be filled must be of one entity.');
      if (instance.key.length > 0) return { row, key: instance.key };
      throw new SessionError('BAD_SELECTION', `Rows to be filled must have a key; these of ${entity} have none.`);
    });
  }

  /** How many were asked for. */
  get count(): number {
    return this.#asked.length;
  }

  /** The keys of the rows that lack anything, by columns; null where no row does. */
  keys(root: SessionRoot): readonly (readonly string[])[] | null {
    if (root.kind !== 'one') throw new Error('rows by key are rows');
    checkWindows(root.object);
    this.#asked = this.again ? this.#rows : this.#rows.filter(({ row }) => !holdsShape([root.object], row));
    const [first] = this.#asked;
    return first ? first.key.map((_, position) => this.#asked.map(({ key }) => key[position] ?? '')) : null;
  }

  /** Returns the rows asked for that were not found. */
  gone(found: readonly object[]): readonly object[] {
    const there = new Set(found);
    return this.#asked.flatMap(({ row }) => (there.has(row) ? [] : [row]));
  }
}

interface ReadAs {
  readonly entity: string;
  readonly operation: SessionOperation;
}

/** As the entity that the form names, else as the first of which it can be said. */
function readAs(read: ReadList, instances: readonly Instance[], what: FillWhat): ReadAs {
  const { entity, select } = formOf(what);
  const names = instances.map((instance) => instance.entity.name);
  if (entity !== undefined && !names.includes(entity)) {
    throw new SessionError('BAD_SELECTION', `Rows to be filled as ${entity} must have been read as such.`);
  }
  const mistakes: string[] = [];
  for (const name of entity === undefined ? names : [entity]) {
    try {
      return { entity: name, operation: read({ entity: name, select }) };
    } catch (error) {
      if (!(error instanceof SessionError)) throw error;
      mistakes.push(error.message);
    }
  }
  throw new SessionError('BAD_SELECTION', mistakes.join('\n'));
}

function formOf(what: FillWhat): { readonly entity?: string; readonly select: unknown } {
  if (Array.isArray(what)) return { select: Object.fromEntries(what.map((name: unknown) => [String(name), true])) };
  if (isRecord(what) && Object.keys(what).every((word) => word === 'entity' || word === 'select')) {
    const { entity, select } = what;
    return { select, ...(entity === undefined ? {} : { entity: String(entity) }) };
  }
  throw new SessionError('BAD_SELECTION', 'Say what to fill by names of columns, or by { select: { … } }.');
}

function checkWindows({ fields, subtypes, typeName }: ObjectShape): void {
  for (const shape of subtypes?.shapes.values() ?? []) checkWindows(shape);
  const window = fields.find(isWindow);
  if (!window) return;
  throw new SessionError(
    'BAD_SELECTION',
    `${typeName}.${window.key} is a value of a row among the rows of a list, and rows to be filled are no list: select it where their list is loaded.`,
  );
}
