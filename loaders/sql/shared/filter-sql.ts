/** Filter → SQL condition. Relations are EXISTS: they never multiply rows. */
import { INT4, INT8, JSONB, TEXT, TSQUERY, TSVECTOR } from '../../../schema/model/built-in-types.ts';
import type { Column, Entity, PgType } from '../../../schema/model/model.ts';
import { aggregatesOf } from '../../../schema/model/aggregates.ts';
import { aggregatedCanFail, filterCanFail, saysOfRow } from '../../plan/shared/can-fail.ts';
import type { Aggregated, CompareOperator, Filter, Slot } from '../../plan/shared/filter.ts';
import { valuesRow } from './aggregate-value.ts';
import { literal, typeSql } from './identifiers.ts';
import { nullSql } from './null-sql.ts';
import { collateSql, isComparison } from './operators.ts';
import { distinctRows, farRowsOfAll, relatedRows } from './relation-sql.ts';
import { entityRow, guarded, type RowRef, type Scope } from './scope.ts';

export function isTrue(filter: Filter): boolean {
  return filter.kind === 'and' && filter.filters.every(isTrue);
}

export function filterSql(scope: Scope, row: RowRef, filter: Filter): string {
  return row.guards ? policedSql(scope, row, filter) : plainSql(scope, row, filter);
}

/** Conditions that can fail stand behind the policies, together in one CASE; the others stand beside it, where an index may serve them. */
function policedSql(scope: Scope, row: RowRef, filter: Filter): string {
  const parts = filter.kind === 'and' ? filter.filters : [filter];
  const behind = parts.filter((part) => saysOfRow(part) && filterCanFail(part));
  if (behind.length === parts.length && behind.length > 0) {
    return guarded(row, plainSql(scope, { ...row, guards: undefined }, filter));
  }
  if (behind.length < 2) return plainSql(scope, row, filter);
  const apart = new Set(behind);
  const beside = parts.filter((part) => !apart.has(part));
  return plainSql(scope, row, { kind: 'and', filters: [...beside, { kind: 'and', filters: behind }] });
}

function plainSql(scope: Scope, row: RowRef, filter: Filter): string {
  switch (filter.kind) {
    case 'and':
      return combine(scope, row, filter.filters, 'and', 'true');
    case 'or':
      return filter.united
        ? unitedSql(scope, row, filter.filters, filter.united)
        : combine(scope, row, filter.filters, 'or', 'false');
    case 'not':
      return `not (${filterSql(scope, { ...row, negated: true }, filter.filter)})`;
    case 'claim':
      return filterSql(scope, { ...row, column: () => scope.slot(filter.claim) }, filter.test);
    case 'related':
      return relatedSql(scope, row, filter);
    case 'aggregated':
      return aggregatedCanFail(filter)
        ? guarded(row, aggregatedSql(scope, row, filter))
        : aggregatedSql(scope, row, filter);
    case 'null':
      return nullSql(row.column(filter.column), filter.column.type, filter.isNull);
    case 'empty':
      return emptySql(scope, row.column(filter.column), filter.column, filter.isEmpty);
    case 'compare':
      return comparisonSql(scope, row, filter);
    case 'at':
      return atSql(scope, row, filter);
    case 'search':
      return searchSql(scope, row.column(filter.column), filter);
  }
}

function combine(scope: Scope, row: RowRef, filters: readonly Filter[], word: string, empty: string): string {
  const parts = filters.map((filter) => filterSql(scope, row, filter));
  if (parts.length === 0) return empty;
  return parts.length === 1 ? parts.join('') : `(${parts.join(` ${word} `)})`;
}

/** `exists (select from (select t1."id" as k0 from items t1 where … union all select …) t3 where t3.k0 = t0."id")` */
function unitedSql(scope: Scope, row: RowRef, filters: readonly Filter[], entity: Entity): string {
  const columns = entity.key?.columns ?? [];
  const parts = filters.map((filter) => {
    const alias = scope.alias();
    const found = entityRow(scope, entity, alias);
    const keys = columns.map((column, index) => `${found.column(column)} as k${index}`).join(', ');
    return `select ${keys} from ${scope.table(entity, alias)} where ${filterSql(scope, found, filter)}`;
  });
  const keys = scope.alias();
  const same = columns.map((column, at) => {
    return `${keys}.k${at} ${scope.operators.compare('=', column.type)} ${row.column(column)}`;
  });
  return `exists (select from (${parts.join(' union all ')}) ${keys} where ${same.join(' and ')})`;
}

function emptySql({ operators }: Scope, expression: string, column: Column, isEmpty: boolean): string {
  if (column.type.kind === 'range') return `${isEmpty ? '' : 'not '}pg_catalog.isempty(${expression})`;
  return `pg_catalog.cardinality(${expression}) ${operators.compare(isEmpty ? '=' : '>', INT4)} 0`;
}

/** Something of a row, and its type. */
interface Compared {
  readonly expression: string;
  readonly type: PgType;
}

const PATTERNS: ReadonlySet<CompareOperator> = new Set(['like', 'ilike']);

