/** Parts of the configuration that concern subtypes: policies, orders, relations, names, functions. */
import { describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { STAFF } from '../fixtures/staff.ts';
import { useDatabase } from '../support/use-database.ts';
import { type Case, ids, testCases, useGateway } from './cases.ts';

testCases(
  'rows of several types under a policy',
  'staff',
  [
    {
      // covers: G6
      name: 'a hidden row is hidden under each of its types',
      query: `{ emps { id } eng(id: 1) { info } engs { id } named: engs { name } empsConnection { totalCount } engsConnection { totalCount }
        company(id: 1) { emps { id } } comment(id: 1) { author { id } }
        cars { id } car(id: 1) { doors } vehicles { id } carsAggregate { count } }`,
      data: {
        emps: ids(2, 3, 4),
        eng: null,
        engs: ids(3),
        named: [{ name: 'e3' }],
        empsConnection: { totalCount: 3 },
        engsConnection: { totalCount: 1 },
        company: { emps: ids(2, 3, 4) },
        comment: { author: null },
        cars: ids(3),
        car: null,
        vehicles: ids(2, 3),
        carsAggregate: { count: 1 },
      },
    },
  ],
  {
    entities: {
      ...STAFF.entities,
      Emp: { ...STAFF.entities?.['Emp'], policy: { id: { ne: 1 } } },
      Vehicle: { ...STAFF.entities?.['Vehicle'], policy: { id: { ne: 1 } } },
    },
  },
);

describe('custom fields on a subtype', () => {
  const gateway = useGateway('staff', {
    ...STAFF,
    entities: {
      ...STAFF.entities,
      Eng: {
        fields: {
          card: {
            type: 'String!',
            requires: ['id', 'info'],
            resolve: (row) => `${String(row['id'])}/${String(row['info'])}`,
          },
        },
      },
      Emp: {
        ...STAFF.entities?.['Emp'],
        fields: { badge: { type: 'String!', requires: ['name'], resolve: (row) => `#${String(row['name'])}` } },
      },
    },
  });

  it.each(['auto', 'selectin', 'joined'] as const)(
    "a resolver gets the columns of the subtype's own table, %s",
    async (load) => {
      const { data, errors } = await gateway().run(
        '{ emps { ... on Eng { card } ... on Emp { badge } } engs { card } }',
        { load },
      );
      expect(errors).toEqual([]);
      expect(data).toEqual({
        emps: [{ card: '1/i1' }, {}, { card: '3/i3' }, { badge: '#p4' }],
        engs: [{ card: '1/i1' }, { card: '3/i3' }],
      });
    },
  );
});

/** A policy of the base that names columns of some subtypes only. */
const SAID_OF_ALL: readonly Case[] = [
  {
    name: 'a row that the policy of the base hides is hidden as a subtype',
    query: '{ vehicles { id } cars { id } bikes { id } carsAggregate { count } car(id: 3) { id } }',
    data: { vehicles: ids(1), cars: ids(1), bikes: [], carsAggregate: { count: 1 }, car: null },
  },
  {
    name: 'a row that the policy of the base hides is hidden through a relation',
    query: '{ companies { vehicles { id } } }',
    data: { companies: [{ vehicles: ids(1) }, { vehicles: [] }] },
  },
];

const VEHICLES = {
  ...STAFF.entities?.['Vehicle'],
  policy: { or: [{ doors: { gt: 3 } }, { gears: { lt: 3 } }] },
};

const IN_ORDER: readonly Case[] = [
  {
    name: 'subtypes are in the order of their base even if they lack its columns',
    query: '{ cars { id } bikes { id } page: carsConnection(first: 1) { nodes { id } pageInfo { hasNextPage } } }',
    data: { cars: ids(3, 1), bikes: ids(2), page: { nodes: ids(3), pageInfo: { hasNextPage: true } } },
  },
];

testCases('an order of all subtypes', 'staff', IN_ORDER, {
  entities: {
    ...STAFF.entities,
    Vehicle: { ...STAFF.entities?.['Vehicle'], orderBy: [{ gears: 'ASC' }, { doors: 'ASC' }] },
  },
});

testCases('a policy of the base', 'staff', SAID_OF_ALL, { entities: { ...STAFF.entities, Vehicle: VEHICLES } });

const BETWEEN: readonly Case[] = [
  {
    name: 'settings of the relation between the tables of a subtype do not touch its rows',
    query: '{ engs { id name emp { name } } emps { __typename id ... on Eng { info eng { id } } } mgrs { name } }',
    data: {
      engs: [
        { id: 1, name: 'e1', emp: null },
        { id: 3, name: 'e3', emp: { name: 'e3' } },
      ],
      emps: [
        { __typename: 'Eng', id: 1, info: 'i1', eng: { id: 1 } },
        { __typename: 'Mgr', id: 2 },
        { __typename: 'Eng', id: 3, info: 'i3', eng: null },
        { __typename: 'Emp', id: 4 },
      ],
      mgrs: [{ name: 'm2' }],
    },
  },
];

testCases('the tables of a subtype', 'staff', BETWEEN, {
  entities: {
    Emp: { ...STAFF.entities?.['Emp'], relations: { eng: { where: { info: { ne: 'i3' } } } } },
    Eng: { relations: { emp: { where: { name: { ne: 'e1' } } } } },
    Mgr: { relations: { emp: { load: 'raise' } } },
  },
});

const RENAMED: readonly Case[] = [
  {
    name: 'a subtype may be named after its table, or may lack a configured name',
    query: '{ emps { __typename ... on Engineer { info } ... on Manager { title } } }',
    data: {
      emps: [
        { __typename: 'Engineer', info: 'i1' },
        { __typename: 'Manager', title: 't2' },
        { __typename: 'Engineer', info: 'i3' },
        { __typename: 'Emp' },
      ],
    },
  },
];

testCases('subtypes with names of their own', 'staff', RENAMED, {
  entities: {
    Emp: {
      variants: {
        interface: 'Staff',
        by: 'type',
        types: { Eng: { value: 'eng' }, 'public.mgrs': { value: 'mgr' }, Emp: { value: 'emp' } },
      },
    },
    Eng: { name: 'Engineer' },
    Mgr: { name: 'Manager' },
  },
});

describe('equal arguments of a field that each subtype has for itself', () => {
  const database = useDatabase(
    `create table staff (id int primary key, kind text not null);
     create table engineers (id int primary key references staff);
     create table notes (id int primary key, staff_id int references staff, engineer_id int references engineers);
     insert into staff values (1, 'boss'), (2, 'engineer');
     insert into engineers values (2);
     insert into notes values (1, 1, 2), (2, 1, 2), (3, 2, 2);`,
  );
  const types = { Staff: { value: 'boss' }, Engineer: { value: 'engineer' } };
  const config: ConfigOptions = {
    entities: {
      Staff: { variants: { interface: 'Person', by: 'kind', types } },
      Engineer: { relations: { notes: { orderBy: [{ id: 'DESC' }] } } },
    },
  };

  it.each([
    ['as literals of the document', '{ staff { notes(limit: 2) { id } } }'],
    ['as a variable', 'query ($limit: Int = 2) { staff { notes(limit: $limit) { id } } }'],
  ])('equal arguments are read for the rows of each subtype: %s', async (_, text) => {
    const gateway = await database.open(config);
    const { data, errors } = await gateway.run(text);
    expect([data, errors]).toEqual([{ staff: [{ notes: ids(1, 2) }, { notes: ids(3, 2) }] }, []]);
  });
});
