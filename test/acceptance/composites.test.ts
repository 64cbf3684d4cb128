import { expect, it } from 'vitest';
import { type Case, ids, testCases, useGateway } from './cases.ts';

const CASES: readonly Case[] = [
  {
    name: 'a composite value with only null parts is a value',
    query: '{ stops(where: { at: { isNull: false } }) { id } }',
    data: { stops: ids(1, 2, 3, 5) },
    rows: { auto: [4], selectin: [4], joined: [4] },
  },
  {
    name: 'an absent composite value is null',
    query: '{ stops(where: { at: { isNull: true } }) { id at { x note } } }',
    data: { stops: [{ id: 4, at: null }] },
    rows: { auto: [1], selectin: [1], joined: [1] },
  },
  {
    name: 'null parts come last among composite values, and absent values after them',
    query: '{ stops(orderBy: [{ at: ASC }]) { id at { x note } } }',
    data: {
      stops: [
        { id: 1, at: { x: 1, note: 'here' } },
        { id: 2, at: { x: 2, note: null } },
        { id: 5, at: { x: null, note: 'there' } },
        { id: 3, at: { x: null, note: null } },
        { id: 4, at: null },
      ],
    },
  },
];

testCases('composite values', 'places', CASES);

const gateway = useGateway('places');

it.each([
  ['ASC', [1, 2, 5, 3, 4]],
  ['DESC', [3, 5, 2, 1, 4]],
  ['ASC_NULLS_FIRST', [4, 1, 2, 5, 3]],
])('cursors lead past partly null and absent composite values: %s', async (order, expected) => {
  const found: unknown[] = [];
  let after = '';
  for (const _ of expected) {
    const query = `{ page: stopsConnection(first: 1${after}, orderBy: [{ at: ${order} }]) { edges { cursor node { id } } } }`;
    const { data, errors } = await gateway().run(query);
    expect(errors).toEqual([]);
    const [edge] = Object(data).page.edges;
    found.push(edge?.node.id);
    after = edge ? `, after: "${edge.cursor}"` : '';
  }
  expect(found).toEqual(expected);
});
