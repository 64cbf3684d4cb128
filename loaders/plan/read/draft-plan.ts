/** A plan while the passes work on it, and the selects that fields ask for. */
import type { Column } from '../../../schema/model/model.ts';
import { type CalledColumn, calledColumn } from '../shared/called-column.ts';
import type { OrderTerm, SelectArguments } from '../shared/filter.ts';
import type { LoadHint } from '../shared/load-strategy.ts';
import { PlanError } from '../shared/plan-error.ts';
import type { Decision, Estimate, RootShape, SelectNode } from './select-plan.ts';

export interface DraftNode extends SelectNode {
  readonly parent: DraftNode | null;
  readonly children: DraftNode[];
  readonly columns: Column[];
  args: SelectArguments;
  load: LoadHint | null;
  cursors: boolean;
  estimate: Estimate;
  decision: Decision;
  derived: boolean;
  readonly groupedOrders: Set<OrderTerm>;
  plannedByValues: boolean;
}

export interface DraftPlan {
  readonly nodes: DraftNode[];
  /** The rows of the root come in batches. */
  readonly streamed?: boolean;
  readonly response: RootShape;
}

/** The rows that a field asks for. */
export interface FieldRows extends Pick<SelectNode, 'path' | 'entity' | 'relation' | 'args' | 'load'> {
  readonly parent: DraftNode | null;
  /** Left out: every parent may have rows. */
  readonly guard?: SelectNode['guard'];
}

const UNDECIDED: Decision = { strategy: 'root', because: 'root select', rejected: [] };
const UNKNOWN: Estimate = {
  parents: 1,
  distinctParents: 1,
  rows: 1,
  read: 1,
  rowBytes: 0,
  known: false,
  share: 1,
  sources: [],
  byRule: false,
};

/** Fields that ask for the same rows (same parent, relation and arguments) share one select. */
export class Selects {
  readonly nodes: DraftNode[] = [];
  readonly #byIdentity = new Map<string, DraftNode>();

  /** `aggregates` are those whose values are the columns of the select. */
  select(
    kind: SelectNode['kind'],
    { guard = null, ...rows }: FieldRows,
    cardinality: SelectNode['cardinality'],
    aggregates: SelectNode['aggregates'] = null,
  ): DraftNode {
    const { parent, relation, entity, args } = rows;
    const guarded = guard ? `[${guard.column.name}=${guard.value}]` : '';
    const source = relation ? `.${relation.field}` : entity.name;
    const identity = `${parent?.id ?? ''}${source}${guarded}(${args.id})${kind}/${cardinality}`;
    checkHint(rows);
    const existing = this.#byIdentity.get(identity);
    if (existing) {
      existing.load = mergeHints(existing, rows.load);
      return existing;
    }
    const node: DraftNode = {
      id: this.nodes.length,
      kind,
      path: rows.path,
      entity,
      parent,
      relation,
      aggregates,
      cardinality,
      guard,
      args,
      load: rows.load,
      children: [],
      columns: [],
      cursors: false,
      estimate: UNKNOWN,
      decision: UNDECIDED,
      derived: false,
      groupedOrders: new Set(),
      plannedByValues: false,
    };
    this.nodes.push(node);
    parent?.children.push(node);
    this.#byIdentity.set(identity, node);
    return node;
  }
}

export function addColumn(node: { readonly columns: Column[] }, column: Column): void {
  if (!node.columns.includes(column)) node.columns.push(column);
}

/** Adds a computed value under its arguments. Answers the column of the select, or the error of a window value without a list. */
export function addCalled(
  node: DraftNode,
  column: Column,
  call: Pick<CalledColumn, 'call' | 'slots'>,
): Column | PlanError {
  const { path, entity, columns } = node;
  if (column.computed?.kind === 'window' && !isList(node)) {
    return new PlanError(
      `${path}.${column.field} is a value of a row among the rows of a list. Ask for it in a list of ${entity.name}, not in a single row or a tree.`,
    );
  }
  // The first place that no column of the entity has.
  const free = entity.columns.length + entity.hiddenColumns.length + entity.computed.length;
  const called = calledColumn(columns, column, call, free);
  addColumn(node, called);
  return called;
}

/** Rows with an order of their own, in which each has its place. */
function isList({ cardinality, relation }: SelectNode): boolean {
  return cardinality === 'many' && !relation?.tree;
}

function checkHint({ path, load }: Pick<SelectNode, 'path' | 'load'>): void {
  if (!load?.contradicts) return;
  throw new PlanError(
    `${path}: one @load asks for ${load.strategy}, another @load on the same field for ${load.contradicts}. Keep one.`,
  );
}

/** The wishes of fields that share a select must agree. A field's own wish outranks the header's. */
function mergeHints(node: Pick<SelectNode, 'path' | 'load'>, second: LoadHint | null): LoadHint | null {
  const first = node.load;
  if (!first || !second) return first ?? second;
  if (first.required !== second.required) return first.required ? second : first;
  if (first.binding !== second.binding) return first.binding ? first : second;
  if (first.strategy === second.strategy) return first;
  throw new PlanError(
    `${node.path}: ${first.source} asks for ${first.strategy}, ${second.source} asks for ${second.strategy}, ` +
      'but both fields read the same rows. Give both the same strategy.',
  );
}
