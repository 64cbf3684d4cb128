/**
 * Turns arguments into SQL the slow and obvious way: every relation is a correlated subselect, and nothing is shared or
 * joined. It is written apart from `loaders/` on purpose, because the loaders are compared with it.
 */
import { type GraphQLInputObjectType, getNamedType, isInputObjectType } from 'graphql';
import { aggregatesOf } from '../../schema/model/aggregates.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { sortable } from '../../schema/model/sortable.ts';
import type { AggregateValue } from '../../schema/model/aggregate-model.ts';
import type { Column, ColumnPair, Entity, PgType, Relation, TableName } from '../../schema/model/model.ts';
import type { NaiveCatalog } from './naive-catalog.ts';
import { claimTest, withClaims } from './naive-claims.ts';
import { columnName, isJson, type Json, tableName, typeName } from './naive-names.ts';
import { operatorSql } from './naive-operators.ts';
import type { Reference } from './reference.ts';

export interface NaiveOrder {
  readonly expression: string;
  readonly direction: string;
  readonly counted: boolean;
}

/** The table that holds a foreign key, and the name of the constraint, or null where there is none. */
interface Holder {
  readonly table: TableName;
  readonly constraint: string | null;
}

/** One statement under construction. */
export class NaiveSql {
  readonly values: (string | string[] | null)[] = [];
  /** Spellings of columns that are not columns of a table. */
  readonly spelled = new Map<Column, string>();
  readonly #api: ApiSchema;
  readonly #claims: Json;
  readonly catalog: NaiveCatalog;
  #isPolicy = false;
  #aliases = 0;

  constructor(api: ApiSchema, { claims, catalog }: Pick<Reference, 'claims' | 'catalog'>) {
    this.#api = api;
    this.#claims = claims;
    this.catalog = catalog;
  }

  equal(type: PgType, left: string, right: string): string {
    return `${left} ${this.catalog.operator(type, '=')} ${right}`;
  }

  bind(type: PgType, text: string | string[] | null): string {
    this.values.push(text);
    return `$${this.values.length}::${typeName(type)}${Array.isArray(text) ? '[]' : ''}`;
  }

  alias(): string {
    return `x${this.#aliases++}`;
  }

