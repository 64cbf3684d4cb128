/**
 * Pass: how many rows each select has, and how wide. The numbers come from pg_class and pg_stats where the tables were analysed, else
 * from rules of thumb.
 */
import type { Column, Entity, Relation } from '../../../schema/model/model.ts';
import type { DraftNode, DraftPlan } from './draft-plan.ts';
import { expectedDistinct, physicalOrder, rowsPerKey } from './distinct.ts';
import { distinctTogether } from '../estimates/extended-statistics.ts';
import type { RowFilters } from '../shared/filter.ts';
import type { Estimate } from './select-plan.ts';
import { type Probe, Selectivity, type SlotValues } from '../estimates/selectivity.ts';
import type { Statistics } from '../estimates/statistics.ts';

const UNKNOWN_ROWS = 1000;
const UNKNOWN_WIDTH = 16;
const UNKNOWN_CHILDREN = 10;
/** DataRow: a length word before every value. */
const VALUE_HEADER = 4;

export interface EstimateFacts {
  readonly statistics: Statistics;
  readonly filters: RowFilters;
  readonly values: SlotValues;
  /** Most keys of one statement. */
  readonly chunkSize: number;
  /** How many rows PostgreSQL expects where it was asked, by the id of a select. */
  readonly expected?: ExpectedRows;
}

export type ExpectedRows = ReadonlyMap<number, number>;

/** Returns the slots whose values the estimates depend on. */
export function estimate(plan: DraftPlan, { statistics, filters, values, expected }: EstimateFacts): readonly Probe[] {
  const selectivity = new Selectivity(statistics, values);
  for (const node of plan.nodes) {
    new NodeEstimate(node, statistics, selectivity).estimate(filters, expected?.get(node.id) ?? null);
  }
  return selectivity.probes;
}

type Counts = Pick<Estimate, 'parents' | 'distinctParents' | 'rows'>;

class NodeEstimate {
  readonly #node: DraftNode;
  readonly #statistics: Statistics;
  readonly #selectivity: Selectivity;

  constructor(node: DraftNode, statistics: Statistics, selectivity: Selectivity) {
    this.#node = node;
    this.#statistics = statistics;
    this.#selectivity = selectivity;
  }

  /** `expected`: how many rows PostgreSQL expects to pass the node's conditions, whatever its parents; null: nobody has asked. */
  estimate(filters: RowFilters, expected: number | null): void {
    const node = this.#node;
    const cached = this.#statistics.table(node.entity) !== null && (node.parent?.estimate.known ?? true);
    const seen = this.#visible(filters);
    const passed = this.#selectivity.share(node.args.filter, node.entity);
    const share = seen * (expected === null ? passed : Math.min(1, expected / Math.max(1, this.#rowsOf(node.entity))));
    const counts = node.relation && node.parent ? this.#related(share) : this.#root(share, expected);
    const all = node.cardinality === 'one' ? counts.rows : this.#rowsOf(node.entity);
    const read = Math.max(counts.rows, Math.min(all, counts.rows / seen));
    node.estimate = { ...counts, read, rowBytes: this.#rowBytes(), known: cached, share, ...this.#sources(expected) };
  }

  /** The share of rows that policies and criteria let a request see. */
  #visible(filters: RowFilters): number {
    const { entity, relation } = this.#node;
    const between = relation?.junction?.entity;
    const share = (of: Entity | Relation, rows: Entity): number => this.#selectivity.share(filters(of), rows);
    return share(entity, entity) * (relation ? share(relation, entity) : 1) * (between ? share(between, between) : 1);
  }

  #sources(expected: number | null): Pick<Estimate, 'sources' | 'byRule'> {
    const { names, byRule } = this.#selectivity.takeSources();
    if (expected !== null) return { sources: ['PostgreSQL'], byRule: false };
    const { call } = this.#node.args;
    return call ? { sources: [...names, `rule for ${call.field}`], byRule: true } : { sources: names, byRule };
  }

  #root(share: number, expected: number | null): Counts {
    const { cardinality, args, entity } = this.#node;
    const limit = args.expectedLimit;
    const all = expected ?? this.#rowsOf(entity) * share;
    const rows = cardinality === 'one' ? (limit ?? 1) : Math.min(all, limit ?? Infinity);
    return { parents: 1, distinctParents: 1, rows: Math.max(1, Math.round(rows)) };
  }

  #related(share: number): Counts {
    const { parent, relation, kind, cardinality, args } = this.#node;
    if (!parent || !relation) return this.#root(share, null);
    const held = this.#keysHeld(parent, relation);
    if (kind === 'count' || kind === 'aggregate') return { ...held, rows: held.distinctParents };
    if (cardinality === 'one') return { ...held, rows: Math.round(held.parents * share) };
    const matching = (rowsPerKey(relation, this.#statistics) ?? UNKNOWN_CHILDREN) * share;
    const perParent = Math.min(matching, args.expectedLimit ?? Infinity);
    return { ...held, rows: Math.round(held.distinctParents * perParent) };
  }

  /** How many parents have a key for the relation, and how many keys differ. */
  #keysHeld(parent: DraftNode, relation: Relation): Omit<Counts, 'rows'> {
    const { rows } = parent.estimate;
    if (relation.direction === 'backward') return { parents: rows, distinctParents: rows };
    const { entity } = parent;
    const columns = relation.pairs.map(({ local }) => this.#statistics.column(entity, local));
    const present = Math.min(1, ...columns.map((column) => 1 - (column?.nullFraction ?? 0)));
    const parents = Math.round(rows * present);
    const domain = Math.max(1, Math.min(this.#distinct(entity, relation), this.#rowsOf(relation.target)));
    const all = Math.max(1, this.#rowsOf(entity) * present, domain);
    const [first = null] = columns;
    const order = physicalOrder(parent, this.#statistics) * Math.abs(first?.correlation ?? 0);
    const skew = columns.length === 1 ? first : null;
    const distinct = expectedDistinct({ rows: parents, all, domain, order, column: skew });
    return { parents, distinctParents: Math.round(distinct) };
  }

  #distinct(entity: Entity, { pairs }: Relation): number {
    const columns = pairs.map(({ local }) => local);
    const together = distinctTogether(this.#statistics.table(entity)?.extended ?? [], columns);
    if (together !== null) return together;
    const each = (column: Column): number => this.#statistics.column(entity, column)?.distinct ?? UNKNOWN_ROWS;
    return columns.reduce((product, column) => product * each(column), 1);
  }

  #rowsOf(entity: Entity): number {
    return this.#statistics.table(entity)?.rows ?? UNKNOWN_ROWS;
  }

  #rowBytes(): number {
    const { columns, entity } = this.#node;
    return columns.reduce((bytes, column) => {
      return bytes + VALUE_HEADER + (this.#statistics.column(entity, column)?.width ?? UNKNOWN_WIDTH);
    }, 0);
  }
}
