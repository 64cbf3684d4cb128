import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FieldsForm } from '../../index.ts';
import { STAFF } from '../fixtures/staff.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { BY_ID, FIXTURES, OF_TYPE } from './equal-cases.ts';
import { openPrograms, type RecordedPrograms } from './support.ts';

describe.each(FIXTURES)('sessions beside operations over %s', (fixture, config, cases) => {
  let database: TestDatabase;
  let programs: RecordedPrograms;
  let gateway: TestGateway;
  beforeAll(async () => {
    database = await createDatabase([new URL(`../fixtures/${fixture}.sql`, import.meta.url)]);
    programs = await openPrograms(database.url, config);
    gateway = await openGateway(database.url, config);
  });
  afterAll(async () => {
    await gateway.close();
    await programs.pool.close();
    await database.drop();
  });

  it.each(cases)(
    'a session loads $name with as many statements as the same operation',
    async ({ selection, query }) => {
      const { data, errors, statements } = await gateway.run(query);
      expect(errors).toEqual([]);
      programs.statements();
      await using session = programs.session();
      const rows = await session.load(selection);
      expect(programs.statements()).toHaveLength(statements.length);
      expect([JSON.parse(JSON.stringify(rows))]).toEqual(Object.values(Object(data)));
    },
  );

  it.each(cases)('a session streams $name', async ({ selection }) => {
    await using session = programs.session();
    const rows: unknown[] = [];
    for await (const batch of session.stream(selection, { batchSize: 2 })) rows.push(...batch);
    expect(JSON.stringify(rows)).toBe(JSON.stringify(await session.load(selection)));
  });
});

describe('sessions over rows of several types', () => {
  let database: TestDatabase;
  let programs: RecordedPrograms;
  beforeAll(async () => {
    database = await createDatabase([new URL('../fixtures/staff.sql', import.meta.url)]);
    programs = await openPrograms(database.url, STAFF);
  });
  afterAll(async () => {
    await programs.pool.close();
    await database.drop();
  });

  it('a session holds one object per row, which raises under the name of its type', async () => {
    await using session = programs.session();
    const emps = await session.load({ entity: 'Emp', ...BY_ID, select: { id: true } });
    const [company] = await session.load({
      entity: 'Company',
      limit: 1,
      select: { emps: { ...BY_ID, select: OF_TYPE } },
    });
    expect(company?.['emps']).toEqual(emps);
    expect(Object(company?.['emps'])[0]).toBe(emps[0]);
    expect(() => emps[0]?.['companyId']).toThrow('Eng.companyId not loaded (path emps). Add it to select.');
    expect(() => emps[0]?.['commentsAggregate']).toThrow('Eng.commentsAggregate not loaded');
    expect(emps[0]?.['title']).toBe(undefined);
  });

  it.each<[string, string, string, FieldsForm]>([
    ['a subtype with a table of its own', 'Emp', 'Eng', { info: true, name: true }],
    ['a subtype without a table', 'Vehicle', 'Car', { doors: true, wheels: true }],
  ])('a session holds one object for a row that is read by its base and as %s', async (_, base, type, select) => {
    await using session = programs.session();
    const all = await session.load({ entity: base, ...BY_ID, select: { id: true } });
    const own = await session.load({ entity: type, ...BY_ID, select });
    expect(own.map((row) => all.indexOf(row))).toEqual([0, 2]);
    expect(session.size).toBe(all.length);
    expect(Object.keys(all[0] ?? {}).sort()).toEqual(['id', ...Object.keys(select)].sort());
    await session.close();
    await using other = programs.session();
    const [first] = await other.load({ entity: type, ...BY_ID, select: { id: true } });
    expect((await other.load({ entity: base, ...BY_ID, select: { id: true } }))[0]).toBe(first);
  });

  it('a session fills rows from either table that they were read from', async () => {
    await using session = programs.session();
    const emps = await session.load({ entity: 'Emp', ...BY_ID, select: { id: true } });
    const engs = await session.load({ entity: 'Eng', ...BY_ID, select: { id: true } });
    await session.fill(engs, ['info']);
    await session.fill(emps, ['name']);
    expect(engs.map(({ info, name }) => [info, name])).toEqual([
      ['i1', 'e1'],
      ['i3', 'e3'],
    ]);
    await expect(session.fill(emps, ['info'])).rejects.toThrow('Rows to be filled must be of one entity.');
    await expect(session.fill(engs, ['titel'])).rejects.toThrow('Eng.titel is no field.');
  });

  it('a session refuses a row whose discriminator has no configured type', async () => {
    const own = await openPrograms(database.url, {
      entities: { Vehicle: { variants: { by: 'kind', types: { Car: { value: 'car', columns: ['doors'] } } } } },
    });
    await using session = own.session();
    const bikes = session.load({ entity: 'Vehicle', ...BY_ID, select: { id: true } });
    await expect(bikes).rejects.toThrow('Vehicle.kind is "bike", for which the configuration names no type.');
    await own.pool.close();
  });

  it('a session keeps aggregates, and gives another aggregate another name', async () => {
    await using session = programs.session();
    const count = { select: { count: true } };
    const [company] = await session.load({ entity: 'Company', limit: 1, select: { empsAggregate: count } });
    // None of the four counted rows is held.
    expect(session.size).toBe(1);
    expect(() => Object.assign(Object(company?.['empsAggregate']), { count: 0 })).toThrow('read only');
    const other = { select: { max: { select: { id: true } } } };
    const again = session.load({ entity: 'Company', select: { empsAggregate: other } });
    await expect(again).rejects.toThrow('Company.empsAggregate is selected with different arguments or parts');
    await session.load({ entity: 'Company', select: { last: { field: 'empsAggregate', ...other } } });
    expect(company).toMatchObject({ empsAggregate: { count: 4 }, last: { max: { id: 4 } } });
  });

  it('a session reports every mistake in fragments and companions', async () => {
    await using session = programs.session();
    const select = {
      title: true,
      '... on Mgrr': { select: { id: true } },
      '... on Eng': { select: { title: true }, limit: 1 },
      commentsAggregate: { load: 'lazy', select: { groups: { select: { count: true } }, count: { select: {} } } },
      commentsConnection: { first: 1, select: { edges: true, totl: true, pageInfo: { load: 'auto', select: {} } } },
    };
    // @ts-expect-error -- a program without types
    await expect(session.load({ entity: 'Emp', select })).rejects.toMatchObject({
      code: 'BAD_SELECTION',
      message: [
        "Staff.title is no field. What only some rows have is selected below '... on Eng', '... on Mgr', '... on Emp'.",
        `Staff.'... on Mgrr': Staff is never Mgrr. Did you mean "Mgr"? What only some rows have is selected below '... on Eng', '... on Mgr', '... on Emp'.`,
        "Staff.'... on Eng' has no limit.",
        'Eng.title is no field.',
        'Staff.commentsAggregate: load must be one of auto, joined, selectin.',
        'CommentAggregate.groups needs by.',
        'CommentAggregate.count is a part: select it by true.',
        'CommentConnection.edges is a part: say what to select of it, { select: { … } }.',
        'CommentConnection.totl is no field.',
        'CommentConnection.pageInfo has no load.',
        'CommentConnection.pageInfo: select names nothing.',
      ].join('\n'),
    });
  });
});
