import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigFile } from '../../schema/read-config.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { type Load, openGateway, type TestGateway, type TestResult } from '../support/gateway.ts';
import { expectInvariants } from '../support/invariants.ts';

/** One operation, its answer under every strategy, and what the answer costs. */
export interface Case {
  /** The rule that the case proves. */
  readonly name: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly data: unknown;
  /** Rows of each data statement in order: their number is the number of statements. */
  readonly rows?: Partial<Record<Load, readonly number[]>>;
  /** What else holds under the strategy named. */
  readonly also?: Partial<Record<Load, (result: TestResult) => void>>;
}

const LOADS: readonly Load[] = ['auto', 'selectin', 'joined'];

function fixture(name: string): URL {
  return new URL(`../fixtures/${name}.sql`, import.meta.url);
}

/** A gateway over a fixture for the tests of one `describe`. */
export function useGateway(name: string, overrides?: ConfigFile): () => TestGateway {
  let database: TestDatabase | undefined;
  let gateway: TestGateway | undefined;
  beforeAll(async () => {
    database = await createDatabase([fixture(name)]);
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

/** Each case under each strategy: one answer, its cost, and the invariants of all operations. */
export function testCases(title: string, fixtureName: string, cases: readonly Case[], overrides?: ConfigFile): void {
  describe(title, () => {
    const gateway = useGateway(fixtureName, overrides);
    it.each(cases)('$name', async ({ query, variables = {}, data, rows = {}, also = {} }) => {
      for (const load of LOADS) {
        const result = await gateway().run(query, { variables, load });
        expect(result.errors, load).toEqual([]);
        expect(result.data, load).toEqual(data);
        expectInvariants(result);
        if (rows[load]) expect(result.R, load).toEqual(rows[load]);
        also[load]?.(result);
      }
    });
  });
}

/** The tables that a statement reads. */
export function tablesOf(sql: string | undefined): string[] {
  return [...(sql ?? '').matchAll(/"public"\."([^"]+)" t\d/g)].map(([, table]) => table ?? '');
}

export function ids(...values: readonly (number | string)[]): { id: number | string }[] {
  return values.map((id) => ({ id }));
}
