/** The rows of a root select in their order, without anything joined to them. Its children derive their keys from them. */
import { INT8 } from '../../../schema/model/built-in-types.ts';
import type { Relation } from '../../../schema/model/model.ts';
import type { SelectArguments } from '../../plan/shared/filter.ts';
import { hasOwnRows } from '../../plan/read/own-rows.ts';
import type { SelectNode } from '../../plan/read/select-plan.ts';
import { callSql } from '../shared/computed-sql.ts';
import { filterSql, isTrue } from '../shared/filter-sql.ts';
import { ownRowsSql, quote, travelsAsText } from '../shared/identifiers.ts';
import { keysetSql } from './keyset-sql.ts';
import { orderBySql, type OrderSql, orderSql, unnumbered } from '../shared/order-sql.ts';
import { derivedKeys, type FarRows, type KeysSql, keysSql, orderBy, where } from '../shared/relation-sql.ts';
import { entityRow, type Scope } from '../shared/scope.ts';

export function rootRows(scope: Scope, node: SelectNode): FarRows {
  const { entity, args } = node;
  const alias = scope.alias();
  const own = hasOwnRows(node) ? ownRowsSql(entity.table) : null;
  return {
    table: scope.table(entity, alias, calledRows(scope, args) ?? own),
    on: '',
    rest: '',
    row: entityRow(scope, entity, alias),
  };
}

/** A value of any type is one column in a select list; in FROM, one of a composite type would be several. */
function calledRows(scope: Scope, { call, operands }: SelectArguments): string | null {
  const called = call && callSql((slot) => scope.slot(slot), call.call, operands);
  return called && call.value ? `(select ${called} as ${quote(call.value.name)})` : called;
}

/** The keys of a node's parents: bound as arrays, or derived from the root above. */
export function parentKeys(scope: Scope, node: SelectNode, relation: Relation): KeysSql {
  const { parent, derived } = node;
  const [pair] = relation.pairs;
  if (!derived || !parent || !pair) return keysSql(scope, relation);
  const source = rootRows(scope, parent);
  const order = orderSql(scope, source.row, unnumbered(parent.args.order));
  const conditions = listConditions(scope, parent, source, order);
  const sort = orderBy([orderBySql(order.terms)]);
  const rows = `${source.table}${order.joins}${where(conditions)}${sort}`;
  const key = `${source.row.column(pair.local)}${travelsAsText(pair.local.type) ? '::pg_catalog.text' : ''}`;
  return derivedKeys(relation, cutToPage(scope, parent, `select ${key} from ${rows}`));
}

export function listConditions(scope: Scope, node: SelectNode, source: FarRows, order: OrderSql): string[] {
  return [...filterConditions(scope, node, source), ...pageConditions(scope, node, order)];
}

/** Which rows are of the list. */
export function filterConditions(scope: Scope, { args }: SelectNode, source: FarRows): string[] {
  const { call, filter } = args;
  // In FROM, a function that returns no row gives one of nulls.
  if (call && !call.isList && !call.value) return [`not (${source.row.alias} is null)`];
  return isTrue(filter) ? [] : [filterSql(scope, source.row, filter)];
}

/** Which rows of the list are beyond its cursors. */
export function pageConditions(scope: Scope, { args }: SelectNode, order: OrderSql): string[] {
  return args.keysets.map((keyset) => keysetSql(scope, order.terms, keyset));
}

/** A select cut to its page. A limit that the document says stands in the text, like the rest of the document's structure. */
export function cutToPage(scope: Scope, { args, relation }: SelectNode, select: string): string {
  const { limit, offset, expectedLimit, fixedLimit } = args;
  const skip = offset ? ` offset ${scope.slot(offset)}` : '';
  if (!limit || expectedLimit === null) return `${select}${skip}`;
  if (fixedLimit) return `${select} limit ${expectedLimit}${skip}`;
  if (offset) return `${select} limit ${scope.slot(limit)}${skip}`;
  // PostgreSQL plans a prepared statement for good only where that costs no more than planning for the values at hand, and
  // without a value it takes a limit for a tenth of all rows. So the limit's magnitude, which the plan knows (it is part of
  // the shape), stands inside.
  const some = `${select} limit ${expectedLimit}`;
  if (!relation) return `select * from (${some}) l limit ${scope.slot(limit)}`;
  // Below parents, a tenth of the magnitude would be one row, and a scan along the order seems a cheap way to find one.
  const numbered = `select s.*, pg_catalog.row_number() over () as n from (${some}) s`;
  return `select * from (${numbered}) l where l.n ${scope.operators.integer('<=', INT8)} ${scope.slot(limit)}`;
}
