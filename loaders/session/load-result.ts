/** What a plan has loaded so far: rows and links by node, and what each statement cost. */
import type { SelectNode } from '../plan/read/select-plan.ts';
import type { ParameterValue } from '../database/database.ts';
import type { Link, NodeRows } from '../rows/node-rows.ts';

export class Loaded {
  /** The values of the request, by slot. */
  readonly values: readonly ParameterValue[];
  readonly #rows = new Map<SelectNode, NodeRows>();
  readonly #links = new Map<SelectNode, Link>();

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

  link(node: SelectNode): Link {
    const link = this.#links.get(node);
    if (!link) throw new Error(`${node.path} not loaded`);
    return link;
  }

  set(node: SelectNode, rows: NodeRows, link: Link): void {
    this.#rows.set(node, rows);
    this.#links.set(node, link);
  }

  /** Gives the memory of all rows back. Whoever reads them afterwards reads another request's. */
  release(): void {
    for (const { block } of this.#rows.values()) block.release();
    this.#rows.clear();
    this.#links.clear();
  }

  all(): Iterable<NodeRows> {
    return this.#rows.values();
  }
}
