/** JSON of rows holds the selected fields as GraphQL writes them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { openPrograms, type RecordedPrograms } from './support.ts';

const COUNT = 8_000;

let database: TestDatabase;
let programs: RecordedPrograms;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createDatabase([
    `create table link (id int primary key, "toJSON" text, next_id int references link, kind text not null default 'k');
     insert into link select g, null, nullif(g + 1, ${COUNT + 1}) from generate_series(1, ${COUNT}) g;
     create table pair (id int primary key, other_id int references pair, doc jsonb);
     insert into pair values (1, 2, '{"a": [1]}'), (2, 1, null);`,
  ]);
  programs = await openPrograms(database.url);
  gateway = await openGateway(database.url);
});
afterAll(async () => {
  await gateway.close();
  await programs.pool.close();
  await database.drop();
});

const BY_ID = [{ id: 'ASC' }];

describe('the JSON of rows', () => {
  it('the JSON of a chain of 8,000 rows is that of GraphQL, and no deeper', async () => {
    await using session = programs.session();
    const rows = await session.load({
      entity: 'Link',
      orderBy: BY_ID,
      select: { id: true, next: { select: { id: true } } },
    });
    const { data } = await gateway.run('{ links(orderBy: [{ id: ASC }]) { id next { id } } }');
    expect(JSON.parse(JSON.stringify(rows))).toEqual(Object(data).links);
    expect(JSON.stringify(rows).length).toBe(JSON.stringify(Object(data).links).length);
    expect(rows.map((row) => JSON.stringify(row)).join()).toBe(JSON.stringify(rows).slice(1, -1));
  });

  it('the JSON of rows that lead to each other ends', async () => {
    await using session = programs.session();
    const select = { id: true, other: { select: { id: true, other: { select: { id: true } } } } };
    const rows = await session.load({ entity: 'Pair', orderBy: BY_ID, select });
    expect(JSON.stringify(rows[0])).toBe('{"id":1,"other":{"id":2,"other":{"id":1}}}');
    expect(JSON.stringify({ rows })).toBe(
      JSON.stringify({ rows: rows.map((row) => ({ ...Object(JSON.parse(JSON.stringify(row))) })) }),
    );
  });

  it('the JSON of a row has nothing of a later load, and the JSON of a list has its own selection', async () => {
    await using session = programs.session();
    const [first] = await session.load({ entity: 'Pair', orderBy: BY_ID, limit: 1, select: { id: true } });
    const later = await session.load({ entity: 'Pair', orderBy: BY_ID, select: { id: true, doc: true } });
    expect(later[0]).toBe(first);
    expect(JSON.stringify(first)).toBe('{"id":1}');
    expect(JSON.stringify(later)).toBe('[{"id":1,"doc":{"a":[1]}},{"id":2,"doc":null}]');
    const filled = later.slice(0, 1);
    await session.fill(filled, ['otherId']);
    expect(JSON.stringify(first)).toBe('{"id":1,"otherId":2}');
  });

  it('the JSON of pages, of single rows and of detached ones is the same', async () => {
    const session = programs.session();
    const page = await session.connection({
      entity: 'Pair',
      orderBy: BY_ID,
      first: 1,
      select: {
        nodes: { select: { id: true, other: { select: { id: true } } } },
        edges: { select: { node: { select: { id: true, other: { select: { id: true } } } } } },
        totalCount: true,
      },
    });
    const one = await session.loadOne({ entity: 'Pair', key: { id: 2 }, select: { doc: true } });
    await session.close();
    const node = { id: 1, other: { id: 2 } };
    expect(JSON.parse(JSON.stringify(page))).toEqual({ nodes: [node], edges: [{ node }], totalCount: 2 });
    expect(JSON.stringify(one)).toBe('{"doc":null}');
  });

  it('the JSON of batches of a stream is that of the selection', async () => {
    await using session = programs.session();
    const lines: string[] = [];
    const selection = { entity: 'Pair', orderBy: BY_ID, select: { id: true, other: { select: { id: true } } } };
    for await (const batch of session.stream(selection, { batchSize: 2 })) {
      lines.push(...batch.map((row) => JSON.stringify(row)));
    }
    expect(lines).toEqual(['{"id":1,"other":{"id":2}}', '{"id":2,"other":{"id":1}}']);
  });
});
