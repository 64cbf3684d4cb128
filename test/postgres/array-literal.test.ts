import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { arrayLiteral } from '../../loaders/values/array-literal.ts';
import type { PostgresDatabase } from '../../loaders/postgres/open-database.ts';
import { createDatabase } from '../support/database.ts';
import { ALONE, call, open, tables, withConnection } from './support.ts';

let database: PostgresDatabase;
let drop: () => Promise<void>;
beforeAll(async () => {
  const created = await createDatabase([]);
  drop = created.drop;
  database = open(created.url);
});
afterAll(async () => {
  await database.close();
  await drop();
});

test.each([
  [[], '{}'],
  [[null], '{NULL}'],
  [['NULL', 'null', ''], '{"NULL","null",""}'],
  [['a,b', '{}', ' x '], '{"a,b","{}"," x "}'],
  [['"', '\\', '\\"'], '{"\\"","\\\\","\\\\\\""}'],
])('the array %j is written %s', (elements, literal) => expect(arrayLiteral(elements)).toBe(literal));

test('PostgreSQL reads back the elements that were written', async () => {
  const special = fc.constantFrom('', 'NULL', 'null', '"', '\\', '{', '}', ',', ' ', '\t', '\n', "'", '$1', 'é', '𝄞');
  const text = fc.string({ unit: fc.oneof(special, fc.string({ unit: 'grapheme', maxLength: 1 })) });
  const element = fc.option(text.filter((value) => !value.includes('\0') && value.isWellFormed()));
  await withConnection(database, (connection) =>
    fc.assert(
      fc.asyncProperty(fc.array(element), async (elements) => {
        const unnest = call('select x from unnest($1::text[]) with ordinality as u(x, n) order by n', [elements]);
        const [rows] = tables(await connection.send([unnest], ALONE));
        expect(rows).toEqual(elements.map((value) => [value]));
      }),
    ),
  );
});

test('an array of 100,000 numbers is one parameter', async () => {
  const keys = Array.from({ length: 100_000 }, (_, index) => `${index}`);
  const sum = call('select count(*), sum(x) from unnest($1::int8[]) as u(x)', [keys]);
  const [rows] = await withConnection(database, async (connection) => tables(await connection.send([sum], ALONE)));
  expect(rows).toEqual([['100000', '4999950000']]);
});
