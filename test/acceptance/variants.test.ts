import { describe, expect, it } from 'vitest';
import { STAFF } from '../fixtures/staff.ts';
import { type Case, tablesOf, testCases, useGateway } from './cases.ts';

const CASES: readonly Case[] = [
  {
    // covers: J1, J3
    name: 'each table of a subtype is read once, for the keys of its type, and relations of a subtype for its rows alone',
    query: '{ company(id: 1) { emps { __typename name ... on Eng { info } ... on Mgr { title papers { id } } } } }',
    data: {
      company: {
        emps: [
          { __typename: 'Eng', name: 'e1', info: 'i1' },
          { __typename: 'Mgr', name: 'm2', title: 't2', papers: [{ id: 1 }] },
          { __typename: 'Eng', name: 'e3', info: 'i3' },
          { __typename: 'Emp', name: 'p4' },
        ],
      },
    },
    rows: { selectin: [1, 4, 2, 1, 1], joined: [4] },
    also: {
      selectin: ({ statements }) => {
        expect(statements.map(({ values }) => values.filter(Array.isArray))).toEqual([
          [],
          [['1']],
          [['1', '3']],
          [['2']],
          [['2']],
        ]);
      },
    },
    analysed: {
      also: {
        selectin: ({ statements }) => {
          const keys = statements.map(({ values }) => values.filter(Array.isArray));
          expect(keys).toEqual([[], [], [['1', '3']], [['2']], [['2']]]);
        },
      },
    },
  },
  {
    // covers: J2
    name: 'without a fragment on a subtype no table of a subtype is read',
    query: '{ company(id: 1) { emps { __typename name } } }',
    data: {
      company: {
        emps: [
          { __typename: 'Eng', name: 'e1' },
          { __typename: 'Mgr', name: 'm2' },
          { __typename: 'Eng', name: 'e3' },
          { __typename: 'Emp', name: 'p4' },
        ],
      },
    },
    rows: { selectin: [1, 4], joined: [4] },
    also: {
      selectin: ({ statements }) =>
        expect(statements.flatMap(({ sql }) => tablesOf(sql))).toEqual(['companies', 'emps']),
    },
    analysed: {
      also: {
        selectin: ({ statements }) =>
          expect(statements.map(({ sql }) => tablesOf(sql))).toEqual([['companies'], ['companies', 'emps']]),
      },
    },
  },
  {
    name: "a key that a subtype's table shares comes from the base without reading that table",
    query: '{ company(id: 1) { emps { __typename id name } } }',
    data: {
      company: {
        emps: [
          { __typename: 'Eng', id: 1, name: 'e1' },
          { __typename: 'Mgr', id: 2, name: 'm2' },
          { __typename: 'Eng', id: 3, name: 'e3' },
          { __typename: 'Emp', id: 4, name: 'p4' },
        ],
      },
    },
    rows: { selectin: [1, 4], joined: [4], auto: [1, 4] },
    also: {
      joined: ({ statements }) => expect(statements.flatMap(({ sql }) => tablesOf(sql))).toEqual(['companies', 'emps']),
    },
  },
  {
    // covers: J4
    name: 'absent subtypes cost nothing',
    query: '{ emps(where: { type: { eq: "eng" } }) { ... on Eng { info } ... on Mgr { title papers { id } } } }',
    data: { emps: [{ info: 'i1' }, { info: 'i3' }] },
    rows: { selectin: [2, 2] },
  },
  {
    // covers: J5
    name: 'one response key may show a different column of each subtype',
    query: '{ emps { id ... on Eng { what: info } ... on Mgr { what: title } ... on Emp { what: name } } }',
    data: {
      emps: [
        { id: 1, what: 'i1' },
        { id: 2, what: 't2' },
        { id: 3, what: 'i3' },
        { id: 4, what: 'p4' },
      ],
    },
  },
  {
    // covers: J7
    name: 'a subtype has the fields of its base and excludes rows of other types',
    query: '{ emp(id: 1) { name ... on Eng { info } } eng(id: 1) { name info company { id } } mgr(id: 1) { title } }',
    data: { emp: { name: 'e1', info: 'i1' }, eng: { name: 'e1', info: 'i1', company: { id: 1 } }, mgr: null },
  },
  {
    // covers: J11
    name: 'an interface may stand below a relation of a subtype, through fragments of the interface',
    query: `{ papers { mgr { ...who company { emps(limit: 2, orderBy: [{ id: DESC }]) { ...who } } } } }
      fragment who on Staff { __typename id name }`,
    data: {
      papers: [
        {
          mgr: {
            __typename: 'Mgr',
            id: 2,
            name: 'm2',
            company: {
              emps: [
                { __typename: 'Emp', id: 4, name: 'p4' },
                { __typename: 'Eng', id: 3, name: 'e3' },
              ],
            },
          },
        },
      ],
    },
  },
  {
    // covers: J11
    name: 'a to-one may lead to an interface, with relations of its subtypes',
    query: '{ comments(limit: 3) { author { __typename name ... on Eng { info } ... on Mgr { papers { id } } } } }',
    data: {
      comments: [
        { author: { __typename: 'Eng', name: 'e1', info: 'i1' } },
        { author: { __typename: 'Mgr', name: 'm2', papers: [{ id: 1 }] } },
        { author: null },
      ],
    },
    rows: { joined: [3] },
  },
  {
    name: 'an interface has connections',
    query:
      '{ empsConnection(first: 2) { totalCount nodes { name ... on Eng { info } } edges { node { ... on Mgr { title } } } } }',
    data: {
      empsConnection: {
        totalCount: 4,
        nodes: [{ name: 'e1', info: 'i1' }, { name: 'm2' }],
        edges: [{ node: {} }, { node: { title: 't2' } }],
      },
    },
  },
  {
    name: 'subtypes without tables of their own need no statement',
    query: '{ vehicles { __typename wheels ... on Car { doors } ... on Bike { gears company: owner { id } } } }',
    data: {
      vehicles: [
        { __typename: 'Car', wheels: 4, doors: 5 },
        { __typename: 'Bike', wheels: 2, gears: 21, company: { id: 1 } },
        { __typename: 'Car', wheels: 4, doors: 3 },
      ],
    },
    rows: { joined: [3] },
  },
  {
    // covers: J10
    name: 'a subtype without a table of its own has lists, rows and counts',
    query: `{ cars { id doors wheels } car(id: 1) { doors } none: car(id: 2) { doors } bike(id: 2) { gears owner { id } }
      carsConnection(first: 1) { totalCount nodes { doors } } carsAggregate { count } vehiclesAggregate { count } }`,
    data: {
      cars: [
        { id: 1, doors: 5, wheels: 4 },
        { id: 3, doors: 3, wheels: 4 },
      ],
      car: { doors: 5 },
      none: null,
      bike: { gears: 21, owner: { id: 1 } },
      carsConnection: { totalCount: 2, nodes: [{ doors: 5 }] },
      carsAggregate: { count: 2 },
      vehiclesAggregate: { count: 3 },
    },
  },
  {
    // covers: J8
    name: 'a union relation follows its discriminator and never confuses equal keys of two tables',
    query:
      '{ comments(where: { id: { lte: 4 } }) { id subject { __typename ... on Post { title } ... on Photo { url } } } }',
    data: {
      comments: [
        { id: 1, subject: { __typename: 'Post', title: 'post 1' } },
        { id: 2, subject: { __typename: 'Photo', url: 'photo 1' } },
        { id: 3, subject: { __typename: 'Post', title: 'post 2' } },
        { id: 4, subject: null },
      ],
    },
    rows: { selectin: [4, 2, 1], joined: [4] },
  },
  {
    name: 'a union relation to rows of several types is a statement per table, for its own keys',
    query: `{ remarks { id about { __typename ... on Staff { name } ... on Eng { info } ... on Mgr { title papers { id } }
      ... on Vehicle { wheels } ... on Car { doors } ... on Post { title } } } }`,
    data: {
      remarks: [
        { id: 1, about: { __typename: 'Eng', name: 'e1', info: 'i1' } },
        { id: 2, about: { __typename: 'Mgr', name: 'm2', title: 't2', papers: [{ id: 1 }] } },
        { id: 3, about: { __typename: 'Car', wheels: 4, doors: 5 } },
        { id: 4, about: { __typename: 'Bike', wheels: 2 } },
        { id: 5, about: { __typename: 'Post', title: 'post 1' } },
        { id: 6, about: { __typename: 'Emp', name: 'p4' } },
        { id: 7, about: null },
        { id: 8, about: null },
      ],
    },
    rows: { selectin: [8, 3, 2, 1, 1, 1, 1], joined: [8] },
  },
  {
    name: 'a union relation to one of several subtypes excludes rows of the others',
    query:
      '{ remarks(where: { aboutKind: { eq: "vehicle" } }) { id ride { __typename ... on Car { doors wheels } } worker { ... on Bike { gears owner { id } } } } }',
    data: {
      remarks: [
        { id: 3, ride: { __typename: 'Car', doors: 5, wheels: 4 }, worker: null },
        { id: 4, ride: null, worker: { gears: 21, owner: { id: 1 } } },
        { id: 8, ride: null, worker: null },
      ],
    },
    rows: { joined: [3] },
  },
  {
    name: 'a subtype with a table of its own shows the columns of its base',
    query: '{ remarks(where: { aboutKind: { eq: "emp" } }) { worker { ... on Mgr { title name papers { id } } } } }',
    data: {
      remarks: [{ worker: null }, { worker: { title: 't2', name: 'm2', papers: [{ id: 1 }] } }, { worker: null }],
    },
    rows: { joined: [3] },
  },
  {
    name: 'key and discriminator are read for a target of which only the type is selected',
    query:
      '{ comments(where: { id: { eq: 1 } }) { subject { __typename } } remarks(limit: 4) { about { __typename } } }',
    data: {
      comments: [{ subject: { __typename: 'Post' } }],
      remarks: [
        { about: { __typename: 'Eng' } },
        { about: { __typename: 'Mgr' } },
        { about: { __typename: 'Car' } },
        { about: { __typename: 'Bike' } },
      ],
    },
    also: {
      selectin: ({ statements }) => {
        const selected = statements.map(
          ({ sql }) => /^select k\.ord::pg_catalog\.int4, (.*?) from pg_catalog\.unnest/.exec(sql)?.[1],
        );
        expect(selected.filter((columns) => columns !== undefined)).toEqual([
          't0."id"',
          't0."type", t0."id"',
          't0."kind", t0."id"',
        ]);
      },
    },
  },
  {
    name: 'an absent target of a union relation is null',
    query: '{ comment(id: 5) { subject { ... on Post { title } } } }',
    data: { comment: { subject: null } },
  },
];

