/** The selections of programs beside the operations that ask for the same. */
import type { FieldsForm } from '../../index.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { STAFF } from '../fixtures/staff.ts';
import type { Case } from './support.ts';
import { FUNCTIONS, FUNCTIONS_CONFIG, STAFF_FUNCTIONS, STAFF_FUNCTIONS_CONFIG } from './function-cases.ts';

export const BY_ID = { orderBy: [{ id: 'ASC' }] };
export const OF_TYPE: FieldsForm = {
  __typename: true,
  name: true,
  '... on Eng': { select: { info: true } },
  '... on Mgr': { select: { title: true, papers: { select: { id: true } } } },
};
const ON_TYPE = '__typename name ... on Eng { info } ... on Mgr { title papers { id } }';

const TYPES: readonly Case[] = [
  {
    name: 'rows of subtypes with tables of their own',
    selection: { entity: 'Emp', ...BY_ID, select: OF_TYPE },
    query: `{ emps(orderBy: [{ id: ASC }]) { ${ON_TYPE} } }`,
  },
  {
    name: 'rows of subtypes below a relation',
    selection: { entity: 'Company', ...BY_ID, select: { id: true, emps: { ...BY_ID, select: OF_TYPE } } },
    query: `{ companies(orderBy: [{ id: ASC }]) { id emps(orderBy: [{ id: ASC }]) { ${ON_TYPE} } } }`,
  },
  {
    name: 'rows of one subtype, with the columns of its base',
    selection: { entity: 'Mgr', ...BY_ID, select: { name: true, title: true, company: { select: { id: true } } } },
    query: '{ mgrs(orderBy: [{ id: ASC }]) { name title company { id } } }',
  },
  {
    name: 'rows of subtypes in one table',
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
    name: 'a union relation',
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
    name: 'a union relation to rows of several subtypes',
    selection: {
      entity: 'Remark',
      ...BY_ID,
      select: {
        about: {
          select: {
            __typename: true,
            '... on Eng': { select: { name: true, info: true } },
            '... on Mgr': { select: { title: true, papers: { select: { id: true } } } },
            '... on Car': { select: { doors: true } },
            '... on Post': { select: { title: true } },
          },
        },
      },
    },
    query: `{ remarks(orderBy: [{ id: ASC }]) { about { __typename ... on Eng { name info } ... on Mgr { title papers { id } }
      ... on Car { doors } ... on Post { title } } } }`,
  },
  {
    name: 'lists of two types under one name, with their own arguments',
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
    name: 'aggregates of every parent, including one without a key',
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
    name: 'groups with their keys, beside aggregates and alone',
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
    name: 'a page of every parent, with cursors, count and aggregates',
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

const SHELF: ConfigOptions = {
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
    // covers: S49
    name: 'window values beside a joined to-one and a filter, and computed values with arguments',
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

const HOMES: ConfigOptions = {
  entities: { Person: { fields: { self: { type: 'Person!', requires: ['id'], resolve: ({ id }) => ({ id }) } } } },
};
const PARTS: readonly Case[] = [
  {
    name: 'whole composite values, also of rows that a function gives',
    selection: {
      entity: 'Person',
      ...BY_ID,
      select: { home: true, homes: true, span: true, all: { field: 'spans' }, self: { select: { home: true } } },
    },
    query: `{ people(orderBy: [{ id: ASC }]) { home { ...home } homes { ...home } span { ...span }
      all: spans { start startInclusive end endInclusive isEmpty } self { home { ...home } } } }
      fragment home on Home { street { name no } zip } fragment span on Int4Range { start startInclusive end endInclusive isEmpty }`,
  },
];

export const FIXTURES: readonly (readonly [string, ConfigOptions, readonly Case[]])[] = [
  ['staff', STAFF, TYPES],
  ['sales', {}, [...AGGREGATES, ...PAGES]],
  ['shelf', SHELF, COMPUTED],
  ['homes', HOMES, PARTS],
  ['blog', FUNCTIONS_CONFIG, FUNCTIONS],
  ['staff', STAFF_FUNCTIONS_CONFIG, STAFF_FUNCTIONS],
];
