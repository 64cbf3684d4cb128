/** Acceptance cases of mutations: each starts from the fixture, and says what is answered, what it costs and what stands in the tables. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { openGateway, type RunOptions, type TestGateway, type TestResult } from '../support/gateway.ts';

export interface MutationCase extends RunOptions {
  /** A whole sentence that states the rule. */
  readonly rule: string;
  /** SQL that runs before. */
  readonly before?: string;
  /** SQL that runs when the gateway has read the catalog. */
  readonly later?: string;
  readonly mutation: string;
  readonly config?: ConfigOptions;
  /** The expected `data`, or null if nothing was written. */
  readonly data: unknown;
  /** Code, reason and input of each error; left out: there is none. */
  readonly errors?: readonly ExpectedError[];
  /** Data statements at the most. */
  readonly statements?: number;
  /** A query, and the rows that it gives afterwards. */
  readonly rows?: readonly [sql: string, rows: readonly object[]];
}

export interface ExpectedError {
  readonly code: string;
  readonly reason?: string;
  readonly input?: readonly (string | number)[];
  readonly otherInput?: readonly (string | number)[];
  readonly message?: string;
  readonly path?: readonly (string | number)[];
  readonly fields?: readonly string[];
  readonly entity?: string;
  /** Undefined: it must not be there. */
  readonly constraint?: string | undefined;
}

const FIXTURE = readFileSync(new URL('../fixtures/writes.sql', import.meta.url), 'utf8');

/** Tables whose rows change in a test: all, so that a refused mutation is shown to have written nothing. */
const SNAPSHOT = `
  select t.relname || ': ' || coalesce((xpath('/table/row/text()', query_to_xml(format('select string_agg(r::text, E''\\n'' order by r::text) as row from %s r', t.oid::regclass), true, false, '')))[1]::text, '')
  from pg_class t where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') order by 1`;

export function mutationCases(cases: readonly MutationCase[]): void {
  test.each(cases)('$rule', async (each) => {
    const database = await createDatabase([FIXTURE, ...(each.before ? [each.before] : [])]);
    const gateway = await openGateway(database.url, { mutations: true, ...each.config });
    try {
      if (each.later) await query(database.url, each.later);
      await runCase(database, gateway, each);
    } finally {
      await gateway.close();
      await database.drop();
    }
  });
}

async function runCase(database: TestDatabase, gateway: TestGateway, each: MutationCase): Promise<void> {
  const {
    mutation,
    data,
    errors = [],
    statements,
    rows,
    rule: _rule,
    before: _before,
    later: _later,
    config: _config,
    ...options
  } = each;
  const snapshot = await query(database.url, SNAPSHOT);
  const result = await gateway.run(mutation, options);
  expect({ data: result.data, errors: result.errors.map((error) => errorOf(error, errors)) }).toEqual({ data, errors });
  if (statements !== undefined) expect(countOf(result)).toBeLessThanOrEqual(statements);
  if (rows) expect(await query(database.url, rows[0])).toEqual(rows[1]);
  if (data === null) expect(await query(database.url, SNAPSHOT)).toEqual(snapshot);
}

/** Data statements without those that set, release and roll back to savepoints. */
function countOf({ statements }: TestResult): number {
  return statements.filter(({ sql }) => !/^(?:savepoint|release|rollback)/.test(sql)).length;
}

/** Returns as much of an error as one of the expected ones has. */
function errorOf(
  { extensions, message, path = [] }: TestResult['errors'][number],
  expected: readonly ExpectedError[],
): ExpectedError {
  const names = new Set(expected.flatMap((each) => Object.keys(each)));
  const given = Object.entries(extensions ?? {}).filter(([name]) => name === 'code' || names.has(name));
  return {
    code: '',
    ...(names.has('message') && { message }),
    ...(names.has('path') && { path }),
    ...Object.fromEntries(given),
  };
}
