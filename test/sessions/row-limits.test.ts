/** A request and a session may hold a limited number of rows. Streams and aggregates are not limited by it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RootForm } from '../../index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { openPrograms, type RecordedPrograms } from './support.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([
    `create table owners (id int primary key);
     create table things (id int primary key, owner_id int references owners, size int not null);
     insert into owners select g from generate_series(1, 10) g;
     insert into things select g, g % 10 + 1, g % 7 from generate_series(1, 100000) g;
     create index on things (owner_id);`,
  ]);
});
afterAll(() => database.drop());

const LIMITS = { limits: { maxEntities: 30, maxPageSize: 1_000 } };
const TOO_MANY = { extensions: { code: 'LIMIT_EXCEEDED' }, message: expect.stringContaining('more than 30 rows') };

describe('the row limit of a request', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openGateway(database.url, LIMITS);
  });
  afterAll(() => gateway.close());

  it.each([
    // covers: S13
    ['the rows of all statements count together', '{ owners { id things(limit: 2) { id } } }', [10, 20], true],
    ['one row more is too many', '{ owners { id things(limit: 2) { id } } owner(id: 1) { id } }', [10, 1, 20], false],
    ['aggregates count one row for each parent', '{ owners { thingsAggregate { count } } }', [10, 10], true],
    ['an aggregate over 100,000 rows counts one row', '{ thingsAggregate { count sum { size } } }', [1], true],
  ])('%s', async (_, query, rows, allowed) => {
    const { errors, R } = await gateway.run(query);
    expect(R).toEqual(rows);
    expect(errors).toEqual(allowed ? [] : errors.map(() => expect.objectContaining(TOO_MANY)));
    expect(errors.length > 0).toBe(!allowed);
  });

  it('a refused request leaves its connection to the next', async () => {
    await gateway.run('{ things(limit: 31) { id } }');
    expect((await gateway.run('{ things(limit: 30) { id } }')).errors).toEqual([]);
  });
});

describe('the row limit of a session', () => {
  const things = (offset: number): RootForm => ({ entity: 'Thing', limit: 20, offset, select: { id: true } });
  let programs: RecordedPrograms;
  beforeAll(async () => {
    programs = await openPrograms(database.url, LIMITS);
  });
  afterAll(() => programs.pool.close());

  const tooMany = { code: 'LIMIT_EXCEEDED', message: expect.stringContaining('The session holds more than 30 rows.') };

  // covers: S13
  it('a session holds rows of several loads up to the limit, and starts again when it is cleared', async () => {
    await using session = programs.session();
    await session.load(things(0));
    await session.load(things(0));
    await session.load(things(10));
    expect(session.size).toBe(30);
    await expect(session.load(things(20))).rejects.toMatchObject(tooMany);
    session.clear();
    expect(await session.load(things(40))).toHaveLength(20);
  });

  it('a session that is cleared within a transaction starts again', async () => {
    await using session = programs.session();
    await session.transaction(async () => {
      for (const offset of [0, 20, 40]) {
        await session.load(things(offset));
        session.clear();
      }
      await session.load(things(60));
      await expect(session.load(things(80))).rejects.toMatchObject(tooMany);
    });
  });

  it('a session streams lists of any length', async () => {
    await using session = programs.session();
    let rows = 0;
    for await (const batch of session.stream({ entity: 'Owner', select: { id: true } }, { batchSize: 5 })) {
      rows += batch.length;
    }
    for await (const batch of session.stream(
      { entity: 'Thing', limit: 500, select: { id: true } },
      { batchSize: 25 },
    )) {
      rows += batch.length;
    }
    expect(rows).toBe(510);
  });

  // covers: S16
  it('a session holds no row of an aggregate over 100,000 rows', async () => {
    await using session = programs.session();
    await session.load(things(0));
    const owners = await session.load<{ id: number; thingsAggregate: { count: number } }>({
      entity: 'Owner',
      select: { id: true, thingsAggregate: { select: { count: true, sum: { select: { size: true } } } } },
    });
    expect(owners.reduce((sum, { thingsAggregate: { count } }) => sum + count, 0)).toBe(100_000);
    expect(session.size).toBe(20 + 10);
    await session.aggregate({ entity: 'Thing', select: { count: true, max: { select: { size: true } } } });
    expect(session.size).toBe(30);
  });
});

describe('lists of a program', () => {
  const PAGES = { limits: { defaultPageSize: 5, maxPageSize: 10, maxRowsPerStatement: 2_000, maxEntities: 10_000 } };
  let programs: RecordedPrograms;
  beforeAll(async () => {
    programs = await openPrograms(database.url, { ...PAGES, entities: { Thing: { defaultPageSize: 3 } } });
  });
  afterAll(() => programs.pool.close());

  const first = { where: { id: { lte: 1_000 } }, orderBy: [{ id: 'ASC' }] } as const;
  it('a list of a program is whole, at the root and below, whatever the page sizes of clients', async () => {
    await using session = programs.session();
    const things = await session.load({ entity: 'Thing', ...first, select: { id: true } });
    expect(things).toHaveLength(1_000);
    const owners = await session.load({ entity: 'Owner', select: { things: { ...first, select: { id: true } } } });
    expect(owners.map((owner) => Object(owner['things']).length)).toEqual(Array.from({ length: 10 }, () => 100));
    const limited = await session.load({ entity: 'Thing', ...first, limit: 900, select: { id: true } });
    expect(limited).toHaveLength(900);
    const { groups } = await session.aggregate<{ groups: object[] }>({
      entity: 'Thing',
      where: first.where,
      select: { groups: { by: [{ id: true }], select: { count: true } } },
    });
    expect(groups).toHaveLength(1_000);
    const page = await session.connection<{ nodes: object[] }>({
      entity: 'Thing',
      ...first,
      select: { nodes: { select: { id: true } } },
    });
    expect(page.nodes).toHaveLength(1_000);
  });

  it('a list of a program beyond the limit of a statement is an error, and is never cut', async () => {
    await using session = programs.session();
    const all = { entity: 'Thing', select: { id: true } };
    const below = { entity: 'Owner', select: { things: { select: { id: true } } } };
    for (const selection of [all, below]) {
      await expect(session.load(selection)).rejects.toMatchObject({
        code: 'LIMIT_EXCEEDED',
        message: expect.stringContaining('more than 2000 rows'),
      });
    }
    let streamed = 0;
    for await (const batch of session.stream(all)) streamed += batch.length;
    expect(streamed).toBe(100_000);
  });
});
