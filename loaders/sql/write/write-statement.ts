/** Statements that write have this in common: rows come in as arrays, and go out with the number of their input. */
import type { Column, Entity, PgType } from '../../../schema/model/model.ts';
import { BOOL } from '../../../schema/model/built-in-types.ts';
import { quote, travelsAsText, typeSql } from '../shared/identifiers.ts';
import { type RowPolicies, Scope } from '../shared/scope.ts';
import type { Parameter } from '../shared/statement.ts';

/**
 * Each row of the result tells of one row of the input:
 *
 *     ord  found  matches  written  old columns …  new columns …
 */
export interface WriteStatement {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
  readonly layout: WriteLayout;
}

export interface WriteLayout {
  readonly old: readonly Column[];
  readonly now: readonly Column[];
}

export const ORDINAL = 0;
export const FOUND = 1;
export const MATCHES = 2;
export const WRITTEN = 3;
export const FIRST_COLUMN = 4;

/** Arrays that travel as parameters, side by side in `k`: `unnest($1::int4[], $2::text[]) with ordinality as k(c0, c1, ord)`. */
export class Source {
  readonly scope: Scope;
  readonly #arrays: string[] = [];
  readonly #names: string[] = [];
  readonly #first: number;

  /** `first`: arrays of other sources in the same statement, which come before. */
  constructor(policies: RowPolicies, scope = new Scope(policies), first = 0) {
    this.scope = scope;
    this.#first = first;
  }

  /** Arrays of this source and of those before it. */
  get arrayCount(): number {
    return this.#first + this.#arrays.length;
  }

  /** One value per row for a column; the result is how the value is spelled in a SELECT over `k`. */
  column(column: Column): string {
    return assigned(this.#add(valueType(column)), column);
  }

  /** One value per row of a type. */
  value(type: PgType): string {
    const name = this.#add(type);
    return travelsAsText(type) ? `${name}::${typeSql(type)}` : name;
  }

  /** One boolean per row. */
  flag(): string {
    return this.#add(BOOL);
  }

  #add(type: PgType): string {
    const name = `c${this.#arrays.length}`;
    this.#arrays.push(this.scope.key(this.arrayCount, type));
    this.#names.push(name);
    return `k.${name}`;
  }

  /** `unnest(…) with ordinality as k(…)` over all that has been added. PostgreSQL takes several arrays by the bare name alone. */
  get sql(): string {
    return `unnest(${this.#arrays.join(', ')}) with ordinality as k(${[...this.#names, 'ord'].join(', ')})`;
  }
}

/** One value of the only row, as a parameter of its own. */
export function assignedSlot(scope: Scope, column: Column, index: number): string {
  const type = valueType(column);
  return scope.slot({ index, type, isArray: false });
}

/** The type by which a value of a column travels: the one that the table has. */
export function valueType(column: Column): PgType {
  return column.stored?.type ?? column.type;
}

/**
 * Numbers and times are rounded to the precision of the column, or a key of 1.005 in numeric(4,2) would not find its row again.
 * Texts are not cut to a length: a cast would do it in silence, an assignment is refused (22001).
 */
function assigned(value: string, column: Column): string {
  const type = valueType(column);
  const precise = preciseType(column);
  if (precise) return `${value}::${precise}`;
  return travelsAsText(type) ? `${value}::${typeSql(type)}` : value;
}

/** The default of a column as an expression: null where an insert without the column gives NULL, or where it cannot stand alone. */
export function defaultSql({ write }: Column): string | null {
  const own = write?.default;
  return own && own.kind !== 'generated' ? own.expression : null;
}

const VARHDRSZ = 4;

/** `numeric(12, 2)`, `timestamp(3)`: the type with what it rounds to, as its `atttypmod` says it (numeric.c, timestamp.c). Null: nothing is rounded. */
function preciseType(column: Column): string | null {
  const type = valueType(column);
  const modifier = column.write?.modifier ?? null;
  if (modifier === null || type.kind !== 'scalar' || type.schema !== 'pg_catalog') return null;
  switch (type.name) {
    case 'numeric': {
      const digits = modifier - VARHDRSZ;
      // The scale has eleven bits and a sign.
      const scale = ((digits & 0x7ff) ^ 1024) - 1024;
      return `pg_catalog.numeric(${(digits >> 16) & 0xffff}, ${scale})`;
    }
    case 'timestamp':
    case 'timestamptz':
    case 'time':
    case 'timetz':
      return `pg_catalog.${type.name}(${modifier})`;
    default:
      return null;
  }
}

/** Columns under the names `o0`, `o1`, … of a common table expression. */
export function named(alias: string, columns: readonly Column[], letter: string): string[] {
  return columns.map((column, index) => `${alias}.${quote(column.name)} as ${letter}${index}`);
}

export function names(alias: string, columns: readonly Column[], letter: string): string[] {
  return columns.map((_, index) => `${alias}.${letter}${index}`);
}

export function keyColumns(entity: Entity): readonly Column[] {
  return entity.key?.columns ?? [];
}
