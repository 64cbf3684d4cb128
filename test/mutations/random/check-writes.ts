/** Runs random writes through the gateway and through the naive writer, and compares answers and tables. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import pg from 'pg';
import { createDatabase, type TestDatabase } from '../../support/database.ts';
import { openGateway, type TestGateway } from '../../support/gateway.ts';
import { documentOf } from './document.ts';
import { writes } from './draw-writes.ts';
import { NaiveWriter, Refused } from './naive-writer.ts';
import { contentSql, rowsSql, type Schema, tablesSql } from './tables.ts';
import type { Write } from './write.ts';

/** The data, or null where the writes were refused, and what the tables hold afterwards. */
interface Outcome {
  readonly data: unknown;
  readonly tables: readonly object[];
}

interface WriteTarget {
  /** Both outcomes, and what the gateway was asked and said of errors. */
  outcomes(writes: readonly Write[]): Promise<{ naive: Outcome; gateway: Outcome; told: string }>;
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
      const { naive, gateway, told } = await target.outcomes(each);
      assert.deepEqual({ told, ...gateway }, { told, ...naive });
    });
    return await fc.check(agrees, { numRuns: runs, seed });
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
      return { naive, ...(await throughGateway(gateway, client, schema, writes)) };
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
async function naively(client: pg.Client, schema: Schema, writes: readonly Write[]): Promise<Outcome> {
  await client.query('begin; savepoint nothing_written');
  let data: unknown;
  try {
    data = await new NaiveWriter(client, schema).write(writes);
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof pg.DatabaseError)) throw error;
    data = null;
    await client.query('rollback to savepoint nothing_written');
  }
  const tables = await contentOf(client, schema);
  await client.query('rollback');
  return { data, tables };
}

async function throughGateway(
  gateway: TestGateway,
  client: pg.Client,
  schema: Schema,
  writes: readonly Write[],
): Promise<{ gateway: Outcome; told: string }> {
  const document = documentOf(schema, writes);
  const { data, errors } = await gateway.run(document);
  // A document that is not valid and a mistake of the gateway's own are no answers.
  if (errors.some(({ extensions }) => ['undefined', 'INTERNAL'].includes(String(extensions?.['code']))))
    throw new Error(`${document}\n${JSON.stringify(errors)}`);
  if (gateway.inUse() > 0) throw new Error('a connection is left in use');
  const told = `${document}\n${errors.map(({ message }) => message).join('\n')}`;
  return { gateway: { data: data ?? null, tables: await contentOf(client, schema) }, told };
}

async function contentOf(client: pg.Client, schema: Schema): Promise<object[]> {
  return (await client.query<Record<string, unknown>>(contentSql(schema))).rows;
}
