import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type Load, openGateway, type TestGateway, type TestResult } from '../support/gateway.ts';
import { expectInvariants } from '../support/invariants.ts';

/** One operation, its answer under every strategy, and the cost of the answer. */
export interface Case {
  /** The rule that the case proves. */
  readonly name: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly data: unknown;
  /** The rows of each data statement in order. Their number is the number of statements. */
  readonly rows?: Partial<Record<Load, readonly number[]>>;
  /** Further assertions about the strategy named. */
  readonly also?: Partial<Record<Load, (result: TestResult) => void>>;
  /** The same for the analysed database, where lists below a cheap root find their parents' keys anew. */
  readonly analysed?: Pick<Case, 'rows' | 'also'>;
}

const LOADS: readonly Load[] = ['auto', 'selectin', 'joined'];

function fixture(name: string): URL {
  return new URL(`../fixtures/${name}.sql`, import.meta.url);
}

/** A gateway over a fixture for the tests of one `describe`. The database is `analysed` or left as it is. */
export function useGateway(name: string, overrides?: ConfigOptions, analysed = false): () => TestGateway {
  let database: TestDatabase | undefined;
  let gateway: TestGateway | undefined;
  beforeAll(async () => {
    database = await createDatabase([fixture(name)]);
    if (analysed) await query(database.url, 'analyze');
    gateway = await openGateway(database.url, overrides);
  });
  afterAll(async () => {
    await gateway?.close();
    await database?.drop();
  });
  return () => {
    if (!gateway) throw new Error(`${name} is not open`);
    return gateway;
  };
}

/**
 * Runs each case under each strategy and checks its answer, its cost, and the invariants of all operations. All cases
 * run once more in an analysed database, because PostgreSQL makes other plans there. A strategy that was asked for
 * needs no more round trips in it.
 */
export function testCases(title: string, fixtureName: string, cases: readonly Case[], overrides?: ConfigOptions): void {
  const flights = new Map<string, number>();
  describe(title, () => {
    const gateway = useGateway(fixtureName, overrides);
    it.each(cases)('$name', async (each) => {
      for (const load of LOADS) flights.set(`${each.name} ${load}`, roundTrips(await testCase(gateway(), each, load)));
    });
  });
  describe(`${title}, analysed`, () => {
    const gateway = useGateway(fixtureName, overrides, true);
    it.each(cases)('$name', async (each) => {
      for (const load of LOADS) {
        const trips = roundTrips(await testCase(gateway(), { ...each, ...each.analysed }, load));
        if (load !== 'auto') expect(trips, load).toBeLessThanOrEqual(flights.get(`${each.name} ${load}`) ?? trips);
      }
    });
  });
}

async function testCase(gateway: TestGateway, each: Case, load: Load): Promise<TestResult> {
  const { query: operation, variables = {}, data, rows = {}, also = {} } = each;
  const result = await gateway.run(operation, { variables, load });
  expect(result.errors, load).toEqual([]);
  expect(result.data, load).toEqual(data);
  expectInvariants(result);
  if (rows[load]) expect(result.R, load).toEqual(rows[load]);
  also[load]?.(result);
  return result;
}

/** Expects one flight, with COMMIT in it where there is a transaction. */
export function oneTrip(result: TestResult): void {
  expect(roundTrips(result)).toBe(1);
}

export function roundTrips({ connections }: TestResult): number {
  return connections.reduce((sum, { flights }) => sum + flights.length, 0);
}

/** The tables that a statement reads. */
export function tablesOf(sql: string | undefined): string[] {
  return [...(sql ?? '').matchAll(/"public"\."([^"]+)" t\d/g)].map(([, table]) => table ?? '');
}

export function ids(...values: readonly (number | string)[]): { id: number | string }[] {
  return values.map((id) => ({ id }));
}
