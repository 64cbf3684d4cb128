/**
 * The parameters and aliases of one statement, collected while it is written. Both are numbered, never named by clients:
 * PostgreSQL cuts names at 63 bytes.
 */
import type { Column, Entity, PgType, Relation, SystemColumn } from '../../../schema/model/model.ts';
import { columnCanFail } from '../../plan/shared/can-fail.ts';
import type { Filter, Slot } from '../../plan/shared/filter.ts';
import { computedSql } from './computed-sql.ts';
import { quote, tableSql, travelsAsText, typeSql } from './identifiers.ts';
import { type Operators, PLAIN_OPERATORS } from './operators.ts';
import type { Parameter } from './statement.ts';

export class Scope {
  readonly operators: Operators;
  readonly parameters: Parameter[] = [];
  readonly #slots = new Map<string, string>();
  readonly #guards = new Map<string, string>();
  readonly #policies: RowPolicies | null;
  #aliases = 0;
  #unpoliced: boolean;

  /** Null: the statement reads no rows. */
  constructor(policies: RowPolicies | null, operators = policies?.operators ?? PLAIN_OPERATORS) {
    this.#policies = policies;
    this.operators = operators;
    this.#unpoliced = policies === null;
  }

  alias(): string {
    return `t${this.#aliases++}`;
  }

  /**
   * The rows of an entity that the request may see, from its table or a function. Every FROM gets its tables here and nowhere else, so that no kind of
   * query can forget a policy: `("public"."orders" t0 join (select) t1 on t0."owner_id" = $1)`. Joining the empty row
   * costs nothing and shows the table's own columns, whichever are asked for: a role may not be allowed to read them all.
   */
  table(entity: Entity, alias: string, source: string | null = null): string {
    const whole = source ?? tableSql(entity.table);
    if (!this.isPoliced(entity)) return `${whole} ${alias}`;
    const condition = this.#policy(entity, alias);
    return `(${whole} ${alias} join (select) ${this.alias()} on ${condition})`;
  }

  /** Rows of it may be hidden. A policy sees all rows of the tables that it looks at: else policies could ask for each other without end. */
  isPoliced(entity: Entity): boolean {
    return !this.#unpoliced && (entity.policy !== null || this.#policies?.get(entity) !== undefined);
  }

  /** The policy of a row once more, for a condition that must not be evaluated before it. */
  guard(entity: Entity, alias: string): string {
    // One text: PostgreSQL wants DISTINCT ON and ORDER BY to be the same.
    const condition = this.#guards.get(alias) ?? this.#policy(entity, alias);
    this.#guards.set(alias, condition);
    return condition;
  }

  #policy(entity: Entity, alias: string): string {
    const policy = this.#policies?.get(entity)?.condition;
    if (!policy) throw new Error(`the policy of ${entity.name} was not read`);
    this.#unpoliced = true;
    const condition = policy(this, tableRef(this, alias));
    this.#unpoliced = false;
    return condition;
  }

  /** The configured condition and order of the rows that a relation leads to. */
  related(relation: Relation): RowPolicy | null {
    const rule = this.#policies?.get(relation) ?? null;
    if (relation.criteria && !rule) throw new Error(`the criteria of ${relation.field} were not read`);
    return rule;
  }

  /** `$n::type`; a slot used twice is bound once. */
  slot(slot: Slot): string {
    const cast = typeSql(slot.type, slot.isArray);
    const kind = slot.configured ? 'configured' : 'slot';
    const identity = `${kind}${slot.index}${cast}`;
    const cached = this.#slots.get(identity);
    if (cached) return cached;
    const text = `${this.#bind({ kind, index: slot.index, ...(slot.role && { role: slot.role }) })}::${cast}`;
    this.#slots.set(identity, text);
    return text;
  }

  key(position: number, type: PgType): string {
    const array = travelsAsText(type) ? '"pg_catalog"."text"[]' : typeSql(type, true);
    return `${this.#bind({ kind: 'key', position })}::${array}`;
  }

  #bind(parameter: Parameter): string {
    return `$${this.parameters.push(parameter)}`;
  }
}

/** The configured conditions and orders, by the entity or relation whose rows they are about. An entity or relation that is not there has none. */
export interface RowPolicies extends Pick<ReadonlyMap<Entity | Relation, RowPolicy>, 'get' | 'has'> {
  /** The operators of the database. Left out: there are none but PostgreSQL's own. */
  readonly operators?: Operators;
}

export interface RowPolicy {
  /** A row must satisfy it to be seen, or to be related. Null: every row does. */
  readonly filter: Filter | null;
  /** The same as SQL. */
  readonly condition: ((scope: Scope, row: RowRef) => string) | null;
  /** The order that says which row is the first, for a relation to the first of many. */
  readonly order: ((scope: Scope, row: RowRef) => { readonly joins: string; readonly sort: string }) | null;
}

/** How the columns of one row source are spelled. */
export interface RowRef {
  column(column: Column): string;
  /** A value that is not a column of the table: where the row is kept, its depth in a tree, its number among rows that differ in nothing. */
  system(name: SystemColumn | 'depth' | 'number'): string;
  /** The name by which an SQL condition of the configuration refers to the row. Left out where the row is not one of a table. */
  readonly alias?: string;
  /** A condition stands below NOT, where unknown is not as good as false. */
  readonly negated?: true;
  /** The policies of the rows that this one is reached by, where they stand in the same FROM, and its own. Left out where all of them have been applied. */
  readonly guards?: (() => readonly string[]) | undefined;
}

export function tableRef(scope: Scope, alias: string): RowRef {
  return {
    column: (column) => {
      if (column.computed) return computedSql((slot) => scope.slot(slot), alias, column, column.computed);
      return `${alias}.${quote(column.name)}${column.stored || column.asBase ? `::${typeSql(column.type)}` : ''}`;
    },
    system: (name) => `${alias}.${name}`,
    alias,
  };
}

/** A row of an entity's own table, and the rows before it that may be named where its conditions stand. */
export function entityRow(scope: Scope, entity: Entity, alias: string, before: readonly RowRef[] = []): RowRef {
  const row = tableRef(scope, alias);
  const earlier = before.flatMap(({ guards }) => (guards ? [guards] : []));
  const own = scope.isPoliced(entity);
  if (!own && earlier.length === 0) return row;
  const guards = (): string[] => [...earlier.flatMap((each) => each()), ...(own ? [scope.guard(entity, alias)] : [])];
  return { ...row, guards };
}

/**
 * A condition that can fail is written `case when t0."owner_id" = $1 then … end`: in one WHERE or ON PostgreSQL evaluates the cheapest
 * condition first, and only CASE has an order of its own. For CASE it reads no statistics either, on which it would evaluate the condition.
 */
export function guarded(row: RowRef, sql: string): string {
  const guards = row.guards?.() ?? [];
  return guards.length === 0 ? sql : `case when ${guards.join(' and ')} then ${sql} end`;
}

/** A column where rows are found or sorted by it. */
export function comparedColumn(row: RowRef, column: Column): string {
  return columnCanFail(column) ? guarded(row, row.column(column)) : row.column(column);
}
