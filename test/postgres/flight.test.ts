import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PostgresDatabase } from '../../loaders/postgres/open-database.ts';
import { WireClient } from '../../loaders/postgres/wire-connection.ts';
import { Pipeline } from '../../loaders/postgres/pipeline.ts';
import type { TransactionMode } from '../../loaders/database/database.ts';
import { createDatabase, query } from '../support/database.ts';
import { ALONE, BEGIN, COMMIT, WHOLE, call, open, tables, withConnection } from './support.ts';

let url: string;
let database: PostgresDatabase;
let drop: () => Promise<void>;
beforeAll(async () => {
  const created = await createDatabase([
    'create table counter (n int not null); insert into counter values (0); create table drift (id int, label text); insert into drift values (1, $$a$$)',
  ]);
  ({ url, drop } = created);
  database = open(url);
});
afterAll(async () => {
  await database.close();
  await drop();
});

const send = (sql: string, values: Parameters<typeof call>[1] = []) =>
  withConnection(database, async (connection) => tables(await connection.send([call(sql, values)], ALONE))[0]);

describe('values of parameters and results', () => {
  test.each([
    [`true`, 't'],
    [`9223372036854775807::int8`, '9223372036854775807'],
    [`1.50::numeric`, '1.50'],
    [`'NaN'::float8`, 'NaN'],
    [`0.1::float8 + 0.2::float8`, '0.30000000000000004'],
    [`timestamptz '2024-02-29 12:00:00.123456+02'`, '2024-02-29 10:00:00.123456+00'],
    [`date '0044-03-15 BC'`, '0044-03-15 BC'],
    [`timestamp 'infinity'`, 'infinity'],
    [`interval '1 year 2 days 3.5 seconds'`, 'P1Y2DT3.5S'],
    [`'\\xdeadBEEF'::bytea`, '\\xdeadbeef'],
    [`'{"b": 1, "a": 1.0}'::json`, '{"b": 1, "a": 1.0}'],
    [`array['a', null, 'b,c']`, '{a,NULL,"b,c"}'],
    [`null::text`, null],
    [`''::text`, ''],
    [`'é€𝄞'::text`, 'é€𝄞'],
    [`repeat('x', 200000)`, 'x'.repeat(200_000)],
  ])('the value %s arrives as PostgreSQL writes it', async (expression, text) => {
    expect(await send(`select ${expression}`)).toEqual([[text]]);
  });

  test('a parameter may be null, empty or any text', async () => {
    const values = [null, '', `'"\\ é𝄞 $1`, ['a', null]];
    expect(await send('select $1::text, $2::text, $3::text, $4::text[]', values)).toEqual([
      [null, '', `'"\\ é𝄞 $1`, '{a,NULL}'],
    ]);
  });

  test.each([[['a\0b']], [[['a', 'b\0']]]])(
    'a NUL character in %j is bad input, and nothing is sent',
    async (values) => {
      await expect(send('select $1::text', values)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    },
  );

  test('rows are addressed by number', async () => {
    const rows = await withConnection(database, async (connection) => {
      const [result] = await connection.send(
        [call(`select i, null, 'v' || i from generate_series(0, 99999) i`)],
        ALONE,
      );
      return result?.rows;
    });
    expect([rows?.rowCount, rows?.columnCount]).toEqual([100_000, 3]);
    expect([rows?.integer(99_999, 0), rows?.text(99_999, 2)]).toEqual([99_999, 'v99999']);
    expect([rows?.isNull(5, 1), rows?.text(5, 1), rows?.isNull(5, 2)]).toEqual([true, null, false]);
    const start = rows?.starts[42 * 3 + 2] ?? 0;
    expect(rows?.bytes.readInt32BE(start - 4)).toBe(3);
    expect(rows?.bytes.toString('utf8', start, start + 3)).toBe('v42');
    expect(() => rows?.text(0, 3)).toThrow(RangeError);
  });
});

describe('pipelines of statements', () => {
  test('several statements are answered in order, with empty results and rows without columns', async () => {
    const sent = [
      'select 1',
      'select 2 where false',
      'select from generate_series(1, 3)',
      `select 'a' union all select 'b'`,
    ];
    const results = await withConnection(database, (connection) =>
      connection.send(
        sent.map((sql) => call(sql)),
        ALONE,
      ),
    );
    expect(tables(results)).toEqual([[['1']], [], [[], [], []], [['a'], ['b']]]);
    expect(results.every(({ ms, bytes }) => ms > 0 && bytes >= 0)).toBe(true);
  });

  test('an error in the middle of a result rejects the pipeline and leaves the connection usable', async () => {
    await withConnection(database, async (connection) => {
      const failing = [
        call('select 1'),
        call('select 1 / (1000 - i) from generate_series(1, 2000) i'),
        call('select 2'),
      ];
      await expect(connection.send(failing, ALONE)).rejects.toMatchObject({
        code: 'INTERNAL',
        sqlState: '22012',
      });
      expect(tables(await connection.send([call('select 3')], ALONE))).toEqual([[['3']]]);
    });
  });

  test('the statements of a pipeline without BEGIN see one snapshot', async () => {
    const before = call('select n from counter');
    const results = withConnection(database, (connection) =>
      connection.send([before, call('select pg_sleep(0.4)'), before], ALONE),
    );
    await new Promise((resolve) => setTimeout(resolve, 150));
    await query(url, 'update counter set n = n + 1');
    const [first, , second] = tables(await results);
    expect(second).toEqual(first);
  });

  // covers: N1, S07
  test('a transaction over several pipelines sees one snapshot', async () => {
    const read = call('select n, current_setting($1), current_setting($2) from counter', [
      'transaction_isolation',
      'transaction_read_only',
    ]);
    await withConnection(database, async (connection) => {
      const first = tables(await connection.send([read], BEGIN));
      await query(url, 'update counter set n = n + 1');
      expect(tables(await connection.send([read], COMMIT))).toEqual(first);
      expect(first[0]?.[0]?.slice(1)).toEqual(['repeatable read', 'on']);
      expect(tables(await connection.send([read], ALONE))).not.toEqual(first);
    });
  });

  test('settings hold only in their transaction', async () => {
    const read = call(`select current_setting('app.user', true)`);
    await withConnection(database, async (connection) => {
      const settings: [string, string][] = [['app.user', 'O"Br\\ien, {x}']];
      expect(tables(await connection.send([read], { ...WHOLE, settings }))).toEqual([[['O"Br\\ien, {x}']]]);
      expect(tables(await connection.send([read], ALONE))).toEqual([[['']]]);
    });
  });

  test('an unknown role is forbidden', async () => {
    const settings: [string, string][] = [['role', 'nobody_knows']];
    await withConnection(database, (connection) =>
      expect(connection.send([call('select 1')], { ...WHOLE, settings })).rejects.toMatchObject({ code: 'FORBIDDEN' }),
    );
  });

  test('a pipeline that fails between BEGIN and COMMIT leaves no transaction behind', async () => {
    await withConnection(database, async (connection) => {
      await expect(connection.send([call('select 1 / 0')], WHOLE)).rejects.toMatchObject({ sqlState: '22012' });
      expect(tables(await connection.send([call('select 1')], ALONE))).toEqual([[['1']]]);
    });
  });

  test('a statement with too many parameters is refused before it is sent, and the connection stays usable', async () => {
    await withConnection(database, async (connection) => {
      // The protocol counts parameters in 16 bits.
      const tooMany = call('select 1', Array<string>(65_536).fill('1'));
      await expect(
        connection.send([call('select 1'), { ...tooMany, path: 'orders.items' }], ALONE),
      ).rejects.toMatchObject({
        code: 'LIMIT_EXCEEDED',
        message:
          'The statement of orders.items would bind 65536 values; PostgreSQL takes 65535. Ask for less in one request.',
      });
      expect(tables(await connection.send([call('select 1')], ALONE))).toEqual([[['1']]]);
    });
  });

  test.each<[mode: TransactionMode, pooler: 'none' | 'transaction', settings: string[]]>([
    [{ mode: 'read' }, 'none', ['repeatable read', 'on']],
    [{ mode: 'read' }, 'transaction', ['repeatable read', 'on']],
    [{ mode: 'write', isolation: 'repeatable read' }, 'none', ['repeatable read', 'off']],
    [{ mode: 'write', isolation: 'repeatable read' }, 'transaction', ['repeatable read', 'off']],
    [{ mode: 'write', isolation: 'read committed' }, 'none', ['read committed', 'off']],
    [{ mode: 'write', isolation: 'read committed' }, 'transaction', ['read committed', 'off']],
  ])('a transaction of the mode %j begins so with the pooler %s', async (mode, pooler, settings) => {
    const asked = call(`select current_setting('transaction_isolation'), current_setting('transaction_read_only')`);
    const own = open(url, { pooler });
    await withConnection(own, async (connection) => {
      expect(tables(await connection.send([asked], { ...BEGIN, ...mode }))).toEqual([[settings]]);
      const write = connection.send([call('update counter set n = n + 1 returning 1')], { ...COMMIT, ...mode });
      if (mode.mode === 'read') await expect(write).rejects.toMatchObject({ sqlState: '25006' });
      else expect(tables(await write)).toEqual([[['1']]]);
    });
    await own.close();
  });

  // covers: N9, S57
  test('a write is forbidden', async () => {
    await expect(send('delete from counter returning n')).rejects.toMatchObject({
      code: 'FORBIDDEN',
      sqlState: '25006',
    });
  });

  // covers: S13, S26
  test('more rows than allowed end the statement early and leave the connection usable', async () => {
    await withConnection(database, async (connection) => {
      const endless = call('select generate_series(1, 1000000000)', [], 1000);
      await expect(connection.send([endless], ALONE)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
      expect(tables(await connection.send([call('select 1')], ALONE))).toEqual([[['1']]]);
    });
    expect(database.pool).toMatchObject({ total: database.pool.idle });
  });
});

describe('prepared statements', () => {
  const NAMES = call('select count(*) from pg_prepared_statements');
  const count = async (connection: Parameters<Parameters<typeof withConnection>[1]>[0]): Promise<number> =>
    Number(tables(await connection.send([{ ...NAMES, prepare: false }], ALONE))[0]?.[0]?.[0]);

  test('a text is prepared once, even if a pipeline holds it twice', async () => {
    await withConnection(open1(), async (connection) => {
      const twice = [call('select $1::int', ['1']), call('select $1::int', ['2'])];
      expect(tables(await connection.send(twice, ALONE))).toEqual([[['1']], [['2']]]);
      expect(tables(await connection.send(twice, ALONE))).toEqual([[['1']], [['2']]]);
      expect(await count(connection)).toBe(1);
    });
  });

  test('a text that will not recur is not kept', async () => {
    await withConnection(open1(), async (connection) => {
      await connection.send([{ ...call('select 1'), prepare: false }], ALONE);
      expect(await count(connection)).toBe(0);
    });
  });

  test('the least recently used statements are closed beyond 200', async () => {
    await withConnection(open1(), async (connection) => {
      for (let n = 0; n < 250; n++) {
        await connection.send([call(`select ${n}`), call('select $1::text', ['kept'])], ALONE);
      }
      expect(await count(connection)).toBeLessThanOrEqual(202);
      const kept = {
        ...call(`select count(*) from pg_prepared_statements where statement = $1`, ['select $1::text']),
        prepare: false,
      };
      expect(tables(await connection.send([kept], ALONE))).toEqual([[['1']]]);
    });
  });

  test('a statement that failed to parse is parsed again', async () => {
    await withConnection(open1(), async (connection) => {
      const missing = call('select * from not_yet');
      await expect(connection.send([missing], ALONE)).rejects.toMatchObject({ code: 'SCHEMA_CHANGED' });
      await query(url, 'create table not_yet as select 7 as x');
      expect(tables(await connection.send([missing], ALONE))).toEqual([[['7']]]);
    });
  });

  test('a statement with a changed result type fails once and is then prepared anew', async () => {
    await withConnection(open1(), async (connection) => {
      const read = call('select id from drift');
      await connection.send([read], ALONE);
      await query(url, 'alter table drift alter id type text');
      await expect(connection.send([read], ALONE)).rejects.toMatchObject({ code: 'SCHEMA_CHANGED', sqlState: '0A000' });
      expect(tables(await connection.send([read], ALONE))).toEqual([[['1']]]);
    });
  });

  test('statements that PostgreSQL has forgotten are prepared anew', async () => {
    const client = new WireClient({ connectionString: url });
    await client.connect();
    const fly = async (sql: string) => {
      const pipeline = new Pipeline(client.wire, [call(sql)]);
      client.query(pipeline);
      return tables(await pipeline.finished);
    };
    await fly('select 5');
    await fly('select 6');
    await client.query('deallocate all');
    await expect(fly('select 5')).rejects.toMatchObject({ sqlState: '26000', hint: expect.stringContaining('pooler') });
    expect(await fly('select 5')).toEqual([[['5']]]);
    expect(await fly('select 6')).toEqual([[['6']]]);
    await client.end();
  });

  const opened: PostgresDatabase[] = [];
  /** Opens a pool of its own, so that its one connection has prepared nothing yet. */
  function open1(): PostgresDatabase {
    const one = open(url, { size: 1 });
    opened.push(one);
    return one;
  }
  afterAll(() => Promise.all(opened.map((one) => one.close())));
});