  /** The visible rows of an entity, from its table or a function. A policy itself sees all rows. */
  table(entity: Entity, alias: string, source = tableName(entity.table)): string {
    if (!entity.policy || this.#isPolicy) return `${source} ${alias}`;
    this.#isPolicy = true;
    const { where, ofBase } = entity.policy;
    const said = [where, ofBase].filter((each) => each !== null).map((each) => withClaims(each, this.#claims));
    // A subtype without a table sees fewer rows than its base, and the policy of the base sees them all.
    const type = this.#api.configured.whereOf(entity.base && !entity.base.relation ? entity.base.entity : entity);
    const parts = said.map((each) => (isJson(each) ? this.where(alias, type, each) : 'false'));
    const condition = parts.join(' and ');
    this.#isPolicy = false;
    // This is not a subselect, because a function of a row of the table would not take a row of a subselect.
    return `(${source} ${alias} join (values (0)) ${this.alias()} on ${condition})`;
  }

  /** The rows among which a field finds its own. */
  rowsOf(
    { entity, from }: { readonly entity: Entity; readonly from: { readonly relation: Relation } | null },
    alias: string,
  ): string {
    return from ? this.target(from.relation, alias) : this.table(entity, alias);
  }

  /** The rows that a relation may lead to. */
  target(relation: Relation, alias: string): string {
    const { target, pairs, junction, on, tree } = relation;
    const compared = (junction?.pairs ?? pairs).map(({ remote }) => remote);
    const isKey = target.uniqueKeys.some(({ columns }) => new Set(columns).isSubsetOf(new Set(compared)));
    return !on && (tree || isKey) ? this.ownRows(target, alias) : this.table(target, alias);
  }

  /** The rows among which a key finds one, without those of child tables. */
  ownRows(entity: Entity, alias: string): string {
    return entity.hasChildTables
      ? this.table(entity, alias, `only ${tableName(entity.table)}`)
      : this.table(entity, alias);
  }

  /** A condition that holds where the far row `far` belongs to the near row, whose columns `near` spells. */
  related(relation: Relation, near: (column: Column) => string, far: string): string {
    const all = this.#relatedAll(relation, near, far);
    const { kind, orderBy, target } = relation;
    if (kind === 'many' || !orderBy) return all;
    const other = this.alias();
    const keys = target.key?.columns ?? [];
    const named = keys.map((column, index) => `${columnName(other, column)} as k${index}`).join(', ');
    const sorted = this.sorted(other, target, orderBy.by);
    const rows = `${this.table(target, other)} where ${this.#relatedAll(relation, near, other)} order by ${sorted}`;
    const first = this.alias();
    const same = keys.map((column, index) => this.equal(column.type, columnName(far, column), `${first}.k${index}`));
    return `${all} and exists (select 1 from (select ${named} from ${rows} limit 1) ${first} where ${same.join(' and ')})`;
  }

  /** An order of the configuration, made total. */
  sorted(alias: string, entity: Entity, by: readonly unknown[]): string {
    const { base, name } = entity;
    const type = this.#api.schema.getType(`${base && !base.relation ? base.entity.name : name}OrderBy`);
    const terms = isInputObjectType(type) ? this.order(alias, type, by.filter(isJson)) : [];
    const written = terms.map(({ expression, direction }) => `${expression} ${directionSql(direction)}`);
    return [...written, ...tieBreak(alias, entity)].join(', ');
  }

  #relatedAll(relation: Relation, near: (column: Column) => string, far: string): string {
    const { criteria, target } = relation;
    const way = this.#way(relation, near, far);
    const where = criteria && withClaims(criteria.where, this.#claims);
    return isJson(where) ? `${way} and ${this.where(far, this.#api.configured.whereOf(target), where)}` : way;
  }

  #way(relation: Relation, near: (column: Column) => string, far: string): string {
    const { junction, on, pairs, source } = relation;
    if (on) {
      const own = this.alias();
      const same = pairs.map(({ local, remote }) => this.equal(remote.type, columnName(own, remote), near(local)));
      const condition = on.map((part) => ('text' in part ? part.text : part.side === 'source' ? own : far)).join('');
      return `exists (select 1 from ${tableName(source.table)} ${own} where ${same.join(' and ')} and (${condition}))`;
    }
    if (!junction) return pairs.map((pair) => this.#pair(relation, pair, near(pair.local), far)).join(' and ');
    const link = this.alias();
    const [into, out] = junction.constraints ?? [null, null];
    const { table } = junction.entity;
    const conditions = [
      ...pairs.map(({ local, remote }) => {
        return this.#same(remote, local, { table, constraint: into }, columnName(link, remote), near(local));
      }),
      ...junction.pairs.map(({ local, remote }) => {
        return this.#same(local, remote, { table, constraint: out }, columnName(link, local), columnName(far, remote));
      }),
    ];
    return `exists (select 1 from ${this.table(junction.entity, link)} where ${conditions.join(' and ')})`;
  }

  #pair(relation: Relation, { local, remote }: ColumnPair, near: string, far: string): string {
    const { constraint, direction, source, target } = relation;
    const there = columnName(far, remote);
    return direction === 'forward'
      ? this.#same(local, remote, { table: source.table, constraint }, near, there)
      : this.#same(remote, local, { table: target.table, constraint }, there, near);
  }

  /** Compares as the constraint does, where there is one. */
  #same(referring: Column, key: Column, { table, constraint }: Holder, left: string, right: string): string {
    if (constraint === null) return this.equal(key.type, right, left);
    return this.catalog.foreignKey(table, constraint, referring.name, right, left);
  }

  where(alias: string, type: GraphQLInputObjectType, where: Json): string {
    if (typeof where['claim'] === 'string') return claimTest(this.#claims[where['claim']], where);
    const conditions = Object.entries(where).map(([key, value]) => {
      const source = this.#source(type, key);
      const inner = inputType(type, key);
      if (source.kind === 'and' || source.kind === 'or') return this.#combine(alias, inner, source.kind, value);
      if (!isJson(value)) throw new Error(`${type.name}.${key} is not an object`);
      if (source.kind === 'not') return `(not ${this.where(alias, inner, value)})`;
      if (source.kind === 'one') return this.#exists(alias, source.relation, inner, value);
      if (source.kind === 'values') return this.where(alias, inner, value);
      if (source.kind === 'many') return this.#quantified(alias, source.relation, inner, value);
      if (source.kind === 'manyAggregate') return this.#valuesOf(alias, source.relation, inner, value);
      if (source.kind !== 'column') throw new Error(`${type.name}.${key} is no condition`);
      return this.#column(alias, source.column, value);
    });
    return conditions.length === 0 ? 'true' : `(${conditions.join(' and ')})`;
  }

  #combine(alias: string, type: GraphQLInputObjectType, word: 'and' | 'or', list: unknown): string {
    const parts = Array.isArray(list) ? list.filter(isJson).map((each) => this.where(alias, type, each)) : [];
    if (parts.length === 0) return word === 'and' ? 'true' : 'false';
    return `(${parts.join(` ${word} `)})`;
  }

  #exists(alias: string, relation: Relation, type: GraphQLInputObjectType, where: Json): string {
    const far = this.alias();
    const related = this.related(relation, (column) => columnName(alias, column), far);
    const table = this.target(relation, far);
    return `exists (select 1 from ${table} where ${related} and ${this.where(far, type, where)})`;
  }

