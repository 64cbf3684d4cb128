import { describe, expect, it } from 'vitest';
import { type Case, testCases, useGateway } from './cases.ts';

const GROUPS: readonly Case[] = [
  {
    name: 'two tables are grouped by keys of their own even if their columns have equal names',
    query: `{ shopsAggregate { groups(by: [{ id: true }], limit: 2) { keys { id } count } }
      salesAggregate { groups(by: [{ id: true }], limit: 2) { keys { id } count } } }`,
    data: {
      shopsAggregate: { groups: [1, 2].map((id) => ({ keys: { id }, count: 1 })) },
      salesAggregate: { groups: [1, 2].map((id) => ({ keys: { id }, count: 1 })) },
    },
    rows: { auto: [2, 2] },
  },
  {
    name: 'groups come in the order of their keys, nulls last',
    query: '{ salesAggregate { groups(by: [{ shopCode: true }]) { keys { shopCode } count sum { total } } } }',
    data: {
      salesAggregate: {
        groups: [
          { keys: { shopCode: 'a' }, count: 3, sum: { total: '10.75' } },
          { keys: { shopCode: 'b' }, count: 1, sum: { total: '100.00' } },
          { keys: { shopCode: null }, count: 1, sum: { total: '-1.00' } },
        ],
      },
    },
    rows: { auto: [3] },
  },
  {
    name: 'dates are cut to months, quarters and years, and keep their type',
    query: `query ($unit: DateTruncation) { salesAggregate(where: { units: { isNull: false } }) {
      days: groups(by: [{ day: $unit }]) { keys { day } count }
      moments: groups(by: [{ at: YEAR }, { day: EXACT }]) { keys { at day } } } }`,
    variables: { unit: 'MONTH' },
    data: {
      salesAggregate: {
        days: [
          { keys: { day: '2023-12-01' }, count: 1 },
          { keys: { day: '2024-01-01' }, count: 1 },
          { keys: { day: '2024-02-01' }, count: 2 },
        ],
        moments: [
          { keys: { at: '2023-01-01T00:00:00Z', day: '2023-12-31' } },
          { keys: { at: '2024-01-01T00:00:00Z', day: '2024-01-31' } },
          { keys: { at: '2024-01-01T00:00:00Z', day: '2024-02-01' } },
          { keys: { at: 'infinity', day: '2024-02-29' } },
        ],
      },
    },
  },
  {
    name: 'moments are cut at the days of a time zone, also where a day lacks or repeats an hour',
    query: `query ($zone: String) { readingsAggregate {
      here: groups(by: [{ at: DAY }], timeZone: $zone) { keys { at } count }
      utc: groups(by: [{ at: DAY }]) { keys { at } count }
      months: groups(by: [{ at: MONTH }, { atLocal: DAY }], timeZone: "America/New_York", having: { keys: { at: { lt: "2024-04-01T00:00:00Z" } } })
        { keys { at atLocal } count } } }`,
    variables: { zone: 'Europe/Berlin' },
    data: {
      readingsAggregate: {
        here: [
          { keys: { at: '2024-03-29T23:00:00Z' }, count: 4 },
          { keys: { at: '2024-03-30T23:00:00Z' }, count: 23 },
          { keys: { at: '2024-03-31T22:00:00Z' }, count: 2 },
          { keys: { at: '2024-10-26T22:00:00Z' }, count: 25 },
          { keys: { at: '2024-10-27T23:00:00Z' }, count: 4 },
        ],
        utc: [
          { keys: { at: '2024-03-30T00:00:00Z' }, count: 5 },
          { keys: { at: '2024-03-31T00:00:00Z' }, count: 24 },
          { keys: { at: '2024-10-26T00:00:00Z' }, count: 2 },
          { keys: { at: '2024-10-27T00:00:00Z' }, count: 24 },
          { keys: { at: '2024-10-28T00:00:00Z' }, count: 3 },
        ],
        months: [
          { keys: { at: '2024-03-01T05:00:00Z', atLocal: '2024-03-30T00:00:00' }, count: 5 },
          { keys: { at: '2024-03-01T05:00:00Z', atLocal: '2024-03-31T00:00:00' }, count: 24 },
        ],
      },
    },
    rows: { auto: [5, 5, 2] },
  },
  {
    name: 'groups may be filtered and ordered by their aggregates, and limited',
    query: `{ salesAggregate { groups(by: [{ channel: true }], having: { count: { gte: 1 }, not: { sum: { total: { isNull: true } } } },
      orderBy: [{ sum: { total: DESC } }, { keys: { channel: ASC } }], limit: 1) { keys { channel } max { total } } } }`,
    data: { salesAggregate: { groups: [{ keys: { channel: 'web' }, max: { total: '100.00' } }] } },
  },
  {
    name: 'groups may be filtered by their truncated keys',
    query: `{ salesAggregate {
      months: groups(by: [{ day: MONTH }], having: { keys: { day: { eq: "2024-02-01" } } }) { keys { day } count }
      shops: groups(by: [{ shopCode: true }, { channel: true }], having: { or: [{ keys: { shopCode: { isNull: true } } },
        { keys: { channel: { in: [IN_STORE] } }, count: { eq: 1 } }] }) { keys { shopCode channel } } } }`,
    data: {
      salesAggregate: {
        months: [{ keys: { day: '2024-02-01' }, count: 2 }],
        shops: [{ keys: { shopCode: 'a', channel: 'IN_STORE' } }, { keys: { shopCode: null, channel: 'web' } }],
      },
    },
  },
  {
    name: 'groups of all parents are one statement, limited per parent',
    query: `{ shops { id salesAggregate { groups(by: [{ channel: true }], orderBy: [{ count: DESC }], limit: 2) {
      keys { channel } count } } } }`,
    data: {
      shops: [
        {
          id: 1,
          salesAggregate: {
            groups: [
              { keys: { channel: 'web' }, count: 1 },
              { keys: { channel: 'IN_STORE' }, count: 1 },
            ],
          },
        },
        { id: 2, salesAggregate: { groups: [{ keys: { channel: 'web' }, count: 1 }] } },
        { id: 3, salesAggregate: { groups: [] } },
      ],
    },
    rows: { auto: [3, 3] },
  },
];

