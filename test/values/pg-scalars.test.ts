import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PG_SCALARS, pgScalar } from '../../schema/catalog/pg-scalars.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase(['create extension citext']);
});
afterAll(() => database.drop());

const own = PG_SCALARS.filter(({ name }) => name !== 'citext');

test('every type has one line', () => {
  expect(new Set(PG_SCALARS.map(({ name }) => name)).size).toBe(PG_SCALARS.length);
});

test('oids are those of PostgreSQL', async () => {
  const rows = await query(
    database.url,
    `select typname::text as name, oid::int, typarray::int as "arrayOid" from pg_type
      where typnamespace = 'pg_catalog'::regnamespace and typname = any($1) order by typname collate "C"`,
    [own.map(({ name }) => name)],
  );
  const expected = own.map(({ name, oid, arrayOid }) => ({ name, oid, arrayOid }));
  expect(rows).toEqual(expected.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
});

describe('what the table promises of a type PostgreSQL does', () => {
  test.each(PG_SCALARS.filter(({ sum, avg, stddev, extreme }) => sum ?? avg ?? stddev ?? extreme))(
    'aggregates of $name are of the types sum: $sum, avg: $avg, stddev: $stddev, min and max: $extreme',
    async ({ name, sum, avg, stddev, extreme }) => {
      const calls = Object.entries({ sum, avg, stddev, min: extreme, max: extreme }).filter(([, type]) => type);
      const given = calls.map(([call]) => `(select typname from pg_type where oid = pg_typeof(${call}(v)))::text`);
      const [row] = await query(
        database.url,
        `select array[${given.join()}] as types from (select null::"${name}" as v) t`,
      );
      expect(row?.['types']).toEqual(calls.map(([, type]) => type));
    },
  );

  test('a type has a btree order exactly if the table has it sorted or ordered', async () => {
    const rows = await query<{ name: string }>(
      database.url,
      `select t.typname::text as name from pg_type t where typname = any($1) and exists (
         select from pg_opclass c join pg_am m on m.oid = c.opcmethod and m.amname = 'btree'
         where c.opcdefault and (c.opcintype = t.oid or (t.typname = 'varchar' and c.opcintype = 'text'::regtype)))`,
      [PG_SCALARS.map(({ name }) => name)],
    );
    const sorted = PG_SCALARS.filter(({ comparison }) => comparison === 'sorted' || comparison === 'ordered');
    expect(new Set(rows.map(({ name }) => name))).toEqual(new Set(sorted.map(({ name }) => name)));
  });
});

test.each([
  [{ kind: 'scalar', schema: 'pg_catalog', name: 'int8' }, 'int8'],
  [{ kind: 'scalar', schema: 'extensions', name: 'citext' }, 'citext'],
  [{ kind: 'scalar', schema: 'public', name: 'int8' }, undefined],
  [{ kind: 'enum', schema: 'pg_catalog', name: 'int8' }, undefined],
  [{ kind: 'scalar', schema: 'pg_catalog', name: 'macaddr' }, undefined],
])('the line of %j is %s', (type, expected) => {
  expect(pgScalar(type)?.name).toBe(expected);
});