  #quantified(alias: string, relation: Relation, type: GraphQLInputObjectType, value: Json): string {
    const parts = Object.entries(value).map(([quantifier, where]) => {
      if (!isJson(where)) throw new Error(`${type.name}.${quantifier} is not an object`);
      const inner = inputType(type, quantifier);
      if (quantifier === 'some') return this.#exists(alias, relation, inner, where);
      if (quantifier === 'none') return `(not ${this.#exists(alias, relation, inner, where)})`;
      const far = this.alias();
      const related = this.related(relation, (column) => columnName(alias, column), far);
      const refuted = `${this.where(far, inner, where)} is not true`;
      return `(not exists (select 1 from ${this.target(relation, far)} where ${related} and ${refuted}))`;
    });
    return parts.length === 0 ? 'true' : `(${parts.join(' and ')})`;
  }

  #valuesOf(alias: string, relation: Relation, type: GraphQLInputObjectType, { where, ...values }: Json): string {
    const far = this.alias();
    const conditions = [this.related(relation, (column) => columnName(alias, column), far)];
    if (isJson(where)) conditions.push(this.where(far, inputType(type, 'where'), where));
    const outer = new Map(this.spelled);
    for (const value of aggregatesOf(relation.target).values) {
      this.spelled.set(
        value.column,
        naiveAggregate(this.catalog, value, (of) => columnName(far, of)),
      );
    }
    const having = this.where(far, type, values);
    for (const { column } of aggregatesOf(relation.target).values) this.spelled.delete(column);
    for (const [column, spelled] of outer) this.spelled.set(column, spelled);
    // HAVING makes one group of all rows, and of none, whatever is selected.
    return `(select ${having} from ${this.target(relation, far)} where ${conditions.join(' and ')} having true)`;
  }

  #column(alias: string, column: Column, operators: Json): string {
    const name = this.spelled.get(column) ?? columnName(alias, column);
    const bind = this.bind.bind(this);
    const { type } = column;
    const { catalog } = this;
    const parts = Object.entries(operators).map(([operator, value]) =>
      operatorSql({ bind, catalog }, { name, type, operator, value, isConfigured: this.#isPolicy }),
    );
    return parts.length === 0 ? 'true' : `(${parts.join(' and ')})`;
  }

  order(alias: string, type: GraphQLInputObjectType, orderBy: readonly Json[]): NaiveOrder[] {
    return orderBy.map((term) =>
      this.#term(type, term, (column) => this.spelled.get(column) ?? columnName(alias, column)),
    );
  }

  #term(type: GraphQLInputObjectType, term: Json, near: (column: Column) => string): NaiveOrder {
    const [[key, value] = ['', null]] = Object.entries(term);
    const source = this.#source(type, key);
    if (source.kind === 'column') {
      return { expression: near(source.column), direction: String(value), counted: false };
    }
    if (!isJson(value)) throw new Error(`${type.name}.${key} is no order`);
    if (source.kind === 'manyAggregate') return this.#aggregated(source.relation, inputType(type, key), value, near);
    if (source.kind === 'values') return this.#term(inputType(type, key), value, near);
    if (source.kind !== 'one') throw new Error(`${type.name}.${key} is no order`);
    const { relation } = source;
    const far = this.alias();
    const related = this.related(relation, near, far);
    const inner = this.#term(inputType(type, key), value, (column) => columnName(far, column));
    const table = this.target(relation, far);
    const found = `(select ${inner.expression} from ${table} where ${related})`;
    // Where there is no row, there are none below it either.
    return { ...inner, expression: inner.counted ? `coalesce(${found}, 0)` : found };
  }

  #aggregated(relation: Relation, type: GraphQLInputObjectType, value: Json, near: (column: Column) => string) {
    const far = this.alias();
    const { values } = aggregatesOf(relation.target);
    const over = (column: Column): string =>
      naiveAggregate(this.catalog, values[column.index], (of) => columnName(far, of));
    const term = this.#term(type, value, over);
    const from = `${this.target(relation, far)} where ${this.related(relation, near, far)}`;
    return { ...term, expression: `(select ${term.expression} from ${from})`, counted: counts(value) };
  }

  #source(type: GraphQLInputObjectType, key: string) {
    const { inputs, configured } = this.#api;
    // The configuration may name columns that clients do not see.
    const source = inputs.get(type.name, key) ?? configured.inputs.get(type.name, key);
    if (!source) throw new Error(`${type.name}.${key} means nothing`);
    return source;
  }
}

