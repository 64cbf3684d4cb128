/**
 * A loading strategy owns both ends of a relation: whether it may load it and at what cost, the statement, and how the rows get to
 * their parents. Each has a file of its own, whose head comment draws the SQL.
 *
 * SQL is written in `loaders/sql/` alone, so a strategy names the function there that writes its statement. A strategy that has none
 * rides along: its columns are part of the one walk that writes the statement above, in `select-statement.ts`.
 */
import type { PlannedStrategy } from '../plan/read/planned-strategy.ts';
import type { SelectNode } from '../plan/read/select-plan.ts';
import type { Carrier } from '../rows/carrier.ts';
import type { AttachedRows, NodeRows } from '../rows/node-rows.ts';
import type { StrategyWriter } from '../sql/read/compile.ts';

export interface LoadingStrategy extends PlannedStrategy, StrategyWriter {
  /** Ties the rows of the node, as `carrier` brought them, to the rows of its parent. */
  attach(node: SelectNode, parents: NodeRows, carrier: Carrier): AttachedRows;
}
