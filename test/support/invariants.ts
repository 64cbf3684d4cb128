import { expect } from 'vitest';
import type { TestResult } from './gateway.ts';
import { lintSql } from './sql-lint.ts';

// covers: N1, S02, S07, S33, S60, S65
/** Expects everything that holds for any operation. */
export function expectInvariants(result: TestResult): void {
  for (const { sql, values } of result.statements) {
    expect(lintSql(sql), sql).toEqual([]);
    expect(highestParameter(sql), sql).toBe(values.length);
    // PostgreSQL counts parameters in 16 bits.
    expect(values.length).toBeLessThan(65_535);
  }
  expectNoIdleStatement(result);
  expectOneTransaction(result);
}

function highestParameter(sql: string): number {
  const unquoted = sql.replaceAll(/"(?:[^"]|"")*"/g, '');
  return Math.max(0, ...[...unquoted.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
}

/** Expects that a statement with keys has at least one key. */
function expectNoIdleStatement({ statements }: TestResult): void {
  for (const { sql, values } of statements) {
    const keys = /unnest\(\$(\d+)/.exec(sql)?.[1];
    if (keys) expect(values[Number(keys) - 1]?.length, sql).toBeGreaterThan(0);
  }
}

/** Expects one connection, which is released, and one snapshot: a single flight, or begin … commit. */
function expectOneTransaction({ connections, S }: TestResult): void {
  expect(connections.length).toBe(S === 0 ? 0 : 1);
  for (const { flights, released } of connections) {
    expect(released).toBe(true);
    const begins = flights.map(({ transaction }) => transaction.begin);
    const commits = flights.map(({ transaction }) => transaction.commit);
    if (flights.length === 1) expect(begins).toEqual(commits);
    else {
      expect(begins).toEqual(flights.map((_, index) => index === 0));
      expect(commits.indexOf(true)).toBe(flights.length - 1);
    }
  }
}
