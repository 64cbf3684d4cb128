import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FieldsForm, RootForm } from '../../index.ts';
import type { ConfigFile } from '../../schema/read-config.ts';
import { STAFF } from '../fixtures/staff.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { openPrograms, type RecordedPrograms } from './support.ts';

interface Case {
  readonly name: string;
  readonly selection: RootForm;
  readonly query: string;
}

const BY_ID = { orderBy: [{ id: 'ASC' }] };
const OF_TYPE: FieldsForm = {
  __typename: true,
  name: true,
  '... on Eng': { select: { info: true } },
  '... on Mgr': { select: { title: true, papers: { select: { id: true } } } },
};
const ON_TYPE = '__typename name ... on Eng { info } ... on Mgr { title papers { id } }';

const TYPES: readonly Case[] = [
  {
    name: 'rows of several types in tables of their own',
    selection: { entity: 'Emp', ...BY_ID, select: OF_TYPE },
    query: `{ emps(orderBy: [{ id: ASC }]) { ${ON_TYPE} } }`,
  },
  {
    name: 'the same below a relation',
    selection: { entity: 'Company', ...BY_ID, select: { id: true, emps: { ...BY_ID, select: OF_TYPE } } },
    query: `{ companies(orderBy: [{ id: ASC }]) { id emps(orderBy: [{ id: ASC }]) { ${ON_TYPE} } } }`,
  },
  {
    name: 'rows of one type, with what they have of their base',
    selection: { entity: 'Mgr', ...BY_ID, select: { name: true, title: true, company: { select: { id: true } } } },
    query: '{ mgrs(orderBy: [{ id: ASC }]) { name title company { id } } }',
  },
  {
    name: 'rows of several types in one table',
    selection: {
      entity: 'Vehicle',
      ...BY_ID,
      select: {
        wheels: true,
        '... on Car': { select: { doors: true } },
        '... on Bike': { select: { gears: true, owner: { select: { id: true } } } },
      },
    },
    query: `{ vehicles(orderBy: [{ id: ASC }]) { wheels ... on Car { doors } ... on Bike { gears owner { id } } } }`,
  },
  {
    name: 'a relation to one of several tables',
    selection: {
      entity: 'Comment',
      ...BY_ID,
      select: {
        id: true,
        subject: {
          select: {
            __typename: true,
            '... on Post': { select: { title: true } },
            '... on Photo': { select: { url: true } },
          },
        },
        author: { select: { '... on Eng': { select: { info: true } } } },
      },
    },
    query: `{ comments(orderBy: [{ id: ASC }]) { id subject { __typename ... on Post { title } ... on Photo { url } }
      author { ... on Eng { info } } } }`,
  },
  {
    name: 'lists of two types under one name, with arguments of their own',
    selection: {
      entity: 'Emp',
      ...BY_ID,
      select: {
        '... on Eng': { select: { comments: { ...BY_ID, limit: 1, select: { id: true } } } },
        '... on Mgr': { select: { comments: { ...BY_ID, limit: 2, offset: 1, select: { id: true } } } },
      },
    },
    query: `{ emps(orderBy: [{ id: ASC }]) { ... on Eng { comments(orderBy: [{ id: ASC }], limit: 1) { id } }
      ... on Mgr { comments(orderBy: [{ id: ASC }], limit: 2, offset: 1) { id } } } }`,
  },
];

const AGGREGATES: readonly Case[] = [
  {
    name: 'aggregates of every parent, one without a key among them',
    selection: {
      entity: 'Shop',
      ...BY_ID,
      select: {
        id: true,
        salesAggregate: {
          where: { units: { isNull: false } },
          select: { __typename: true, count: true, sum: { select: { total: true } }, max: { select: { day: true } } },
        },
      },
    },
    query: `{ shops(orderBy: [{ id: ASC }]) { id salesAggregate(where: { units: { isNull: false } }) {
      __typename count sum { total } max { day } } } }`,
  },
  {
    name: 'groups with their keys, beside values and alone',
    selection: {
      entity: 'Shop',
      ...BY_ID,
      select: {
        salesAggregate: {
          select: {
            count: true,
            groups: {
              by: [{ note: true }],
              orderBy: [{ count: 'DESC' }, { keys: { note: 'ASC' } }],
              select: { keys: { select: { note: true } }, count: true },
            },
          },
        },
        alone: {
          field: 'salesAggregate',
          select: { groups: { by: [{ note: true }], limit: 1, select: { keys: { select: { note: true } } } } },
        },
      },
    },
    query: `{ shops(orderBy: [{ id: ASC }]) {
      salesAggregate { count groups(by: [{ note: true }], orderBy: [{ count: DESC }, { keys: { note: ASC } }]) { keys { note } count } }
      alone: salesAggregate { groups(by: [{ note: true }], limit: 1) { keys { note } } } } }`,
  },
];

