import { type Case, ids, testCases } from './cases.ts';

const CASES: readonly Case[] = [
  {
    name: 'values of a domain are compared as values of its base type',
    query: `{ eq: people(where: { feels: { eq: happy } }) { id } in: people(where: { feels: { in: [sad] } }) { id }
      less: people(where: { feels: { lt: happy } }) { id } not: people(where: { not: { feels: { eq: sad } } }) { id }
      friend: people(where: { friend: { feels: { eq: happy } } }) { id } }`,
    data: { eq: ids(1, 4), in: ids(2), less: ids(2), not: ids(1, 4), friend: ids(2, 3) },
    rows: { auto: [2, 1, 1, 2, 2] },
  },
  {
    name: 'values of a domain may be searched for in arrays',
    query: `{ has: people(where: { felt: { has: happy }, sizes: { has: 2 } }) { id } eq: people(where: { sizes: { eq: [1, 2] } }) { id }
      some: people(where: { few: { hasSome: [2, 3] } }) { id } every: people(where: { felt: { hasEvery: [sad, happy] } }) { id }
      empty: people(where: { felt: { isEmpty: true } }) { id } }`,
    data: { has: ids(1, 4), eq: ids(1), some: ids(1, 2), every: ids(1), empty: ids(2) },
    rows: { auto: [2, 1, 2, 1, 1] },
  },
  {
    name: 'values of a domain order lists and make distinct rows',
    query: `{ people(orderBy: [{ feels: DESC_NULLS_FIRST }, { sizes: ASC }]) { id } first: people(distinctOn: [FEELS]) { id feels } }`,
    data: {
      people: ids(3, 1, 4, 2),
      first: [
        { id: 2, feels: 'sad' },
        { id: 1, feels: 'happy' },
        { id: 3, feels: null },
      ],
    },
    rows: { auto: [4, 3] },
  },
  {
    name: 'values of a domain have minimums and maximums, and make groups',
    query: `{ peopleAggregate { min { feels } max { feels } countDistinct { feels }
      groups(by: [{ feels: true }], having: { max: { feels: { eq: happy } } }) { keys { feels } count } } }`,
    data: {
      peopleAggregate: {
        min: { feels: 'sad' },
        max: { feels: 'happy' },
        countDistinct: { feels: 2 },
        groups: [{ keys: { feels: 'happy' }, count: 2 }],
      },
    },
    rows: { auto: [1, 1] },
  },
  {
    name: 'values of a domain are read together with related rows',
    query: '{ people(where: { id: { eq: 2 } }) { felt sizes few friend { feels felt few } } }',
    data: {
      people: [
        {
          felt: [],
          sizes: [3],
          few: [1, 2, 3],
          friend: { feels: 'happy', felt: ['sad', 'happy'], few: [3] },
        },
      ],
    },
  },
];

testCases('values of domains', 'domains', CASES);
