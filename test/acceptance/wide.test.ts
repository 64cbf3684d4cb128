import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';

const WIDTH = 800;
const columns = Array.from({ length: WIDTH }, (_, index) => `c${index}`);
const all = columns.join(' ');

let database: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createDatabase([
    `create table wide (id int primary key, next_id int references wide, ${columns.map((name) => `${name} int`).join()});
     insert into wide (id, next_id, c0, c${WIDTH - 1}) values (1, null, 10, 11), (2, 1, 20, 21), (3, 2, 30, 31);`,
  ]);
  gateway = await openGateway(database.url);
});
afterAll(async () => {
  await gateway.close();
  await database.drop();
});

test('tables too wide for one statement are read by several', async () => {
  const text = `{ wide(id: 3) { ${all} next { ${all} next { ${all} } } } }`;
  for (const load of ['auto', 'selectin', 'joined'] as const) {
    const { data, errors, S } = await gateway.run(text, { load });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ wide: { c0: 30, next: { c799: 21, next: { c0: 10, c799: 11 } } } });
    expect(S).toBe(3);
  }
});

test('a join of tables too wide for one statement is refused with the reason', async () => {
  const { errors, S } = await gateway.run(`{ wide(id: 3) { ${all} next @load(strategy: JOINED) { ${all} } } }`);
  expect(errors.map(({ message }) => message)).toEqual([
    expect.stringContaining('the statement would have more than 1500 columns'),
  ]);
  expect(S).toBe(0);
});