const PAGES: readonly Case[] = [
  {
    name: 'a page of every parent, with its cursors, its count and values of all its rows',
    selection: {
      entity: 'Shop',
      ...BY_ID,
      select: {
        salesConnection: {
          first: 2,
          orderBy: [{ id: 'DESC' }],
          select: {
            __typename: true,
            edges: { select: { cursor: true, node: { select: { id: true, channel: true } } } },
            nodes: { select: { id: true, channel: true } },
            pageInfo: { select: { hasNextPage: true, hasPreviousPage: true, startCursor: true, endCursor: true } },
            totalCount: true,
            aggregate: { select: { sum: { select: { total: true } } } },
          },
        },
      },
    },
    query: `{ shops(orderBy: [{ id: ASC }]) { salesConnection(first: 2, orderBy: [{ id: DESC }]) { __typename
      edges { cursor node { id channel } } nodes { id channel }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount aggregate { sum { total } } } } }`,
  },
  {
    name: 'the last page, and a count alone',
    selection: {
      entity: 'Shop',
      ...BY_ID,
      select: {
        salesConnection: { last: 1, select: { nodes: { select: { id: true } } } },
        many: { field: 'salesConnection', select: { totalCount: true } },
      },
    },
    query: `{ shops(orderBy: [{ id: ASC }]) { salesConnection(last: 1) { nodes { id } } many: salesConnection { totalCount } } }`,
  },
];

const SHELF: ConfigFile = {
  entities: {
    Product: {
      fields: {
        priceWith: { sql: '{row}.price * (1 + {arg.rate})', args: { rate: 'Decimal!' }, type: 'numeric' },
        rank: { window: 'rank() over (partition by {row}.category_id order by {row}.price desc)' },
      },
    },
  },
};
const COMPUTED: readonly Case[] = [
  {
    name: 'window values beside a joined to-one and a filter, and values of arguments',
    selection: {
      entity: 'Product',
      where: { price: { gt: '1' } },
      ...BY_ID,
      select: {
        rank: true,
        priceWith: { rate: '0.5' },
        dear: { field: 'priceWith', rate: '2' },
        category: { load: 'joined', select: { name: true } },
      },
    },
    query: `{ products(where: { price: { gt: "1" } }, orderBy: [{ id: ASC }]) {
      rank priceWith(rate: "0.5") dear: priceWith(rate: "2") category @load(strategy: JOINED) { name } } }`,
  },
];

const FIXTURES: readonly (readonly [string, ConfigFile, readonly Case[]])[] = [
  ['staff', STAFF, TYPES],
  ['sales', {}, [...AGGREGATES, ...PAGES]],
  ['shelf', SHELF, COMPUTED],
];

describe.each(FIXTURES)('of %s, a session', (fixture, config, cases) => {
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

  it.each(cases)('loads $name by as many statements as the same operation', async ({ selection, query }) => {
    const { data, errors, statements } = await gateway.run(query);
    expect(errors).toEqual([]);
    programs.statements();
    await using session = programs.session();
    const rows = await session.load(selection);
    expect(programs.statements()).toHaveLength(statements.length);
    expect([JSON.parse(JSON.stringify(rows))]).toEqual(Object.values(Object(data)));
  });

  it.each(cases)('streams $name', async ({ selection }) => {
    await using session = programs.session();
    const rows: unknown[] = [];
    for await (const batch of session.stream(selection, { batchSize: 2 })) rows.push(...batch);
    expect(JSON.stringify(rows)).toBe(JSON.stringify(await session.load(selection)));
  });
});

describe('of rows of several types, a session', () => {
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

  it('holds one object per row, which raises by the name of its type', async () => {
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

  it('refuses a row whose type the configuration does not name', async () => {
    const own = await openPrograms(database.url, {
      entities: { Vehicle: { variants: { by: 'kind', types: { Car: { value: 'car', columns: ['doors'] } } } } },
    });
    await using session = own.session();
    const bikes = session.load({ entity: 'Vehicle', ...BY_ID, select: { id: true } });
    await expect(bikes).rejects.toThrow('Vehicle.kind is "bike", for which the configuration names no type.');
    await own.pool.close();
  });

  it('keeps what was aggregated, and gives another aggregate another name', async () => {
    await using session = programs.session();
    const count = { select: { count: true } };
    const [company] = await session.load({ entity: 'Company', limit: 1, select: { empsAggregate: count } });
    // Of four rows that were counted none is held.
    expect(session.size).toBe(1);
    expect(() => Object.assign(Object(company?.['empsAggregate']), { count: 0 })).toThrow('read only');
    const other = { select: { max: { select: { id: true } } } };
    const again = session.load({ entity: 'Company', select: { empsAggregate: other } });
    await expect(again).rejects.toThrow('Company.empsAggregate is selected with different arguments or parts');
    await session.load({ entity: 'Company', select: { last: { field: 'empsAggregate', ...other } } });
    expect(company).toMatchObject({ empsAggregate: { count: 4 }, last: { max: { id: 4 } } });
  });

  it('names every mistake', async () => {
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