testCases('Rows of several types', 'staff', CASES, STAFF);

testCases(
  'Rows of several types, one key at a time',
  'staff',
  [
    {
      // covers: J9
      name: 'tables of subtypes are read in chunks',
      query: '{ emps { name ... on Eng { info } ... on Mgr { title } } }',
      data: {
        emps: [{ name: 'e1', info: 'i1' }, { name: 'm2', title: 't2' }, { name: 'e3', info: 'i3' }, { name: 'p4' }],
      },
      rows: { selectin: [4, 1, 1, 1] },
    },
  ],
  { ...STAFF, selectin: { chunkSize: 1 } },
);

describe('a discriminator without a configured type', () => {
  const gateway = useGateway('staff', {
    entities: {
      Emp: { variants: { interface: 'Staff', by: 'type', types: { Eng: { value: 'eng' }, Emp: { value: 'emp' } } } },
      Comment: {
        unions: {
          subject: {
            name: 'Subject',
            by: 'subject_type',
            types: { Post: { value: 'Post', on: [['subject_id', 'id']] } },
          },
        },
      },
    },
  });

  // covers: J6
  it('a row with an unknown discriminator is an error at the row, and other rows are unaffected', async () => {
    const { data, errors } = await gateway().run('{ emps { name } }');
    expect(data).toEqual({ emps: [{ name: 'e1' }, null, { name: 'e3' }, { name: 'p4' }] });
    expect(errors).toMatchObject([
      { path: ['emps', 1], message: 'Emp.type is "mgr", for which the configuration names no type.' },
    ]);
  });

  // covers: J8
  it('a relation with an unknown discriminator is an error at the relation', async () => {
    const { data, errors } = await gateway().run('{ comments(limit: 2) { id subject { __typename } } }');
    expect(data).toEqual({
      comments: [
        { id: 1, subject: { __typename: 'Post' } },
        { id: 2, subject: null },
      ],
    });
    expect(errors).toMatchObject([{ path: ['comments', 1, 'subject'] }]);
  });
});

describe('the writer and graphql-js', () => {
  const gateway = useGateway('staff', STAFF);
  it.each(CASES)('the writer and graphql-js write subtypes alike: $name', async ({ query }) => {
    for (const load of ['auto', 'selectin', 'joined'] as const) {
      const { written, executed } = await gateway().write(query, { load });
      expect(written).toBe(executed);
    }
  });
});
