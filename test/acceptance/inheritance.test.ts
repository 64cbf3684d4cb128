import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';

interface Page {
  readonly nodes: readonly { readonly value: unknown }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string;
    readonly endCursor: string;
  };
}

let database: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createDatabase([
    `create table place (id int primary key, name text);
     create table capital (of text) inherits (place);
     create table visit (id int primary key, place_id int references place);
     insert into place values (1, 'village'), (2, 'town');
     insert into capital values (1, 'Paris', 'France'), (3, 'Rome', 'Italy');
     insert into visit values (10, 1), (20, 2), (30, null);
     create table log (at date, line text) partition by range (at);
     create table log_old partition of log for values from ('2020-01-01') to ('2021-01-01');
     create table log_new partition of log for values from ('2021-01-01') to ('2022-01-01');
     insert into log values ('2020-06-01', 'a'), ('2021-06-01', 'b'), ('2021-06-01', 'b'), ('2021-06-01', 'b'), ('2020-06-01', 'c');
     create table note (line text);
     create table remark () inherits (note);
     insert into note values ('a'), ('b'), ('c');
     insert into remark values ('d'), ('e'), ('f');`,
  ]);
  gateway = await openGateway(database.url);
});
afterAll(async () => {
  await gateway.close();
  await database.drop();
});

test('a table has the rows of its child tables, as in PostgreSQL', async () => {
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

test('a foreign key leads to the rows of the table itself even if a child table holds an equal key', async () => {
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

test('a foreign key does not lead to loaded rows of a child table', async () => {
  const text = '{ places(orderBy: [{ name: DESC }]) { id name } visits(limit: 1) { place { id name } } }';
  for (const load of ['auto', 'selectin', 'joined'] as const) {
    const { data } = await gateway.run(text, { load });
    expect(data).toMatchObject({ visits: [{ place: { id: 1, name: 'village' } }] });
  }
});

describe('pages over tables with child tables', () => {
  const read = async (root: string, arguments_: string, field: string): Promise<Page> => {
    const pageInfo = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
    const { data, errors, S } = await gateway.run(
      `{ page: ${root}Connection(${arguments_}) { nodes { value: ${field} } ${pageInfo} } }`,
    );
    expect(errors).toEqual([]);
    expect(S).toBe(1);
    return (data as { page: Page }).page;
  };

  test.each([
    ['a table with child tables that hold equal keys', 'places', 'name', ['village', 'Paris', 'town', 'Rome']],
    ['a table with child tables and without a key', 'notes', 'line', ['a', 'b', 'c', 'd', 'e', 'f']],
    ['a partitioned table without a key and with equal rows', 'logs', 'line', ['a', 'c', 'b', 'b', 'b']],
  ])('pages of %s omit no row, forward and backward', async (_, root, field, all) => {
    const values = ({ nodes }: Page): unknown[] => nodes.map(({ value }) => value);
    const forward: unknown[] = [];
    for (let page = await read(root, 'first: 2', field); ;) {
      forward.push(...values(page));
      if (!page.pageInfo.hasNextPage) break;
      page = await read(root, `first: 2, after: "${page.pageInfo.endCursor}"`, field);
    }
    const backward: unknown[] = [];
    for (let page = await read(root, 'last: 2', field); ;) {
      backward.unshift(...values(page));
      if (!page.pageInfo.hasPreviousPage) break;
      page = await read(root, `last: 2, before: "${page.pageInfo.startCursor}"`, field);
    }
    expect({ forward, backward }).toEqual({ forward: all, backward: all });
  });
});
