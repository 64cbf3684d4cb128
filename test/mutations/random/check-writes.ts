/** Runs random writes through the gateway and through the naive writer, and compares answers and tables. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import pg from 'pg';
import { createDatabase, type TestDatabase } from '../../support/database.ts';
import { openGateway, type TestGateway } from '../../support/gateway.ts';
import { withCopies } from './copies.ts';
import { documentOf } from './document.ts';
import { writes } from './draw-writes.ts';
import { NaiveWriter, Refusals } from './naive-writer.ts';
import { contentSql, rowsSql, type Schema, tablesSql } from './tables.ts';
import type { Write } from './write.ts';

/** The data, or null where the writes were refused, and what the tables hold afterwards. */
interface Outcome {
  readonly data: unknown;
  readonly tables: readonly object[];
}

interface Outcomes {
  readonly naive: Outcome;
  /** Code and reason of every mistake that the naive writer met. */
  readonly mistakes: ReadonlySet<string>;
  readonly gateway: Outcome;
  /** Code and reason of each error of the gateway. */
  readonly refusals: readonly string[];
  /** The document and what the gateway said of it. */
  readonly told: string;
}

interface WriteTarget {
  outcomes(writes: readonly Write[]): Promise<Outcomes>;
  /** The texts of the statements that write, or null if nothing was written. */
  statements(write: Write): Promise<readonly string[] | null>;
  close(): Promise<void>;
}

/** The property that both writers answer and write the same, over random writes to one random schema. */
export async function checkWrites(
  schema: Schema,
  { runs, seed }: { readonly runs: number; readonly seed: number },
): Promise<fc.RunDetails<[Write[]]>> {
  const target = await openWriteTarget(schema);
  try {
    const agrees = fc.asyncProperty(writes(schema), async (each) => {
      const { naive, mistakes, gateway, refusals, told } = await target.outcomes(each);
      assert.deepEqual({ told, ...gateway }, { told, ...naive });
      // A field ends with the mistakes of the step that fails; the naive writer goes on to later ones.
      for (const refusal of refusals)
        assert.ok(mistakes.has(refusal), `${refusal} is none of ${[...mistakes]}: ${told}`);
    });
    return await fc.check(agrees, { numRuns: runs, seed });
  } finally {
    await target.close();
  }
}

/** The property that neither values nor the number of rows change the statements, over random writes. */
export async function checkStatements(
  schema: Schema,
  { runs, seed }: { readonly runs: number; readonly seed: number },
): Promise<fc.RunDetails<[Write[]]>> {
  const target = await openWriteTarget(schema);
  try {
    const stays = fc.asyncProperty(writes(schema), async ([write]) => {
      if (!write) throw new Error('no write was drawn');
      const few = await target.statements(withCopies(write, 2));
      fc.pre(few !== null);
      assert.deepEqual(await target.statements(withCopies(write, 5)), few);
    });
    return await fc.check(stays, { numRuns: runs, seed });
  } finally {
    await target.close();
  }
}

async function openWriteTarget(schema: Schema): Promise<WriteTarget> {
  const database = await createDatabase([]);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`${tablesSql(schema)}; ${rowsSql(schema)}`);
  const gateway = await openGateway(database.url, { mutations: true });
  return {
    outcomes: async (writes) => {
      await client.query(rowsSql(schema));
      const naive = await naively(client, schema, writes);
      return { ...naive, ...(await throughGateway(gateway, client, schema, writes)) };
    },
    statements: async (write) => {
      await client.query(rowsSql(schema));
      const { data, statements } = await gateway.run(documentOf(schema, [write]));
      return data === null || data === undefined ? null : statements.map(({ sql }) => sql);
    },
    close: () => closeAll(gateway, client, database),
  };
}

async function closeAll(gateway: TestGateway, client: pg.Client, database: TestDatabase): Promise<void> {
  await gateway.close();
  await client.end();
  await database.drop();
}

/** Writes in a transaction that is rolled back, so that the gateway finds the same rows. */
async function naively(
  client: pg.Client,
  schema: Schema,
  writes: readonly Write[],
): Promise<Pick<Outcomes, 'naive' | 'mistakes'>> {
  await client.query('begin; savepoint nothing_written');
  let data: unknown;
  let mistakes: ReadonlySet<string> = new Set();
  try {
    data = await new NaiveWriter(client, schema).write(writes);
  } catch (error) {
    if (!(error instanceof Refusals)) throw error;
    mistakes = error.kinds;
    data = null;
    await client.query('rollback to savepoint nothing_written');
  }
  const tables = await contentOf(client, schema);
  await client.query('rollback');
  return { naive: { data, tables }, mistakes };
}

async function throughGateway(
  gateway: TestGateway,
  client: pg.Client,
  schema: Schema,
  writes: readonly Write[],
): Promise<Pick<Outcomes, 'gateway' | 'refusals' | 'told'>> {
  const document = documentOf(schema, writes);
  const { data, errors } = await gateway.run(document);
  // A document that is not valid and a mistake of the gateway's own are no answers.
  if (errors.some(({ extensions }) => ['undefined', 'INTERNAL'].includes(String(extensions?.['code']))))
    throw new Error(`${document}\n${JSON.stringify(errors)}`);
  if (gateway.inUse() > 0) throw new Error('a connection is left in use');
  const refusals = errors.map(({ extensions }) =>
    [extensions?.['code'], extensions?.['reason']].filter(Boolean).join(' '),
  );
  const told = [document, ...errors.map(({ message }, place) => `${refusals[place]}: ${message}`)].join('\n');
  return { gateway: { data: data ?? null, tables: await contentOf(client, schema) }, refusals, told };
}

async function contentOf(client: pg.Client, schema: Schema): Promise<object[]> {
  return (await client.query<Record<string, unknown>>(contentSql(schema))).rows;
}
