/** The loaded rows of one request as the writer reads them: arrays by node number, without look-ups by name. */
import type { RowsShape, SelectNode } from '../../loaders/plan/read/select-plan.ts';
import { arrivalOf } from '../../loaders/plan/shared/load-strategy.ts';
import type { RowBlock } from '../../loaders/rows/row-block.ts';
import type { CompiledPlan } from '../../loaders/sql/read/compiled-plan.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';
import type { References } from '../entities/references.ts';
import type { Kernel, Program } from './kernel.ts';
import type { ChildRanges, NodeRows } from '../../loaders/rows/node-rows.ts';

export class NodeState {
  readonly block: RowBlock;
  /** The positions in the block of the entity's columns, by column index. */
  readonly positions: Int32Array;
  readonly #starts: Int32Array;
  readonly #width: number;
  readonly rows: Int32Array | null;
  readonly count: number;

  constructor(rows: NodeRows) {
    this.block = rows.block;
    this.#starts = rows.block.starts;
    this.positions = rows.columns.positions;
    this.#width = rows.block.columnCount;
    this.rows = rows.blockRows();
    this.count = rows.count;
  }

  /** The offset of a column's value in the block. */
  start(row: number, column: number): number {
    return this.#starts[row * this.#width + (this.positions[column] ?? 0)] ?? 0;
  }

  /** PostgreSQL's text of a column, or null for NULL. */
  text(row: number, column: number): string | null {
    const start = this.start(row, column);
    const length = this.length(start);
    return length < 0 ? null : this.block.bytes.toString('utf8', start, start + length);
  }

  /** The length stands in the four bytes before the value. It is -1 for NULL. */
  length(start: number): number {
    return this.block.view.getInt32(start - 4);
  }
}

/**
 * The places of shared targets in the response. A place of 0 means nowhere, because a response never begins with a
 * target.
 */
export interface Shared {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

export class Frame {
  readonly loaded: LoadResult;
  /** One list per `_entities` field. */
  readonly references: readonly References[];
  /** The kernel, or null for writing without it. */
  kernel: Kernel | null = null;
  readonly #states: NodeState[] = [];
  readonly #links: ChildRanges[] = [];
  readonly #shared = new Map<RowsShape, Shared | null>();

  constructor(plan: CompiledPlan, loaded: LoadResult, references: readonly References[]) {
    this.loaded = loaded;
    this.references = references;
    for (const node of plan.nodes) {
      this.#states.push(new NodeState(loaded.rows(node)));
      this.#links.push(loaded.link(node));
    }
  }

  /** The bytes of all rows, which is about the size of the response. */
  get byteLength(): number {
    return this.#states.reduce(
      (sum, { block }, index) => (block === this.#states[index - 1]?.block ? sum : sum + block.bytes.length),
      0,
    );
  }

  /** Lets the kernel write as much as it can. */
  use(kernel: Kernel, program: Program): void {
    this.kernel = kernel;
    kernel.load(
      program,
      this.#states.map(({ block, positions, rows, count }, id) => ({
        block,
        positions,
        rows,
        count,
        link: this.link(id),
      })),
    );
  }

  state(node: number): NodeState {
    const state = this.#states[node];
    if (!state) throw new Error(`node ${node} not loaded`);
    return state;
  }

  link(node: number): ChildRanges {
    const ranges = this.#links[node];
    if (!ranges) throw new Error(`node ${node} not loaded`);
    return ranges;
  }

  /** The row number in the block of an instance. */
  row(node: number, index: number): number {
    const { rows } = this.state(node);
    return rows ? (rows[index] ?? 0) : index;
  }

  /** Returns null where no target can recur, because a joined row belongs to its parent alone. */
  shared(shape: RowsShape): Shared | null {
    const cached = this.#shared.get(shape);
    if (cached !== undefined) return cached;
    const { node } = shape;
    const recurs = arrivalOf(node) === 'inWave' && this.#parents(node) > this.state(node.id).count;
    const { count } = this.state(node.id);
    const shared = recurs ? { starts: new Int32Array(count), ends: new Int32Array(count) } : null;
    this.#shared.set(shape, shared);
    return shared;
  }

  #parents(node: SelectNode): number {
    return node.parent ? this.state(node.parent.id).count : 1;
  }
}
