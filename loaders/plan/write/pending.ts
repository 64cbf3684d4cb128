/**
 * Rows that an operation changes, before they are written: values, keys, and which values are those of other rows.
 * A unit of work collects them, orders them by what they need of each other, and hands each its result.
 */
import type { Column, Entity } from '../../../schema/model/model.ts';
import type { ConflictKey } from '../../../schema/mutations/conflict-keys.ts';

/** A place in the arguments of the operation, for errors: `["values", "items", 1, "sku"]`. */
export type InputPath = readonly (string | number)[];

/** A value on its way to a column. */
export type Cell =
  /** PostgreSQL's text of a value; null for NULL. */
  | { readonly kind: 'text'; readonly text: string | null }
  /** The value of another row, which is found or written earlier. */
  | { readonly kind: 'of'; readonly row: PendingRow; readonly column: Column };

/** How an update changes one column. `text` is PostgreSQL's text of the operand. */
export type Change =
  | { readonly kind: 'set'; readonly cell: Cell }
  | { readonly kind: 'default' }
  | { readonly kind: 'inc' | 'append' | 'prepend' | 'remove' | 'merge'; readonly text: string }
  /** Steps are made in order: a value is put at a path, or a path is dropped (`value` null). */
  | { readonly kind: 'json'; readonly steps: readonly JsonStep[] };

export interface JsonStep {
  readonly path: readonly string[];
  readonly value: string | null;
}

/** Steps as one JSON document, as statements take them: `[{"path": ["a"], "value": 1}, {"path": ["b"]}]`. */
export function stepsText(steps: readonly JsonStep[]): string {
  const texts = steps.map(({ path, value }) => {
    return `{"path": ${JSON.stringify(path)}${value === null ? '' : `, "value": ${value}`}}`;
  });
  return `[${texts.join(', ')}]`;
}

/** How one row is named: the columns of a unique key, and a cell for each. */
export interface RowKey {
  readonly columns: readonly Column[];
  readonly cells: readonly Cell[];
}

/** A row by its key that holds other values too. A column of both must hold both values: then they are equal, or no row is found. */
export function bothKeys(key: RowKey, more: RowKey): RowKey {
  return { columns: [...key.columns, ...more.columns], cells: [...key.cells, ...more.cells] };
}

export interface Conflict {
  readonly key: ConflictKey;
  /** The columns that name the parent. A row of another parent moves to this one, or is not found. */
  readonly parent: { readonly columns: readonly Column[]; readonly moves: boolean } | null;
  /** Columns that an existing row takes from the values; empty: it stays as it is. */
  readonly update: readonly Column[];
  /** Columns to which the given value is added. */
  readonly inc: readonly Column[];
}

export type WriteKind = 'find' | 'insert' | 'upsert' | 'update' | 'delete';

/** The fate of a row. */
export type RowAction = 'CREATED' | 'UPDATED' | 'DELETED' | 'UNCHANGED';

/** The texts of columns of a row as it stands in the database. */
export type RowTexts = ReadonlyMap<Column, string | null>;

/** A row of a result, by its number. `rows` is opaque here: what is planned knows no rows. */
export interface ReadBack {
  readonly rows: object;
  readonly index: number;
}

export interface RowOutcome {
  /** Null: there is no such row, and the request allows that. */
  readonly action: RowAction | null;
  readonly texts: RowTexts;
  /** Rows of the result among which it was read back; null where nothing was. */
  readonly read: ReadBack | null;
  /** The row as it was locked; null for a created row. */
  readonly old: RowTexts | null;
}

interface PendingParts {
  readonly entity: Entity;
  readonly kind: WriteKind;
  readonly input: InputPath;
  /** Values of a new row. An absent column takes its default. */
  readonly cells?: ReadonlyMap<Column, Cell>;
  readonly by?: RowKey | null;
  readonly changes?: ReadonlyMap<Column, Change>;
  /** Values that the row must hold as it is locked. */
  readonly ifMatch?: ReadonlyMap<Column, string | null>;
  readonly conflict?: Conflict | null;
  /** A row that is not there is an error. */
  readonly mustExist?: boolean;
  /** It goes when all else is written: others refer to it until then. */
  readonly isLate?: boolean;
  /** It only completes a row that this unit has made, and counts for nothing. */
  readonly isPostponed?: boolean;
  /** It only names its parent: a row that has this parent already is not written. */
  readonly isConnect?: boolean;
  /** The place in the arguments that gave a column its value, where it is not the column below `input`. */
  readonly inputs?: ReadonlyMap<Column, InputPath>;
}

/** One row of a unit of work. */
export class PendingRow {
  readonly entity: Entity;
  readonly kind: WriteKind;
  readonly input: InputPath;
  readonly cells: Map<Column, Cell>;
  readonly by: RowKey | null;
  readonly changes: Map<Column, Change>;
  readonly ifMatch: ReadonlyMap<Column, string | null>;
  readonly conflict: Conflict | null;
  readonly mustExist: boolean;
  readonly isLate: boolean;
  readonly isPostponed: boolean;
  readonly isConnect: boolean;
  readonly inputs: Map<Column, InputPath>;
  outcome: RowOutcome | null = null;
  /** PostgreSQL has refused it, or a row that it needs. */
  isRefused = false;

  constructor(parts: PendingParts) {
    this.entity = parts.entity;
    this.kind = parts.kind;
    this.input = parts.input;
    this.cells = new Map(parts.cells);
    this.by = parts.by ?? null;
    this.changes = new Map(parts.changes);
    this.ifMatch = parts.ifMatch ?? new Map();
    this.conflict = parts.conflict ?? null;
    this.mustExist = parts.mustExist ?? true;
    this.isLate = parts.isLate ?? false;
    this.isPostponed = parts.isPostponed ?? false;
    this.isConnect = parts.isConnect ?? false;
    this.inputs = new Map(parts.inputs);
  }

  /** Every cell that must be known before the row is written. */
  *needs(): Iterable<Extract<Cell, { kind: 'of' }>> {
    for (const cell of this.#allCells()) if (cell.kind === 'of') yield cell;
  }

  /** The value of a column: undefined where the row has to be there first, or the column was not read back. */
  text(column: Column): string | null | undefined {
    const own = this.outcome?.texts.get(column);
    if (own !== undefined) return own;
    const cell = this.cells.get(column);
    // A trigger may change what is given; a key that it changes makes the row unfindable, which is told.
    if (cell) return textOf(cell);
    const place = this.by?.columns.indexOf(column) ?? -1;
    const named = this.kind === 'find' ? undefined : this.by?.cells[place];
    return named && textOf(named);
  }

  /** The place in the arguments of a column's value. */
  inputOf(column: Column): InputPath {
    return this.inputs.get(column) ?? [...this.input, column.field];
  }

  *#allCells(): Iterable<Cell> {
    yield* this.cells.values();
    for (const cell of this.by?.cells ?? []) yield cell;
    for (const change of this.changes.values()) if (change.kind === 'set') yield change.cell;
  }
}

/** The text of a cell, where it is known already. */
export function textOf(cell: Cell): string | null | undefined {
  if (cell.kind === 'text') return cell.text;
  return cell.row.text(cell.column);
}
