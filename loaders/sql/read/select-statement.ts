/**
 * Writes the statement of one select with everything that rides along.
 *
 * The owner's rows come either straight from its table,
 *
 *     select t0."id", t1."name" from orders t0 left join customers t1 on t1."id" = t0."customer_id" where … order by …
 *
 * or, where they must be settled before joins multiply or widen them, from a subselect `b`:
 *
 *     select b.c0, t1."name" from (select t0."id" as c0, t0."total" as c1 from orders t0 order by … limit $1) b
 *       left join … order by b.c1, b.c0
 *
 * A list that is joined to a joined list settles and numbers the rows so far once more, as `t2`:
 *
 *     select t2.c0, t2.c1, t3."id" from (select b.c0, t1."id" as c1, row_number() over (order by b.c0, t1."id") as c2 from (…) b
 *       left join posts t1 on …) t2 left join tags t3 on … order by t2.c2, t3."id"
 *
 * Below a parent, keys lead: `from unnest($1::int8[]) with ordinality as k(k0, ord)` joined to the table,
 * or `cross join lateral (the settled rows) b`, in the order of `k.ord`.
 */
import { isWindow } from '../../plan/shared/called-column.ts';
import { presenceColumn } from '../../plan/read/columns.ts';
import type { SelectNode } from '../../plan/read/select-plan.ts';
import { filterSql, isTrue } from '../shared/filter-sql.ts';
import { keysetRows, rowsBesideNulls } from './keyset-rows.ts';
import {
  orderBySql,
  type OrderExpression,
  type OrderSql,
  isNumber,
  orderSql,
  unnumbered,
} from '../shared/order-sql.ts';
import { distinctRows, type FarRows, type KeysSql, orderBy, ORDINAL, where } from '../shared/relation-sql.ts';
import { cutToPage, filterConditions, listConditions, pageConditions, parentKeys, rootRows } from './root-rows.ts';
import { type RowPolicies, type RowRef, Scope } from '../shared/scope.ts';
import { InnerSelect, SelectList } from './select-list.ts';
import { type NodeColumns, type Statement, finishStatement } from '../shared/statement.ts';
import { TreeWalk } from './tree-walk.ts';
import { WindowRows } from './window-rows.ts';

export function selectStatement(owner: SelectNode, joined: readonly SelectNode[], policies: RowPolicies): Statement {
  return new SelectWriter(owner, joined, policies).write();
}

/** The same for a relation that is a tree, whose rows are found by a walk. */
export function walkStatement(owner: SelectNode, joined: readonly SelectNode[], policies: RowPolicies): Statement {
  return new SelectWriter(owner, joined, policies, true).write();
}

interface Join {
  readonly sql: string;
  /** The order of a joined list, after that of the rows above. */
  readonly order: string;
}

/** The FROM and the order of a statement. It is written last: until then it is asked for further columns. */
interface Rows {
  readonly from: () => string;
  readonly sorts: readonly string[];
}

class SelectWriter {
  readonly #scope: Scope;
  readonly #list = new SelectList();
  readonly #nodes = new Map<SelectNode, NodeColumns>();
  readonly #rows = new Map<SelectNode, RowRef>();
  readonly #owner: SelectNode;
  readonly #joined: readonly SelectNode[];
  readonly #hasCollection: boolean;
  readonly #keys: KeysSql | null;
  readonly #isWalked: boolean;
  readonly #rowNumbers = new Map<SelectNode, number>();
  /** The source has the list's own rows beyond its cursors, and no others. */
  #isPaged = false;

  constructor(owner: SelectNode, joined: readonly SelectNode[], policies: RowPolicies, isWalked = false) {
    this.#isWalked = isWalked;
    this.#scope = new Scope(policies);
    this.#owner = owner;
    this.#joined = joined;
    this.#hasCollection = joined.some((node) => node.cardinality === 'many');
    this.#keys = owner.relation ? parentKeys(this.#scope, owner, owner.relation) : null;
  }

