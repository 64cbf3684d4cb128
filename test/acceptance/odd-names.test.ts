import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { expectInvariants } from '../support/invariants.ts';

const LONG = 'x'.repeat(63);

let database: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createDatabase([
    `create table "\\"; drop table shelf; --" ("a""b" int primary key, "c'd" text, "$1" text, "e\\f" text, "%s" int);
     create table "__proto__" ("constructor" int primary key, "__proto__" text, "toString" text);
     create table "😀" ("🎉" int primary key, "select" text, "${LONG}" text, "a b" int references "😀");
     create table shelf (id int primary key, title text, doc jsonb, tags text[]);
     insert into "\\"; drop table shelf; --" values (1, 'cd', 'one', 'ef', 5);
     insert into "__proto__" values (1, 'p', 's');
     insert into "😀" values (1, 'a', 'long', null), (2, 'b', 'longer', 1);
     insert into shelf values (1, 'plain', '{"a": 1}', '{x}'), (2, 'it''s "odd" \\ %_ $1 {x}', '{"it''s": "$1"}', '{"$1", "''"}');`.replaceAll(
      '\\"',
      '""',
    ),
  ]);
  gateway = await openGateway(database.url);
});
afterAll(async () => {
  await gateway.close();
  await database.drop();
});

describe('tables and columns of any name', () => {
  const cases: [text: string, data: unknown][] = [
    [
      '{ dropTableShelves(where: { cD: { eq: "cd" } }, orderBy: [{ _1: DESC }, { eF: ASC }]) { aB cD _1 eF s } }',
      { dropTableShelves: [{ aB: 1, cD: 'cd', _1: 'one', eF: 'ef', s: 5 }] },
    ],
    [
      '{ protos(where: { proto: { eq: "p" } }, orderBy: [{ toString: ASC }]) { constructor proto toString } }',
      { protos: [{ constructor: 1, proto: 'p', toString: 's' }] },
    ],
    [
      `{ grinnings(where: { aB: { isNull: false } }) { tada select ${LONG} grinningByAB { select grinningsByAB { tada } } } }`,
      {
        grinnings: [
          { tada: 2, select: 'b', [LONG]: 'longer', grinningByAB: { select: 'a', grinningsByAB: [{ tada: 2 }] } },
        ],
      },
    ],
  ];
  it.each(cases)('tables and columns may have any name: %s', async (text, data) => {
    for (const load of ['auto', 'selectin', 'joined'] as const) {
      const result = await gateway.run(text, { load });
      expect([result.data, result.errors]).toEqual([data, []]);
      expectInvariants(result);
    }
    const { written, executed } = await gateway.write(text);
    expect(written).toBe(executed);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['conditions name them', { where: { proto: { eq: 'p' }, not: { toString: { eq: 'x' } } } }],
    ['an order names them', { orderBy: [{ proto: 'DESC' }, { constructor: 'ASC' }] }],
    ['an order without a list names them', { orderBy: { proto: 'DESC' } }],
    ['no condition names them', { where: {}, orderBy: [] }],
  ])('a variable means columns, never members of Object.prototype: %s', async (_, variables) => {
    const text =
      'query ($where: ProtoWhere, $orderBy: [ProtoOrderBy!]) { protos(where: $where, orderBy: $orderBy) { proto } }';
    const { data, errors, S } = await gateway.run(text, { variables });
    expect([data, errors, S]).toEqual([{ protos: [{ proto: 'p' }] }, [], 1]);
    const { written, executed } = await gateway.write(text, { variables });
    expect(written).toBe(executed);
  });
});

test('aliases that agree in their first 63 bytes or are names of Object.prototype keep their own values', async () => {
  const [one, two] = [`${LONG}yyy1`, `${LONG}yyy2`];
  const text = `{ ${one}: shelf(id: 1) { ${one}: title ${two}: id __proto__: id constructor: title } ${two}: shelf(id: 2) { ${one}: id } __proto__: shelf(id: 1) { id } }`;
  const { written, executed } = await gateway.write(text);
  expect(written).toBe(executed);
  expect(executed).toBe(
    `{"data":{"${one}":{"${one}":"plain","${two}":1,"__proto__":1,"constructor":"plain"},"${two}":{"${one}":2},"__proto__":{"id":1}}}`,
  );
});

