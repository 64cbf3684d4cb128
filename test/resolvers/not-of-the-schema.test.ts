/** Only a schema that has changed is called so: what the database's own functions lack, they lack for another reason. */
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
  ['a function that is not there', '{ brokens { id value } }', /nowhere/],
  ['two collations at once', '{ mixeds { id value } }', /collation/],
])('%s is an error of the database, and no change of its schema', async (_, operation, detail) => {
  const gateway = await database.open();
  for (const load of ['auto', 'joined', 'selectin'] as const) {
    const { errors } = await gateway.run(operation, { load });
    expect(errors.map(({ message, extensions }) => [message, extensions?.['code']])).toEqual([
      ['The database reported an error.', 'INTERNAL'],
    ]);
    expect(errors[0]?.extensions?.['details']).toMatch(detail);
  }
});

it('a column that is gone is a change all the same', async () => {
  const gateway = await database.open();
  await query(database.url, 'alter table things rename column name to title');
  const { errors } = await gateway.run('{ things { id name } }');
  expect(errors.map(({ extensions }) => extensions?.['code'])).toEqual(['SCHEMA_CHANGED']);
});