testCases('groups', 'sales', GROUPS);

describe('groups that are refused', () => {
  const gateway = useGateway('sales');
  const groups = (args: string, fields = 'count'): string => `{ salesAggregate { groups(${args}) { ${fields} } } }`;

  it.each([
    ['a group needs a key', groups('by: []'), /groups\(by:\) is empty/],
    ['a key may be named only once', groups('by: [{ day: YEAR }, { day: MONTH }]'), /names day twice/],
    ['a key is chosen by true', groups('by: [{ units: false }]'), /units is false/],
    [
      'keys that are shown must be among the keys of the group',
      groups('by: [{ day: YEAR }]', 'keys { units }'),
      /no units/,
    ],
    [
      'keys that order must be among the keys of the group',
      groups('by: [{ day: YEAR }], orderBy: [{ keys: { units: ASC } }]'),
      /key units/,
    ],
    [
      'keys that filter must be among the keys of the group',
      groups('by: [{ day: YEAR }], having: { keys: { units: { eq: 1 } } }'),
      /key units/,
    ],
    ['groups may not have a negative limit', groups('by: [{ day: YEAR }], limit: -1'), /must not be negative/],
    [
      'a time zone is given by its name',
      groups('by: [{ at: DAY }], timeZone: "Europe/Berln"'),
      /"Europe\/Berln", which is no/,
    ],
    [
      'an offset is not a time zone',
      groups('by: [{ at: DAY }], timeZone: "+02:00"'),
      /"\+02:00", which is no time zone/,
    ],
    ['a time zone needs a key of moments', groups('by: [{ day: YEAR }], timeZone: "UTC"'), /has nothing to cut/],
    ['a time zone needs a truncated key', groups('by: [{ at: EXACT }], timeZone: "UTC"'), /has nothing to cut/],
  ])('a wrong group is refused before any SQL: %s', async (_, query, message) => {
    const { errors, statements } = await gateway().run(query);
    expect(errors[0]?.message).toMatch(message);
    expect(errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    expect(statements.filter(({ sql }) => sql.includes('group by'))).toEqual([]);
  });

  it.each(GROUPS)(
    'the writer and graphql-js give the same bytes for groups: $name',
    async ({ query, variables = {} }) => {
      const { written, executed } = await gateway().write(query, { variables });
      expect(written).toBe(executed);
    },
  );
});
