/**
 * The rows beyond a cursor, range by range, each of which an index leads to: PostgreSQL reads no more of any than a page has, and
 * merges them in the order of the list.
 *
 *     ((select t0."id" as c0, t0."state" as c1 from orders t0 where t0."state" = $1 and t0."id" < $2 and … order by … limit 21)
 *      union all (select t0."id", t0."state" from orders t0 where t0."state" > $1 and … order by … limit 21)) t1
 *
 * Without a limit of its own in each range PostgreSQL reads all of them to sort them.
 */
import { orderedIndexes } from '../../../schema/model/indexes.ts';
import type { Column } from '../../../schema/model/model.ts';
import type { OrderTerm } from '../../plan/shared/filter.ts';
import type { SelectNode } from '../../plan/read/select-plan.ts';
import { type KeysetRange, keysetRanges, keysetSql } from './keyset-sql.ts';
import { nullSql } from '../shared/null-sql.ts';
import { orderBySql, orderSql } from '../shared/order-sql.ts';
import { type FarRows, orderBy, where } from '../shared/relation-sql.ts';
import type { Scope } from '../shared/scope.ts';
import { InnerSelect } from './select-list.ts';

/** A page that is longer is sorted as cheaply as it is merged. */
const LONG = 1_000;

/**
 * The rows of a page whose order puts nulls elsewhere than the index does: those with a value, which the index brings in order, and those without.
 * Null where an index serves as it is, or none does.
 */
export function rowsBesideNulls(
  scope: Scope,
  { entity, args, relation }: SelectNode,
  rows: FarRows,
  conditions: () => readonly string[],
): FarRows | null {
  const [first] = args.order;
  const equal = relation?.pairs.map(({ remote }) => remote) ?? [];
  const { expectedLimit: limit, keysets, offset, distinctOn, call, backward } = args;
  const isPage = limit !== null && limit <= LONG && !offset && !call && keysets.length === 0 && distinctOn.length === 0;
  if (
    !first ||
    first.by.kind !== 'column' ||
    !isPage ||
    !first.nullable ||
    first.nullsFirst === first.descending ||
    entity.ownNulls.includes(first.by.column) ||
    !args.order.every(isOwn) ||
    !isIndexed(args.order, orderedIndexes(entity), equal)
  )
    return null;
  const { column } = first.by;
  const [top, ...rest] = orderSql(scope, rows.row, args.order).terms;
  if (!top) return null;
  const isNull = (is: boolean): string => nullSql(top.expression, column.type, is);
  const ranges = [
    { condition: isNull(false), order: [{ ...top, term: { ...first, nullable: false } }, ...rest] },
    { condition: isNull(true), order: rest },
  ];
  const all = [...(rows.on ? [rows.on] : []), ...conditions()];
  return new KeysetRows(scope.alias(), rows, all, { ranges, limit, backward });
}

/** Null where one condition serves as well: by an index, or without any. `conditions`: which rows are of the list. */
export function keysetRows(
  scope: Scope,
  { entity, args, relation }: SelectNode,
  rows: FarRows,
  conditions: () => readonly string[],
): FarRows | null {
  const [first, ...others] = args.keysets;
  const equal = relation?.pairs.map(({ remote }) => remote) ?? [];
  if (
    !first ||
    args.call ||
    args.expectedLimit === null ||
    !args.order.every(isOwn) ||
    !isIndexed(args.order, orderedIndexes(entity), equal)
  )
    return null;
  const { terms } = orderSql(scope, rows.row, args.order);
  const ranges = keysetRanges(scope, terms, first);
  if (!ranges) return null;
  const all = [
    ...(rows.on ? [rows.on] : []),
    ...others.map((keyset) => keysetSql(scope, terms, keyset)),
    ...conditions(),
  ];
  return new KeysetRows(scope.alias(), rows, all, { ranges, limit: args.expectedLimit, backward: args.backward });
}

/** The list is ordered by a value of the row itself. */
function isOwn({ path, by }: OrderTerm): boolean {
  return path.length === 0 && by.kind === 'column' && by.column.computed === undefined && by.column.stored === null;
}

/** An index leads along the order, below a parent after the columns of its key. */
function isIndexed(
  [first]: readonly OrderTerm[],
  indexes: readonly (readonly Column[])[],
  equal: readonly Column[],
): boolean {
  return indexes.some((columns) => {
    const next = columns.find((column) => !equal.includes(column));
    return first?.by.kind === 'column' && first.by.column === next;
  });
}

/** The beginning of each range: at most as many rows as a page has. */
interface Beginnings {
  readonly ranges: readonly KeysetRange[];
  readonly limit: number;
  /** The page is taken from the end of the list. */
  readonly backward: boolean;
}

class KeysetRows implements FarRows {
  readonly on = '';
  readonly rest = '';
  readonly #alias: string;
  readonly #rows: FarRows;
  readonly #conditions: readonly string[];
  readonly #beginnings: Beginnings;
  readonly #list: InnerSelect;

  constructor(alias: string, rows: FarRows, conditions: readonly string[], beginnings: Beginnings) {
    this.#alias = alias;
    this.#rows = rows;
    this.#conditions = conditions;
    this.#beginnings = beginnings;
    this.#list = new InnerSelect(alias);
  }

  get row(): FarRows['row'] {
    return this.#list.row(this.#rows.row);
  }

  get table(): string {
    const { table, rest } = this.#rows;
    const { ranges, limit, backward } = this.#beginnings;
    const selects = ranges.map(({ condition, order }) => {
      const sort = orderBy([orderBySql(order, backward)]);
      const rows = `${table}${rest}${where([condition, ...this.#conditions])}`;
      return `(select ${this.#list.list} from ${rows}${sort} limit ${limit})`;
    });
    return `(${selects.join(' union all ')}) ${this.#alias}`;
  }
}
