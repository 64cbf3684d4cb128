/** The statements of an operation, with PostgreSQL's plans of each: for its values, and for any values. */
import { expect } from 'vitest';
import type { RecordedStatement } from '../support/recording-database.ts';
import type { RunOptions, TestGateway } from '../support/gateway.ts';
import type { PreparedPlans, SeenPlan } from './prepared-plans.ts';

/** So many pages do not matter. */
const FEW = 50;

export interface Asked {
  readonly custom: SeenPlan;
  readonly all: readonly {
    readonly statement: RecordedStatement;
    readonly custom: SeenPlan;
    readonly generic: SeenPlan;
  }[];
}

export async function ask(
  gateway: TestGateway,
  plans: PreparedPlans,
  query: string,
  options: RunOptions = {},
): Promise<Asked> {
  const { statements, errors } = await gateway.run(query, options);
  expect(errors).toEqual([]);
  const all = [];
  for (const statement of statements) {
    const [custom, generic] = [await plans.see(statement, 'custom'), await plans.see(statement, 'generic')];
    all.push({ statement, custom, generic });
  }
  const indexes = new Set(all.flatMap(({ custom }) => [...custom.indexes]));
  return { custom: { indexes, pages: all.reduce((sum, { custom }) => sum + custom.pages, 0) }, all };
}

/** PostgreSQL may settle for the plan for any values. If that reads ten times as much, it must not be prepared. */
export function expectNoWorsePlan({ all }: Asked): void {
  for (const { statement, custom, generic } of all) {
    const isWorse = generic.pages > Math.max(10 * custom.pages, FEW);
    if (isWorse) expect(statement.prepared, `${generic.pages} pages for ${custom.pages}: ${statement.sql}`).toBe(false);
  }
}