/** A count over no rows is 0. */
function counts(value: Json): boolean {
  return 'count' in value || 'countDistinct' in value;
}

export function naiveAggregate(
  catalog: NaiveCatalog,
  value: AggregateValue | undefined,
  spell: (column: Column) => string,
): string {
  if (!value?.of) return 'pg_catalog.count(*)';
  const { of } = value;
  return value.function === 'countDistinct'
    ? `pg_catalog.count(distinct ${spell(of)})`
    : `${catalog.aggregate(of.type, value.function)}(${spell(of)})`;
}

/** The input object behind the list and non-null wrappers of a field. */
function inputType(type: GraphQLInputObjectType, key: string): GraphQLInputObjectType {
  const inner = getNamedType(type.getFields()[key]?.type);
  return isInputObjectType(inner) ? inner : type;
}

/**
 * Ends every order: with the key, else with the place of the row, else with every column, by its order and then as it
 * is written.
 */
export function tieBreak(alias: string, entity: Entity): string[] {
  const key = entity.key?.columns.map((column) => columnName(alias, column)) ?? [];
  const places = entity.rowId.map((name) => `${alias}.${name}`);
  if (entity.key && !entity.hasChildTables) return key;
  if (places.length > 0) return [...key, ...places];
  const columns = [...entity.columns, ...entity.hiddenColumns];
  return [
    ...columns.filter(({ type }) => sortable(type)).map((column) => columnName(alias, column)),
    ...columns.map((column) => `${columnName(alias, column)}::pg_catalog.text collate "C"`),
  ];
}

/** Nulls come last unless asked for, in either direction. */
export function directionSql(direction: string): string {
  const [word = '', nulls] = direction.toLowerCase().split('_nulls_');
  return `${word} nulls ${nulls ?? 'last'}`;
}
