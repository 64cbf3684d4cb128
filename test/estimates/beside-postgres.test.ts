/**
 * Estimates of random operations over real and generated data, beside PostgreSQL's estimates of the same statements.
 */
import { describe, expect, it } from 'vitest';
import { createDatabase, query, sampleDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { readConditions } from './conditions.ts';
import { explainedNodes } from './explained.ts';
import { PaperConditions, PAPERS, PAPERS_CONFIG } from './papers.ts';
import { SHOP } from './shop.ts';

const OPERATIONS_EACH = 50;
const OPERATIONS_OF_PAPERS = 200;
const SEED = 7;
/** A factor that changes which strategy is cheapest. */
const FAR_OFF = 10;

interface Tally {
  readonly ours: number[];
  readonly theirs: number[];
  readonly farOff: string[];
}

async function analysed(database: TestDatabase): Promise<TestGateway> {
  await query(database.url, 'analyze');
  return openGateway(database.url);
}

interface Conditions {
  operation(): string;
}

async function compare(gateway: TestGateway, conditions: Conditions, operations: number): Promise<Tally> {
  const tally: Tally = { ours: [], theirs: [], farOff: [] };
  for (let at = 0; at < operations; at++) {
    const operation = conditions.operation();
    const { plan, errors } = await gateway.run(operation, { explain: 'analyze' });
    expect(errors, operation).toEqual([]);
    const [root] = explainedNodes(plan);
    const expected = expectedByPostgres(plan);
    if (!root || root.rows === null || expected === null) throw new Error(`${operation} has no plan`);
    const ours = factor(root.estimatedRows, root.rows);
    tally.ours.push(ours);
    tally.theirs.push(factor(expected, root.rows));
    if (ours > FAR_OFF)
      tally.farOff.push(`${operation}: ${root.estimatedRows} expected, ${expected} by PostgreSQL, ${root.rows} came`);
  }
  return tally;
}

/** The factor by which an estimate is off. No row counts as one. */
function factor(expected: number, actual: number): number {
  const [low = 1, high = 1] = [Math.max(1, expected), Math.max(1, actual)].toSorted((a, b) => a - b);
  return high / low;
}

/** The "Plan Rows" of the topmost node of a statement. */
function expectedByPostgres(plan: unknown): number | null {
  const rows = /"analyze":\[\{"Plan":\{.*?"Plan Rows":(\d+)/.exec(JSON.stringify(plan))?.[1];
  return rows === undefined ? null : Number(rows);
}

function within(factors: readonly number[]): number {
  return factors.filter((each) => each <= FAR_OFF).length;
}

function mean(factors: readonly number[]): number {
  return Math.exp(factors.reduce((sum, each) => sum + Math.log(each), 0) / factors.length);
}

function describeTally(name: string, { ours, theirs, farOff }: Tally): string {
  const facts = `${name}: within a factor of ${FAR_OFF}: ours ${within(ours)}, PostgreSQL's ${within(theirs)} of ${ours.length}`;
  return [`${facts}; off by ${mean(ours).toFixed(2)} and ${mean(theirs).toFixed(2)} on average`, ...farOff].join(
    '\n  ',
  );
}

describe('estimates of random conditions', () => {
  it.each(['shop', 'chinook', 'northwind', 'mondial'] as const)(
    'estimates on %s are as good as those of PostgreSQL, and nine of ten are within a factor of ten',
    async (name) => {
      const database = name === 'shop' ? await createDatabase([SHOP]) : await sampleDatabase(name);
      const gateway = await analysed(database);
      try {
        const conditions = await readConditions(gateway.gateway.model, (sql) => query(database.url, sql), SEED);
        const tally = await compare(gateway, conditions, OPERATIONS_EACH);
        console.log(describeTally(name, tally));
        expect(within(tally.ours)).toBeGreaterThanOrEqual(OPERATIONS_EACH * 0.9);
        expect(within(tally.ours)).toBeGreaterThanOrEqual(within(tally.theirs));
      } finally {
        await gateway.close();
        await database.drop();
      }
    },
    120_000,
  );

  it("estimates without statistics of columns are PostgreSQL's, and nine of ten are within a factor of ten", async () => {
    const database = await createDatabase([PAPERS]);
    const gateway = await openGateway(database.url, PAPERS_CONFIG);
    try {
      const tally = await compare(gateway, new PaperConditions(SEED), OPERATIONS_OF_PAPERS);
      console.log(describeTally('papers', tally));
      expect(within(tally.ours)).toBeGreaterThanOrEqual(OPERATIONS_OF_PAPERS * 0.9);
      expect(within(tally.ours)).toBeGreaterThanOrEqual(within(tally.theirs));
    } finally {
      await gateway.close();
      await database.drop();
    }
  }, 120_000);
});
