/**
 * Where a plan rests on rules of thumb, PostgreSQL is asked how many rows it expects: once for a plan, by EXPLAIN without ANALYZE. The first
 * request of a shape does not wait for that, as it would cost a round trip where most plans stay what they are; it is planned by
 * the rules, PostgreSQL is asked beside it, and the plan is made anew for those that follow.
 */
import type { Entity } from '../../schema/model/model.ts';
import { isWindow } from '../../loaders/plan/shared/called-column.ts';
import { columnsOfFilter } from '../../loaders/plan/shared/columns-of.ts';
import type { ExpectedRows } from '../../loaders/plan/read/estimate.ts';
import { tellsOfHiddenRows } from '../../loaders/plan/read/hidden-rows.ts';
import type { SelectNode } from '../../loaders/plan/read/select-plan.ts';
import type { CompiledPlan } from '../../loaders/sql/read/compiled-plan.ts';
import type { Database, ParameterValue, Transaction } from '../../loaders/database/database.ts';
import { expectedRows } from '../../loaders/session/expected-rows.ts';
import { expectedRowsStatement, type Expectation } from '../../loaders/sql/read/expected-rows-statement.ts';
import type { RowPolicies } from '../../loaders/sql/shared/scope.ts';

/** The most selects of one plan that PostgreSQL is asked about; the others go by the rules. */
const MAX_SELECTS = 8;
/** Plans that wait for an answer. Who sends ever new documents has no more of them asked. */
const MAX_WAITING = 32;

interface InquiryParts {
  readonly database: Database;
  readonly policies: RowPolicies;
  readonly entities: readonly Entity[];
}

type Settings = Transaction['settings'];

/** Asks with the settings of a request, as which it may read what it filters. */
type Ask = (settings: Settings) => Promise<void>;

export class RowInquiries {
  readonly #parts: InquiryParts;
  #waiting = 0;
  /** One after the other, so that they take one connection at the most from the requests. */
  #last: Promise<void> = Promise.resolve();

  constructor(parts: InquiryParts) {
    this.#parts = parts;
  }

  /** Null where there is nothing to ask, or nothing that may be told. */
  inquiry(
    plan: CompiledPlan,
    values: readonly ParameterValue[] | null,
    replan: (expected: ExpectedRows) => void,
  ): RowInquiry | null {
    const { database, policies, entities } = this.#parts;
    const asked = values ? plan.nodes.filter((node) => isOpen(node, entities)).slice(0, MAX_SELECTS) : [];
    const statements = asked.map((node) => expectedRowsStatement(node, policies));
    if (!values || asked.length === 0 || !statements.every(isOfTheRequest)) return null;
    return new RowInquiry(plan.nodes.length > 1, (settings) =>
      this.#inTurn(async () => {
        const rows = await expectedRows(database, statements, values, settings);
        replan(new Map(asked.map(({ id }, index) => [id, rows[index] ?? 0])));
      }),
    );
  }

  async #inTurn(ask: () => Promise<void>): Promise<void> {
    if (this.#waiting >= MAX_WAITING) return;
    this.#waiting++;
    const before = this.#last;
    this.#last = before
      .then(afterRequest)
      .then(ask)
      // The plan stays as it is: whatever is wrong, the request itself is told.
      .catch(() => undefined)
      .finally(() => void this.#waiting--);
    return this.#last;
  }
}

export class RowInquiry {
  /** Some choice may depend on the answer; else only explain shows it. */
  readonly decides: boolean;
  #ask: Ask | null;
  #answered: Promise<void> = Promise.resolve();

  constructor(decides: boolean, ask: Ask) {
    this.decides = decides;
    this.#ask = ask;
  }

  /** Asks when this is called first. Resolves when the plan has been made anew, or stays as it is. */
  start(settings: Settings): Promise<void> {
    if (this.#ask) this.#answered = this.#ask(settings);
    this.#ask = null;
    return this.#answered;
  }
}

/** The request that is being planned takes its connection first. */
function afterRequest(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

function isOpen(node: SelectNode, entities: readonly Entity[]): boolean {
  const { kind, estimate, args } = node;
  // PostgreSQL filters by no window value where rows are read.
  if (kind !== 'rows' || !estimate.byRule || columnsOfFilter(args.filter).some(isWindow)) return false;
  return estimate.known && !tellsOfHiddenRows([{ ...node, columns: [] }], entities);
}

/** Values of the configuration and claims are none of the plan's. */
function isOfTheRequest({ parameters }: Expectation): boolean {
  return parameters.every(({ kind }) => kind === 'slot');
}
