/** The rows and child ranges that a plan has loaded so far, by node. */
import type { SelectNode } from '../plan/read/select-plan.ts';
import type { ParameterValue } from '../database/database.ts';
import type { ChildRanges, NodeRows } from '../rows/node-rows.ts';

export class LoadResult {
  /** The values of the request, by slot. */
  readonly values: readonly ParameterValue[];
  readonly #rows = new Map<SelectNode, NodeRows>();
  readonly #ranges = new Map<SelectNode, ChildRanges>();

  constructor(values: readonly ParameterValue[]) {
    this.values = values;
  }

  has(node: SelectNode): boolean {
    return this.#rows.has(node);
  }

  rows(node: SelectNode): NodeRows {
    const rows = this.#rows.get(node);
    if (!rows) throw new Error(`${node.path} not loaded`);
    return rows;
  }

  link(node: SelectNode): ChildRanges {
    const ranges = this.#ranges.get(node);
    if (!ranges) throw new Error(`${node.path} not loaded`);
    return ranges;
  }

  set(node: SelectNode, rows: NodeRows, ranges: ChildRanges): void {
    this.#rows.set(node, rows);
    this.#ranges.set(node, ranges);
  }

  /** Gives the memory of all rows back. Reading them afterwards gives those of another request. */
  release(): void {
    for (const { block } of this.#rows.values()) block.release();
    this.#rows.clear();
    this.#ranges.clear();
  }

  all(): Iterable<NodeRows> {
    return this.#rows.values();
  }
}