/** citext matches patterns as ILIKE does a text, by an operator of its own that no index knows: so it is read as a text. */
function comparisonSql(scope: Scope, row: RowRef, filter: Extract<Filter, { kind: 'compare' }>): string {
  const { column, operator, operand } = filter;
  const { type } = column;
  const expression = row.column(column);
  if (!PATTERNS.has(operator)) return compareSql(scope, { expression, type }, operator, operand);
  const collate = column.nondeterministic ? ' collate pg_catalog."default"' : '';
  if (type.schema === 'pg_catalog' || type.name !== 'citext') {
    if (operator === 'ilike' && column.foundBy === 'lower case') return loweredSql(scope, column, expression, operand);
    return compareSql(scope, { expression: expression + collate, type }, operator, operand);
  }
  const text = `${expression}::${typeSql(TEXT)}${collate}`;
  return compareSql(scope, { expression: text, type: TEXT }, 'ilike', operand);
}

/**
 * ILIKE puts the text and the pattern in lower case, both by the collation of the text, and compares them as LIKE does
 * (Generic_Text_IC_like in like.c). No index of texts in lower case serves it by its own name.
 */
function loweredSql(scope: Scope, column: Column, expression: string, operand: Slot): string {
  const pattern = `pg_catalog.lower(${scope.slot(operand)}${collateSql(column)})`;
  return `pg_catalog.lower(${expression}) ${scope.operators.pattern('like', TEXT)} ${pattern}`;
}

const OPERATORS = {
  eq: '=',
  ne: '<>',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
  like: 'like',
  ilike: 'ilike',
  contains: '@>',
  containedBy: '<@',
  hasKey: '?',
  overlaps: '&&',
  matches: '@?',
} as const satisfies Record<Exclude<CompareOperator, 'in' | 'notIn' | 'has'>, string>;

function compareSql(scope: Scope, { expression, type }: Compared, operator: CompareOperator, operand: Slot): string {
  const { operators } = scope;
  const value = scope.slot(operand);
  switch (operator) {
    case 'in':
      return `${expression} ${operators.compare('=', type)} any(${value})`;
    case 'notIn':
      return `${expression} ${operators.compare('<>', type)} all(${value})`;
    case 'has':
      // `$1 = any(tags)` says the same, and no index serves it.
      return `${expression} ${operators.special('@>', type, type)} array[${value}]`;
    case 'like':
    case 'ilike':
      return `${expression} ${operators.pattern(operator, type)} ${value}`;
    default: {
      const name = OPERATORS[operator];
      const spelled = isComparison(name) ? operators.compare(name, type) : operators.special(name, type, operand.type);
      return `${expression} ${spelled} ${value}`;
    }
  }
}

/** The value at a path. Only values of one kind have an order: no number is less than a text. */
function atSql(scope: Scope, row: RowRef, filter: Extract<Filter, { kind: 'at' }>): string {
  const { column, path, contained, test } = filter;
  const { operators } = scope;
  const expression = row.column(column);
  const place = scope.slot(path);
  const text = `(${expression} ${operators.special('#>>', JSONB, path.type)} ${place})`;
  // A JSON null is as good as nothing.
  if ('isNull' in test) return `${text} is ${test.isNull ? '' : 'not '}null`;
  const { operator, operand } = test;
  if (operator === 'like' || operator === 'ilike') {
    return compareSql(scope, { expression: text, type: TEXT }, operator, operand);
  }
  const value = `(${expression} ${operators.special('#>', JSONB, path.type)} ${place})`;
  const compared = compareSql(scope, { expression: value, type: JSONB }, operator, operand);
  if (contained && !row.negated) {
    return `(${containsSql(scope, expression, { path, operand, ...contained })} and ${compared})`;
  }
  if (!ORDERING.has(operator)) return compared;
  const [kind, ofOperand] = [value, scope.slot(operand)].map((each) => `pg_catalog.jsonb_typeof(${each})`);
  return `(${compared} and ${kind} ${operators.compare('=', TEXT)} ${ofOperand})`;
}

/**
 * `t0."attributes" @> jsonb_build_object(path[1], jsonb_build_object(path[2], value))`: every document with the value at the path contains this, and an
 * index finds it so. For a document with nothing at the path it is false where the comparison is unknown, so it must not be negated.
 */
function containsSql(scope: Scope, expression: string, { path, operand, keys, values }: Contained): string {
  const contains = scope.operators.special('@>', JSONB, JSONB);
  const parts = Array.from({ length: values }, (_, index) => {
    let document = operand.isArray ? `(${scope.slot(operand)})[${index + 1}]` : scope.slot(operand);
    for (let key = keys; key > 0; key--)
      document = `pg_catalog.jsonb_build_object((${scope.slot(path)})[${key}], ${document})`;
    return `${expression} ${contains} ${document}`;
  });
  return parts.length > 1 ? `(${parts.join(' or ')})` : parts.join('');
}

interface Contained {
  readonly path: Slot;
  readonly operand: Slot;
  readonly keys: number;
  readonly values: number;
}