describe('a selection without columns', () => {
  const cases: [text: string, data: unknown, statements: number][] = [
    ['{ shelves { __typename } }', { shelves: [{ __typename: 'Shelf' }, { __typename: 'Shelf' }] }, 1],
    ['{ shelves { id @skip(if: true) } }', { shelves: [{}, {}] }, 1],
    ['{ shelf(id: 2) { ... @include(if: false) { id title } } }', { shelf: {} }, 1],
    ['{ shelves { ...F } } fragment F on Shelf { id @include(if: false) }', { shelves: [{}, {}] }, 1],
    [
      '{ grinnings { grinningByAB { __typename } } }',
      { grinnings: [{ grinningByAB: null }, { grinningByAB: { __typename: 'Grinning' } }] },
      1,
    ],
    ['{ shelves @skip(if: true) { id } }', {}, 0],
    ['{ __typename }', { __typename: 'Query' }, 0],
  ];
  it.each(cases)('a selection without columns still has its rows: %s', async (text, data, statements) => {
    const result = await gateway.run(text);
    expect([result.data, result.errors, result.S]).toEqual([data, [], statements]);
    const { written, executed } = await gateway.write(text);
    if (written !== null) expect(written).toBe(executed);
  });
});

describe('values of a client in statements', () => {
  const operations: readonly [name: string, text: string][] = [
    ['an operand', 'query ($v: String) { shelves(where: { title: { eq: $v } }) { id } }'],
    ['a list of operands', 'query ($v: String!) { shelves(where: { title: { in: [$v, "plain"] } }) { id } }'],
    ['a pattern', 'query ($v: String) { shelves(where: { title: { like: $v } }) { id } }'],
    ['a part of a text', 'query ($v: String) { shelves(where: { title: { containsInsensitive: $v } }) { id } }'],
    ['a key of a document', 'query ($v: String) { shelves(where: { doc: { hasKey: $v } }) { id } }'],
    ['a document', 'query ($v: JSON) { shelves(where: { doc: { contains: { k: $v } } }) { id } }'],
    ['an element', 'query ($v: String) { shelves(where: { tags: { has: $v } }) { id } }'],
    ['an array', 'query ($v: String) { shelves(where: { tags: { hasSome: [$v] } }) { id } }'],
    [
      'a condition of groups',
      'query ($v: String) { shelvesAggregate { groups(by: [{ title: true }], having: { keys: { title: { eq: $v } } }) { count } } }',
    ],
  ];
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc
      .array(
        fc.constantFrom("'", '"', '\\', '$1', '--', '/*', ';', '%', '_', '{', '}', '\0', ' or 1=1', '😀', '\ud800'),
        {
          maxLength: 8,
        },
      )
      .map((parts) => parts.join('')),
  );

  it.each(operations)('a value of a client never becomes part of a statement: %s', async (_name, text) => {
    const statements = new Set<string>();
    const property = fc.asyncProperty(hostile, async (value) => {
      const { data, errors, statements: sent } = await gateway.run(text, { variables: { v: value } });
      for (const { sql } of sent) statements.add(sql);
      for (const { extensions } of errors) expect(extensions?.['code']).toBe('BAD_USER_INPUT');
      if (errors.length === 0) expect(data).not.toBeNull();
    });
    await fc.assert(property, { numRuns: 60 });
    expect(statements.size).toBe(1);
  });

  it('a cursor of a client never becomes part of a statement, but is refused', async () => {
    const text = 'query ($v: String) { shelvesConnection(first: 1, after: $v) { nodes { id } } }';
    const encoded = fc.oneof(
      hostile,
      hostile.map((value) => Buffer.from(JSON.stringify([value])).toString('base64url')),
    );
    const property = fc.asyncProperty(encoded, async (value) => {
      const { errors, S } = await gateway.run(text, { variables: { v: value } });
      expect([errors.map(({ extensions }) => extensions?.['code']), S]).toEqual([['BAD_USER_INPUT'], 0]);
    });
    await fc.assert(property, { numRuns: 100 });
  });

  it('the tables are unchanged after hostile values', async () => {
    expect(await query(database.url, 'select id from shelf order by id')).toEqual([{ id: 1 }, { id: 2 }]);
  });
});
