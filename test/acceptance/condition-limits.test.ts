/** An operation with too many or too long conditions is refused before any SQL and before it costs time. */
import { describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(`
  create table item (id int primary key, parent int references item, name text, tags text[], doc jsonb, words tsvector);
  insert into item values (1, null, 'one', '{a}', '{"a": 1}', 'one'), (2, 1, 'two', '{b}', '{"a": 2}', 'two');
`);

const ids = (count: number) => Array.from({ length: count }, (_, id) => ({ id: { eq: id } }));
const LOADS = ['auto', 'joined', 'selectin'] as const;

describe('an operation with as many conditions as it may have', () => {
  const few: ConfigOptions = { limits: { conditions: 10 } };
  const where = (condition: unknown) => ({
    query: 'query ($w: ItemWhere) { items(where: $w) { id } other: items(limit: 1) { id } }',
    variables: { w: condition },
  });
  const among = (count: number) => `[${'{ id: { eq: 1 } },'.repeat(count)}]`;

  it.each([
    ['or', where({ or: ids(9) })],
    [
      'and, not and relations count as conditions',
      where({
        and: [
          ...ids(3),
          { not: ids(1)[0] },
          { itemByParent: { id: { eq: 1 } } },
          { itemsByParent: { some: { id: { eq: 1 } } } },
        ],
      }),
    ],
    ['a long list of values is one condition', where({ id: { in: Array.from({ length: 5_000 }, (_, id) => id) } })],
    [
      'two fields share the limit',
      {
        query: `{ a: items(where: { or: ${among(4)} }) { id } b: items(where: { or: ${among(3)}, name: { eq: "" } }, limit: 1) { id } }`,
      },
    ],
  ])('an operation within the limit is answered: %s', async (_, { query, ...options }) => {
    const gateway = await database.open(few);
    for (const load of LOADS) expect((await gateway.run(query, { ...options, load })).errors, load).toEqual([]);
  });

  it.each([
    ['or', { or: ids(10) }],
    ['empty objects', { or: Array.from({ length: 10 }, () => ({})) }],
    [
      'operators',
      { or: [{ id: { gt: 1, lt: 5, gte: 1, lte: 2, ne: 7 } }, { name: { gt: '', lt: '', gte: '', lte: '', ne: '' } }] },
    ],
    [
      'relations',
      {
        itemsByParent: {
          some: { itemsByParent: { some: { itemsByParent: { some: { itemsByParent: { some: { or: ids(6) } } } } } } },
        },
      },
    ],
  ])('one condition too many in a variable is refused before the variable is read: %s', async (_, condition) => {
    const gateway = await database.open(few);
    const { query, variables } = where(condition);
    const { data, errors, S } = await gateway.run(query, { variables });
    expect({ data, S }).toEqual({ data: undefined, S: 0 });
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/^\$w is too much: an operation may have 10 conditions\. Compare with a list/),
        extensions: { code: 'LIMIT_EXCEEDED' },
      },
    ]);
  });

  it.each(LOADS)('one condition too many in the document is an error of its field (%s)', async (load) => {
    const gateway = await database.open(few);
    const query = `query ($x: Int!) { a: items(where: { or: ${among(5)} }) { id } one: item(id: $x) { id itemsByParent(where: { or: ${among(5)} }) { id } } }`;
    for (const x of [1, 2]) {
      const { data, errors, S } = await gateway.run(query, { load, variables: { x } });
      expect({ data, S }).toEqual({ data: { a: [{ id: 1 }], one: null }, S: 2 });
      expect(errors).toMatchObject([
        {
          message: expect.stringMatching(/^itemsByParent\(where:\)\.or\[.*an operation may have 10 conditions/),
          path: ['one', 'itemsByParent'],
          extensions: { code: 'LIMIT_EXCEEDED' },
        },
      ]);
    }
  });

  it('an array column compared with many arrays counts one condition for each', async () => {
    const gateway = await database.open(few);
    const { errors } = await gateway.run('query ($w: ItemWhere) { items(where: $w) { id } }', {
      variables: { w: { tags: { in: Array.from({ length: 11 }, () => ['a']) } } },
    });
    expect(errors).toMatchObject([{ path: ['items'], extensions: { code: 'LIMIT_EXCEEDED' } }]);
  });

  it('an operation with 32,000 conditions is refused in less than half a second', async () => {
    const gateway = await database.open();
    const query = 'query ($w: ItemWhere) { items(where: $w) { id } }';
    const deep = '{"not":'.repeat(5_000) + '{}' + '}'.repeat(5_000);
    for (const w of [{ or: ids(32_000) }, { and: ids(32_000) }, { or: ids(32_000).map((id) => ({ not: id })) }]) {
      const before = performance.now();
      const { errors, S } = await gateway.run(query, { variables: { w } });
      expect(performance.now() - before).toBeLessThan(500);
      expect({ code: errors[0]?.extensions?.['code'], S }).toEqual({ code: 'LIMIT_EXCEEDED', S: 0 });
    }
    const { errors } = await gateway.run(query, { variables: { w: JSON.parse(deep) } });
    expect(errors).toHaveLength(1);
  });
});

describe('the length of a pattern and of a search', () => {
  const long = 'a'.repeat(1_001);
  const words = Array.from({ length: 101 }, (_, at) => `w${at}`);
  it.each([
    [`{ name: { contains: "${long}" } }`, 'items(where:).name.contains has 1001 characters; a pattern may have 1000.'],
    [
      `{ name: { like: "${'%a'.repeat(501)}" } }`,
      'items(where:).name.like has 1002 characters; a pattern may have 1000.',
    ],
    [`{ name: { startsWithInsensitive: "${long}" } }`, 'has 1001 characters'],
    [`{ doc: { matches: "$.${long}" } }`, 'has 1003 characters'],
    [`{ doc: { at: { path: ["a"], ilike: "${long}" } } }`, 'has 1001 characters'],
    [`{ words: { search: "${words.join(' ')}" } }`, 'items(where:).words.search has 101 words; a search may have 100.'],
    [`{ words: { search: "${words.join('-')}" } }`, 'has 101 words'],
  ])('a pattern or a search that is too long is refused: case %#', async (where, message) => {
    const gateway = await database.open();
    const { errors, S } = await gateway.run(`{ items(where: ${where}) { id } }`);
    expect(S).toBe(0);
    expect(errors).toMatchObject([
      { message: expect.stringContaining(message), path: ['items'], extensions: { code: 'LIMIT_EXCEEDED' } },
    ]);
  });

  it('a text that is compared as a whole may be as long as the request', async () => {
    const gateway = await database.open();
    const variables = { name: 'a'.repeat(100_000) };
    const query = 'query ($name: String) { items(where: { name: { eq: $name } }) { id } }';
    expect(await gateway.run(query, { variables })).toMatchObject({ data: { items: [] }, errors: [] });
  });
});