const ORDERING: ReadonlySet<CompareOperator> = new Set(['lt', 'lte', 'gt', 'gte']);

/** The configuration stands in the text: only then an index over `to_tsvector('english', …)` serves. */
function searchSql(
  scope: Scope,
  expression: string,
  { column, config, words }: Extract<Filter, { kind: 'search' }>,
): string {
  const first = config === null ? '' : `${literal(config)}::regconfig, `;
  const isVector = column.type.kind === 'scalar' && column.type.name === 'tsvector';
  const vector = isVector ? expression : `pg_catalog.to_tsvector(${first}${expression}::pg_catalog.text)`;
  const matches = scope.operators.special('@@', TSVECTOR, TSQUERY);
  return `${vector} ${matches} pg_catalog.websearch_to_tsquery(${first}${scope.slot(words)})`;
}

function relatedSql(scope: Scope, row: RowRef, filter: Extract<Filter, { kind: 'related' }>): string {
  // Before anything is bound: PostgreSQL refuses a parameter that the text does not mention.
  if (filter.quantifier === 'every' && isTrue(filter.filter)) return 'true';
  const target = relatedRows(scope, row, filter.relation);
  const conditions = [target.on];
  if (!isTrue(filter.filter)) {
    const condition = filterSql(scope, target.row, filter.filter);
    // A row whose condition is unknown does not satisfy it, so it refutes `every`.
    conditions.push(filter.quantifier === 'every' ? `(${condition}) is not true` : condition);
  }
  const word = filter.quantifier === 'some' ? 'exists' : 'not exists';
  return `${word} (select 1 from ${target.table}${target.rest} where ${conditions.join(' and ')})`;
}

/** `(select count(*) > $1 from orders t1 where t1."customer_id" = t0."id")` */
function aggregatedSql(scope: Scope, row: RowRef, filter: Aggregated): string {
  const { relation, having } = filter;
  if (isTrue(having)) return 'true';
  if (filter.grouped) return groupedSql(scope, row, filter);
  const far = distinctRows(scope, row, relation);
  const conditions = isTrue(filter.filter) ? [far.on] : [far.on, filterSql(scope, far.row, filter.filter)];
  const rows = `${far.table}${far.rest} where ${conditions.join(' and ')}`;
  const [count] = aggregatesOf(relation.target).values;
  const counts = countsOf(having, count?.column);
  if (!counts)
    return `(select ${filterSql(scope, valuesRow(aggregatesOf(relation.target), far.row), having)} from ${rows})`;
  // One row more than the greatest number decides every comparison, so PostgreSQL need not count further.
  const most = counts.map((slot) => `${scope.slot(slot)}::${typeSql(INT8)}`).join(', ');
  const counted = `(select 1 from ${rows} limit greatest(${most}, -1) + 1) ${scope.alias()}`;
  return `(select ${filterSql(scope, valuesRow(aggregatesOf(relation.target), far.row), having)} from ${counted})`;
}

/** Gives the numbers that a condition compares the count with; null where it looks at another value. */
function countsOf(having: Filter, count: Column | undefined): readonly Slot[] | null {
  if (having.kind === 'compare') {
    const { column, operand } = having;
    return column === count && !operand.isArray ? [operand] : null;
  }
  if (having.kind !== 'and' || having.filters.length === 0) return null;
  const parts = having.filters.map((part) => countsOf(part, count));
  return parts.includes(null) ? null : parts.flatMap((part) => part ?? []);
}

/**
 * The related rows are grouped once, and PostgreSQL makes a hash of the keys whose groups satisfy the condition. A row that has no related
 * rows is in no group: its count is 0, and its other values are null.
 *
 *     (t0."id" = any (select t1."customer_id" from orders t1 group by t1."customer_id" having count(*) < $1)
 *       or (0 < $1 and (t0."id" = any (select t1."customer_id" from orders t1)) is not true))
 */
function groupedSql(scope: Scope, row: RowRef, { relation, filter, having }: Aggregated): string {
  const keysOf = (rest: (far: RowRef, keys: readonly string[]) => string): string => {
    const far = farRowsOfAll(scope, relation, (each) => (isTrue(filter) ? [] : [filterSql(scope, each, filter)]));
    const keys = far.keys.join(', ');
    const [pair] = relation.pairs;
    if (!pair) throw new Error(`${relation.field} has no key`);
    const rows = `select ${keys} from ${far.from}${rest(far.row, far.keys)}`;
    return `${row.column(pair.local)} ${scope.operators.pair(pair)} any (${rows})`;
  };
  const found = keysOf((far, keys) => {
    return ` group by ${keys.join(', ')} having ${filterSql(scope, valuesRow(aggregatesOf(relation.target), far), having)}`;
  });
  const none: RowRef = {
    ...row,
    guards: undefined,
    column: ({ nullable, type }) => (nullable ? `null::${typeSql(type)}` : '0'),
  };
  return `(${found} or (${filterSql(scope, none, having)} and (${keysOf(() => '')}) is not true))`;
}
