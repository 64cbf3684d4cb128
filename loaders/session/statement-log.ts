/** The statements of a request with their rows, bytes and times, for `extensions.plan` and for limits. */
import type { SelectNode } from '../plan/read/select-plan.ts';
import type { Statement } from '../sql/shared/statement.ts';
import type { ChildRanges } from '../rows/node-rows.ts';
import type { StatementCall, StatementResult } from '../database/database.ts';

export interface StatementRun {
  /** Its place among all statements of the request, from 1. */
  readonly order: number;
  readonly statement: Statement;
  /** The first call, with its values. */
  readonly call: StatementCall;
  rows: number;
  bytes: number;
  ms: number;
  /** How often it was sent: once per chunk of keys. */
  times: number;
}

export class StatementLog {
  readonly #runs = new Map<SelectNode, StatementRun>();
  readonly #joined = new Map<SelectNode, ChildRanges>();

  #sent = 0;

  /** Gives each statement its place, also those of which others keep the log. */
  next(): number {
    return ++this.#sent;
  }

  add(statement: Statement, calls: readonly StatementCall[], results: readonly StatementResult[]): void {
    const [call] = calls;
    if (!call) return;
    const run = this.#runs.get(statement.owner) ?? {
      order: this.next(),
      statement,
      call,
      rows: 0,
      bytes: 0,
      ms: 0,
      times: 0,
    };
    this.#runs.set(statement.owner, run);
    for (const { rows, bytes, ms } of results) {
      run.rows += rows.rowCount;
      run.bytes += bytes;
      run.ms = Math.max(run.ms, ms);
      run.times++;
    }
  }

  /** A select that rode along in another's statement. */
  joined(node: SelectNode, ranges: ChildRanges): void {
    this.#joined.set(node, ranges);
  }

  /** Rows of a select that rode along, null when it did not. Counted when asked: only explain wants to know. */
  joinedRows(node: SelectNode): number | null {
    const ranges = this.#joined.get(node);
    return ranges ? ranges.ends.reduce((rows, end, index) => rows + end - (ranges.starts[index] ?? 0), 0) : null;
  }

  run(node: SelectNode): StatementRun | null {
    return this.#runs.get(node) ?? null;
  }

  all(): readonly StatementRun[] {
    return [...this.#runs.values()];
  }
}
