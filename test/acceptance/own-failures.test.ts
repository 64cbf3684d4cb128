/** A statement that fails is an error of its own field. The statements sent with it are answered, from one snapshot. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { query } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { useDatabase } from '../support/use-database.ts';

const LOADS = ['auto', 'joined', 'selectin'] as const;

describe('a failing statement', () => {
  const database = useDatabase(`
    create table item (id int primary key, part int not null default 0, parent int references item);
    insert into item values (1, 0, null), (2, 1, 1), (3, 2, 1);
    create materialized view total as select id, part from item with no data;
    create unique index on total (id);
    create view ratio as select id, 10 / part as share from item;
    create table secret (id int primary key);
    create function broken() returns int language sql stable as $$ select 1 / 0 $$;
  `);
  const open = () =>
    database.open({
      entities: { Ratio: { key: ['id'] }, Total: { key: ['id'] } },
      functions: { broken: { function: 'public.broken' } },
    });
  const NOT_POPULATED = {
    message: 'The database has not made these rows yet: a materialized view waits to be refreshed.',
    extensions: { code: 'INTERNAL' },
  };
  const OWN_DATA = { message: expect.stringContaining('data of its own'), extensions: { code: 'INTERNAL' } };

  it.each(LOADS)('a failing statement leaves the other root fields their answers (%s)', async (load) => {
    const gateway = await open();
    const cases: readonly (readonly [operation: string, data: object, errors: readonly object[]])[] = [
      [
        '{ total(id: 1) { part } item(id: 1) { id } }',
        { total: null, item: { id: 1 } },
        [{ ...NOT_POPULATED, path: ['total'] }],
      ],
      [
        '{ item(id: 1) { itemsByParent { id } } r: ratio(id: 1) { share } }',
        { item: { itemsByParent: [{ id: 2 }, { id: 3 }] }, r: null },
        [{ ...OWN_DATA, path: ['r'] }],
      ],
      [
        '{ items { id } broken fine: ratio(id: 2) { share } }',
        { items: [{ id: 1 }, { id: 2 }, { id: 3 }], broken: null, fine: { share: 10 } },
        [{ ...OWN_DATA, path: ['broken'] }],
      ],
      [
        '{ a: ratio(id: 1) { share } b: total(id: 1) { id } c: total(id: 2) { id part } item(id: 3) { part } }',
        { a: null, b: null, c: null, item: { part: 2 } },
        [
          { ...OWN_DATA, path: ['a'] },
          { ...NOT_POPULATED, path: ['b'] },
          { ...NOT_POPULATED, path: ['c'] },
        ],
      ],
    ];
    for (const [operation, data, errors] of cases) {
      const result = await gateway.run(operation, { load });
      expect(result.data, JSON.stringify(result.errors)).toEqual(data);
      const sorted = result.errors.toSorted((one, other) => String(one.path).localeCompare(String(other.path)));
      expect(sorted, operation).toMatchObject(errors);
      const { executed } = await gateway.write(operation, { load });
      expect(JSON.parse(executed).data).toEqual(data);
    }
  });

  it('a failing statement of a field that cannot be null is not tried again, because all data is lost with it', async () => {
    const gateway = await open();
    const { data, errors, connections } = await gateway.run('{ totals { id } item(id: 1) { id } }');
    expect({ data, attempts: connections.length }).toEqual({ data: null, attempts: 1 });
    expect(errors).toMatchObject([{ ...NOT_POPULATED, path: ['totals'] }]);
  });

  it('after three failing statements, the other fields are not read again', async () => {
    const gateway = await open();
    const failing = ['a', 'b', 'c', 'd', 'e'].map((name, at) => `${name}: total(id: ${at}) { id }`);
    const { data, errors, connections } = await gateway.run(`{ ${failing.join(' ')} item(id: 1) { id } }`);
    expect(connections).toHaveLength(4);
    expect(data).toEqual({ a: null, b: null, c: null, d: null, e: null, item: null });
    expect(errors).toHaveLength(6);
  });

  it('the flight that answers the other fields leaves the failing statement out, and all its rows are of one snapshot', async () => {
    const gateway = await open();
    const operation = '{ total(id: 1) { id } item(id: 3) { id itemsByParent { id } } items { id } }';
    const { data, connections } = await gateway.run(operation);
    expect(data).toEqual({
      total: null,
      item: { id: 3, itemsByParent: [] },
      items: [{ id: 1 }, { id: 2 }, { id: 3 }],
    });
    const [, again, ...more] = connections;
    expect(more).toEqual([]);
    const sql = (again?.flights ?? []).flatMap(({ statements }) => statements.map((statement) => statement.sql));
    expect(sql.length).toBeGreaterThan(1);
    expect(sql.join()).not.toContain('"total"');
  });
});

describe('text that is not valid UTF-8', () => {
  const server = useDatabase('select 1');
  let url = '';
  let gateway: TestGateway | null = null;
  beforeAll(async () => {
    const name = `${new URL(server.url).pathname.slice(1)}_ascii`;
    await query(
      server.url,
      `create database "${name}" encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C' template template0`,
    );
    url = Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
    await query(
      url,
      String.raw`create table note (id int primary key, body text, note_id int references note);
       insert into note values (1, 'plain', null), (2, E'\xff', 1), (3, convert_from('\xc3bc', 'SQL_ASCII'), 2)`,
    );
    gateway = await openGateway(url);
  });
  afterAll(async () => {
    await gateway?.close();
    await query(server.url, `drop database if exists "${new URL(url).pathname.slice(1)}" with (force)`);
  });

  it.each(LOADS)(
    'text that is not valid UTF-8 is an error of the field that reads it, and other fields are answered (%s)',
    async (load) => {
      const { data, errors } = (await gateway?.run(
        '{ one: note(id: 1) { body } two: note(id: 2) { body } three: note(id: 3) { body } other: note(id: 2) { id } all: notes { id } }',
        { load },
      )) ?? { data: null, errors: [] };
      expect(data).toEqual({
        one: { body: 'plain' },
        two: null,
        three: { body: 'ü' },
        other: { id: 2 },
        all: [{ id: 1 }, { id: 2 }, { id: 3 }],
      });
      expect(errors).toMatchObject([
        {
          message: 'The database holds text that is not valid UTF-8; no value of the request is to blame.',
          path: ['two'],
          extensions: { code: 'INTERNAL' },
        },
      ]);
    },
  );

  it('a condition on text that is not valid UTF-8 is not an error', async () => {
    const result = await gateway?.run('{ notes(where: { body: { eq: "ü" } }) { id } }');
    expect(result).toMatchObject({ data: { notes: [{ id: 3 }] }, errors: [] });
  });
});
