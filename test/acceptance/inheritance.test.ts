import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';

let database: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createDatabase([
    `create table place (id int primary key, name text);
     create table capital (of text) inherits (place);
     create table visit (id int primary key, place_id int references place);
     insert into place values (1, 'village'), (2, 'town');
     insert into capital values (1, 'Paris', 'France'), (3, 'Rome', 'Italy');
     insert into visit values (10, 1), (20, 2), (30, null);`,
  ]);
  gateway = await openGateway(database.url);
});
afterAll(async () => {
  await gateway.close();
  await database.drop();
});

test('a table has the rows of its heirs, as PostgreSQL has it', async () => {
  const { data } = await gateway.run(
    '{ places(orderBy: [{ name: ASC }]) { name } capitals(orderBy: [{ of: ASC }]) { name of } }',
  );
  expect(data).toEqual({
    places: [{ name: 'Paris' }, { name: 'Rome' }, { name: 'town' }, { name: 'village' }],
    capitals: [
      { name: 'Paris', of: 'France' },
      { name: 'Rome', of: 'Italy' },
    ],
  });
});

test('a foreign key leads to the rows of the table itself, though an heir holds an equal key', async () => {
  const text =
    '{ visits { id place { name } } of: visits(where: { place: { name: { ne: "town" } } }, orderBy: [{ place: { name: ASC } }]) { id } }';
  for (const load of ['auto', 'selectin', 'joined'] as const) {
    const { data, errors } = await gateway.run(text, { load });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      visits: [
        { id: 10, place: { name: 'village' } },
        { id: 20, place: { name: 'town' } },
        { id: 30, place: null },
      ],
      of: [{ id: 10 }],
    });
  }
});
