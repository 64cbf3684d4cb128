/**
 * A loading strategy: how the rows of a relation get to their parents. What SQL it emits is in the head comment of its file;
 * which one loads a relation was decided by the plan.
 */
import type { SelectNode } from '../plan/read/select-plan.ts';
import type { RowBlock } from '../rows/row-block.ts';
import type { RowLayout } from '../sql/shared/statement.ts';
import type { Keys } from '../rows/keys.ts';
import type { ChildRanges, NodeRows } from '../rows/node-rows.ts';

export interface LoadingStrategy {
  /** Ties the node's rows, as `carrier` brought them, to the rows of its parent. */
  attach(node: SelectNode, parents: NodeRows, carrier: Carrier): Attached;
}

/** The result of a statement: its own rows and those that ride along. */
export interface Carrier {
  readonly block: RowBlock;
  readonly layout: RowLayout;
  /** The keys that were bound; null for a root select. */
  readonly keys: Keys | null;
  /** First block row of every chunk of keys, and the row count at the end. */
  readonly chunks: readonly number[];
  readonly chunkSize: number;
}

export interface Attached {
  readonly rows: NodeRows;
  readonly ranges: ChildRanges;
}
