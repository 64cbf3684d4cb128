/**
 * Rows that are not plain rows of a table: those of functions, and those with columns that JavaScript gives a meaning.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { openPrograms, type RecordedPrograms } from './support.ts';

const TABLES = `
  create table member (id int primary key, name text not null, "then" text, "toJSON" text, boss_id int references member);
  insert into member values (1, 'a', 'x', 'j', null), (2, 'b', null, null, 1), (3, 'c', 'y', 'k', 2);
  create table gauge (id int primary key, label text, value float8);
  insert into gauge values (1, 'kept', 1.5), (2, 'broken', 'NaN'), (3, 'open', 'Infinity');
  create function shouted() returns setof member stable language sql
    as $$ select id, upper(name) || '!', "then", "toJSON", boss_id from member order by id $$;`;

const CONFIG: ConfigOptions = {
  functions: { shouted: { function: 'shouted' } },
  entities: {
    Member: {
      fields: {
        label: {
          type: 'String!',
          requires: ['id', 'name'],
          resolve: ({ id, name }) => `${String(id)} ${String(name)}`,
        },
        byLoader: {
          type: 'String',
          requires: ['id'],
          resolve: async ({ id }, _args, { loaders }) => (await loaders['member']?.byId(id, ['name']))?.['name'],
        },
        bossName: {
          type: 'String',
          requires: ['bossId'],
          resolve: async ({ bossId }, _args, { loaders }) =>
            bossId === null ? null : (await loaders['member']?.byId(bossId))?.['name'],
        },
        gaugeLabel: {
          type: 'String',
          requires: ['id'],
          resolve: async ({ id }, _args, { loaders }) => (await loaders['gauge']?.byId(id))?.['label'],
        },
        gaugeValue: {
          type: 'Float',
          requires: ['id'],
          resolve: async ({ id }, _args, { loaders }) => (await loaders['gauge']?.byId(id))?.['value'],
        },
        itself: { type: 'String', requires: ['id', 'name'], resolve: async (row) => String((await row)['name']) },
      },
    },
  },
};

let database: TestDatabase;
let programs: RecordedPrograms;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createDatabase([TABLES]);
  programs = await openPrograms(database.url, CONFIG);
  gateway = await openGateway(database.url, CONFIG);
});
afterAll(async () => {
  await gateway.close();
  await programs.pool.close();
  await database.drop();
});

const BY_ID = [{ id: 'ASC' }] as const;

describe('rows of a function', () => {
  it('rows of a function are not found by loaders, which read the table', async () => {
    const { data, errors } = await gateway.run(
      '{ shouted { name label byLoader } members { name byLoader bossName } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      shouted: ['a', 'b', 'c'].map((name, at) => {
        const shouted = `${name.toUpperCase()}!`;
        return { name: shouted, label: `${at + 1} ${shouted}`, byLoader: name };
      }),
      members: ['a', 'b', 'c'].map((name, at) => ({ name, byLoader: name, bossName: [null, 'a', 'b'][at] })),
    });
  });

  it('rows of a function are not used by later loads of a transaction', async () => {
    await using session = programs.session();
    await session.transaction(async () => {
      const shouted = await session.call<{ name: string }[]>({
        function: 'shouted',
        orderBy: [...BY_ID],
        select: { id: true, name: true, label: true, byLoader: true },
      });
      expect(shouted.map(({ name }) => name)).toEqual(['A!', 'B!', 'C!']);
      const members = await session.load({
        entity: 'Member',
        orderBy: [...BY_ID],
        select: { id: true, bossName: true, byLoader: true },
      });
      expect(members.map(({ bossName }) => bossName)).toEqual([null, 'a', 'b']);
      expect(members.map(({ byLoader }) => byLoader)).toEqual(['a', 'b', 'c']);
    });
  });
});

describe('columns named then and toJSON', () => {
  it('a row with such columns can still be awaited and written as JSON', async () => {
    await using session = programs.session();
    const one = await session.loadOne({ entity: 'Member', key: { id: 1 }, select: { id: true } });
    expect((await Promise.resolve(one))?.['id']).toBe(1);
    expect(JSON.stringify(one)).toBe('{"id":1}');
    expect(() => one?.['name']).toThrow(/Member\.name not loaded/);
    const [full] = await session.load({ entity: 'Member', orderBy: [...BY_ID], limit: 1, select: { then: true } });
    expect((await Promise.resolve(full))?.['then']).toBe('x');
  });

  it('a row with such columns can be given by resolvers and loaders', async () => {
    const { data, errors } = await gateway.run('{ members { itself bossName } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({
      members: ['a', 'b', 'c'].map((name, at) => ({ itself: name, bossName: [null, 'a', 'b'][at] })),
    });
  });
});

it('a number that JSON does not have is an error of its field, not of the row that a loader gives', async () => {
  const { data, errors } = await gateway.run('{ members { gaugeLabel gaugeValue } }');
  expect(data).toEqual({
    members: [
      { gaugeLabel: 'kept', gaugeValue: 1.5 },
      { gaugeLabel: 'broken', gaugeValue: null },
      { gaugeLabel: 'open', gaugeValue: null },
    ],
  });
  expect(errors.map(({ path, message }) => [path, message])).toEqual([
    [['members', 1, 'gaugeValue'], 'The database holds NaN, which no JSON number can express.'],
    [['members', 2, 'gaugeValue'], 'The database holds Infinity, which no JSON number can express.'],
  ]);
});

it('a stream whose iterator is told to throw ends and gives the connection back', async () => {
  await using session = programs.session();
  const stream = session.stream({ entity: 'Member', select: { id: true } }, { batchSize: 1 });
  await stream.next();
  await expect(stream.throw?.(new RangeError('enough'))).rejects.toThrow('enough');
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  expect(programs.pool.pool).toMatchObject({ total: 1, idle: 1 });
});