  write(): Statement {
    const ordinal = this.#keys ? this.#list.add(ORDINAL) : null;
    const source = this.#source();
    const { args, groupedOrders } = this.#owner;
    const terms = this.#hasNumbers ? args.order : unnumbered(args.order);
    const order = orderSql(this.#scope, source.row, terms, groupedOrders);
    const sql = this.#mustSettle() ? this.#settled(source, order) : this.#open(source, order);
    const { parameters } = this.#scope;
    const keys = this.#keys?.columns ?? null;
    const shape = { columnCount: this.#list.size, ordinal, rowNumbers: this.#rowNumbers, nodes: this.#nodes };
    return finishStatement({ sql, parameters, owner: this.#owner, keys, layout: shape }, this.#joined);
  }

  /** Whether the owner's rows must be a subselect before anything is joined to them. */
  #mustSettle(): boolean {
    const { args, relation } = this.#owner;
    if (this.#hasCollection || args.backward || this.#isWalked) return true;
    // DISTINCT ON cannot select no columns; a settled select has those of the order.
    if (args.distinctOn.length > 0) return true;
    if (relation && this.#isWindowed) return true;
    if (relation?.junction && !relation.junction.unique) return true;
    const cut = args.limit !== null || args.offset !== null;
    return cut && (relation !== null || this.#joined.length > 0);
  }

  #source(): FarRows {
    const { relation, args } = this.#owner;
    if (this.#isWalked && this.#keys && relation)
      return new TreeWalk(this.#scope, this.#keys.row, relation, args.maxDepth);
    const rows =
      this.#keys && relation ? distinctRows(this.#scope, this.#keys.row, relation) : rootRows(this.#scope, this.#owner);
    const conditions = (): string[] => filterConditions(this.#scope, this.#owner, rows);
    if (this.#isWindowed) return new WindowRows(this.#scope, args.order, rows, conditions());
    const ranged = args.keysets.length > 0 ? keysetRows : rowsBesideNulls;
    const ranges = ranged(this.#scope, this.#owner, rows, conditions);
    this.#isPaged = ranges !== null;
    return ranges ?? rows;
  }

  get #isWindowed(): boolean {
    return this.#hasNumbers || this.#owner.columns.some(isWindow);
  }

  /** Rows that differ in nothing have numbers where cursors tell them apart. */
  get #hasNumbers(): boolean {
    const { cursors, args } = this.#owner;
    return (cursors || args.keysets.length > 0) && args.order.some(isNumber);
  }

  /** Window values are over all rows of the list: they are filtered where the values are made. */
  #conditions(source: FarRows, order: OrderSql): string[] {
    if (this.#isPaged) return [];
    if (this.#isWindowed) return pageConditions(this.#scope, this.#owner, order);
    return listConditions(this.#scope, this.#owner, source, order);
  }

  #open(source: FarRows, order: OrderSql): string {
    const conditions = this.#conditions(source, order);
    this.#addOwner(source.row, order.terms);
    const joins = this.#joined.map((node) => this.#join(node).sql).join('');
    const sort = orderBySql(order.terms);
    const from = this.#keys ? `${this.#keys.from} join ${source.table} on ${source.on}` : source.table;
    const sorts = this.#keys && sort ? ['k.ord', sort] : [sort];
    const rows = `${from}${source.rest}${order.joins}${joins}${where(conditions)}${orderBy(sorts)}`;
    return cutToPage(this.#scope, this.#owner, `select ${this.#list} from ${rows}`);
  }

  #settled(source: FarRows, order: OrderSql): string {
    const { args, cursors } = this.#owner;
    const inner = new InnerSelect();
    const innerSort = orderBySql(order.terms, args.backward);
    const conditions = this.#conditions(source, order);
    if (source.on) conditions.unshift(source.on);
    // Lateral rows arrive sorted per key, and `k.ord` is sorted already: naming more would only cost a sort.
    const sorted = this.#keys !== null && this.#joined.length === 0 && !args.backward;
    const sort = sorted ? '' : this.#hasCollection ? this.#numberRows(inner, order) : outerSort(inner, order);
    this.#addOwner(inner.row(source.row), cursors ? order.terms.map((each) => inner.order(each)) : []);
    const settled = (): string => {
      const rows = `${source.table}${source.rest}${order.joins}${where(conditions)}${orderBy([innerSort])}`;
      const select = `select ${this.#distinct(order)}${inner.list} from ${rows}`;
      const lateral = this.#keys ? `${this.#keys.from} cross join lateral ` : '';
      return `${lateral}(${cutToPage(this.#scope, this.#owner, select)}) b`;
    };
    const { from, sorts } = this.#joinTo({ from: settled, sorts: [this.#keys ? 'k.ord' : '', sort] });
    return `select ${this.#list} from ${from()}${orderBy(sorts)}`;
  }

  /** The columns begin the order, and PostgreSQL wants them written as they are there. */
  #distinct({ terms }: OrderSql): string {
    const columns = terms.slice(0, this.#owner.args.distinctOn.length).map(({ expression }) => expression);
    return columns.length === 0 ? '' : `distinct on (${columns.join(', ')}) `;
  }

  /** A joined list repeats the owner's rows: their number keeps them together, and tells them apart. */
  #numberRows(inner: InnerSelect, order: OrderSql): string {
    const { backward } = this.#owner.args;
    const sort = orderBySql(order.terms, backward);
    const number = inner.expression(`pg_catalog.row_number() over (${orderBy([sort]).trim()})`);
    this.#rowNumbers.set(this.#owner, this.#list.add(number));
    // Rows taken from the end are numbered from the end, so that one sort serves the numbers and the limit.
    return backward ? `${number} desc` : number;
  }

  #addOwner(row: RowRef, order: readonly OrderExpression[]): void {
    this.#addNode(this.#owner, row, false, order);
  }

  #addNode(node: SelectNode, row: RowRef, joined: boolean, order: readonly OrderExpression[]): void {
    const cursors = node.cursors ? order.map(({ expression }) => expression) : [];
    const presence = joined ? presenceColumn(node) : null;
    this.#rows.set(node, row);
    this.#nodes.set(node, this.#list.addNode(node, row, presence, cursors));
  }

  #joinTo(owned: Rows): Rows {
    return this.#joined.reduce((rows, node) => {
      const above = node.cardinality === 'many' ? listAbove(node, this.#owner) : null;
      const { from, sorts } = above ? this.#settledAgain(rows, above) : rows;
      const { sql, order } = this.#join(node);
      return { from: () => `${from()}${sql}`, sorts: [...sorts, order] };
    }, owned);
  }

  /** A list is about to repeat the rows of the list above it: they are numbered as the owner's are. */
  #settledAgain({ from, sorts }: Rows, list: SelectNode): Rows {
    const alias = this.#scope.alias();
    const inner = new InnerSelect(alias);
    this.#list.settle(inner);
    for (const [node, row] of this.#rows) this.#rows.set(node, inner.row(row));
    const number = inner.expression(`pg_catalog.row_number() over (${orderBy(sorts).trim()})`);
    this.#rowNumbers.set(list, this.#list.add(number));
    return { from: () => `(select ${inner.list} from ${from()}) ${alias}`, sorts: [number] };
  }

  #join(node: SelectNode): Join {
    const { relation, parent, args } = node;
    const near = parent ? this.#rows.get(parent) : undefined;
    if (!relation || !near) throw new Error(`${node.path} has nothing to join to`);
    const far = distinctRows(this.#scope, near, relation);
    const order = orderSql(this.#scope, far.row, args.order);
    this.#addNode(node, far.row, true, order.terms);
    const condition = isTrue(args.filter) ? '' : ` and ${filterSql(this.#scope, far.row, args.filter)}`;
    const table = far.rest ? `(${far.table}${far.rest})` : far.table;
    // Never an inner join: even with a key that is NOT NULL and validated, rows of child tables and of a replica may lead nowhere.
    return { sql: ` left join ${table} on ${far.on}${condition}${order.joins}`, order: orderBySql(order.terms) };
  }
}

/** The joined list whose rows the node's are joined to. */
function listAbove({ parent }: SelectNode, owner: SelectNode): SelectNode | null {
  if (!parent || parent === owner) return null;
  return parent.cardinality === 'many' ? parent : listAbove(parent, owner);
}

function outerSort(inner: InnerSelect, order: OrderSql): string {
  return orderBySql(order.terms.map((each) => inner.order(each)));
}
