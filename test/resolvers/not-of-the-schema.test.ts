/**
 * An error is called a schema change only if the schema has changed. Functions of the database may fail over missing
 * things of their own.
 */
import { expect, it } from 'vitest';
import { query } from '../support/database.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(`
  create function lost() returns int language plpgsql as 'begin return nowhere(1); end';
  create function unlike(text, text) returns boolean language plpgsql as 'begin return $1 collate "C" < $2 collate "POSIX"; end';
  create table things (id int primary key, name text);
  insert into things values (1, 'a');
  create view broken as select id, case name when 'a' then lost() end as value from things;
  create view mixed as select id, unlike(name, 'b') as value from things;`);

it.each([
  ['a missing function', '{ brokens { id value } }', /nowhere/],
  ['a clash of two collations', '{ mixeds { id value } }', /collation/],
])('%s is an error of the database and not a schema change', async (_, operation, detail) => {
  const gateway = await database.open();
  for (const load of ['auto', 'joined', 'selectin'] as const) {
    const { errors } = await gateway.run(operation, { load });
    expect(errors.map(({ message, extensions }) => [message, extensions?.['code']])).toEqual([
      ['The database reported an error.', 'INTERNAL'],
    ]);
    expect(errors[0]?.extensions?.['details']).toMatch(detail);
  }
});

it('a missing column is a schema change all the same', async () => {
  const gateway = await database.open();
  await query(database.url, 'alter table things rename column name to title');
  const { errors } = await gateway.run('{ things { id name } }');
  expect(errors.map(({ extensions }) => extensions?.['code'])).toEqual(['SCHEMA_CHANGED']);
});
