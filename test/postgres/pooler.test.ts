import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../loaders/postgres/open-database.ts';
import { createDatabase, query } from '../support/database.ts';
import { ALONE, BEGIN, COMMIT, call, open, tables, until, withConnection } from './support.ts';

let url: string;
let database: PostgresDatabase;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ url, drop } = await createDatabase([]));
  database = open(url, { pooler: 'transaction', size: 1, statementTimeoutMs: 4_000 });
});
afterAll(async () => {
  await database.close();
  await drop();
});

const SETTINGS = call(
  `select current_setting('transaction_isolation'), current_setting('transaction_read_only'), current_setting('statement_timeout'), current_setting('intervalstyle')`,
);

test('every pipeline has its transaction and its settings', async () => {
  await withConnection(database, async (connection) => {
    const settings = [['repeatable read', 'on', '4s', 'iso_8601']];
    expect(tables(await connection.send([SETTINGS], ALONE))).toEqual([settings]);
    expect(tables(await connection.send([SETTINGS], BEGIN))).toEqual([settings]);
    expect(tables(await connection.send([SETTINGS, SETTINGS], COMMIT))).toEqual([settings, settings]);
  });
});

test('neither settings nor prepared statements stay in the session of a pooler', async () => {
  await withConnection(database, (connection) => connection.send([SETTINGS], ALONE));
  const [session] = await database.query(
    `select current_setting('intervalstyle') as style, (select count(*)::int from pg_prepared_statements) as prepared`,
  );
  expect(session).toEqual({ style: 'postgres', prepared: 0 });
});

test('an error leaves no transaction behind', async () => {
  await withConnection(database, async (connection) => {
    await expect(connection.send([call('select 1 / 0')], ALONE)).rejects.toMatchObject({ sqlState: '22012' });
    expect(tables(await connection.send([call('select 1')], ALONE))).toEqual([[['1']]]);
  });
});

test.each([
  ['in the pipeline that began the transaction', false],
  ['in a later pipeline', true],
])('a statement is cancelled by the pid of its backend, %s', async (_, later) => {
  await withConnection(database, async (connection) => {
    if (later) await connection.send([call('select 1')], BEGIN);
    const sleep = connection.send([call('select pg_sleep(30)')], later ? COMMIT : ALONE);
    const sleeping = expect(sleep).rejects.toMatchObject({ code: 'CANCELLED', sqlState: '57014' });
    const running = `select from pg_stat_activity where query like '%pg_sleep(30)%' and state = 'active' and pid <> pg_backend_pid() and datname = current_database()`;
    await until(async () => (await query(url, running)).length === 1);
    await connection.cancel();
    await sleeping;
    expect(tables(await connection.send([call('select 1')], ALONE))).toEqual([[['1']]]);
  });
});
