/** The schema changes under sessions of programs. They behave as over HTTP as long as nothing has been given out. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FieldsForm, RootForm } from '../../index.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { openPrograms, type RecordedPrograms } from './support.ts';

const TABLES = `
  create domain label as text;
  create table shelves (id int primary key, name text not null, room text);
  create table books (id int primary key, shelf_id int references shelves, title text, pages int);
  insert into shelves values (1, 'A', 'north'), (2, 'B', 'south');
  insert into books values (1, 2, 'One', 100), (2, 2, 'Two', 200);
  insert into books values (0, null, 'Zero', 0);`;

const CONFIG: ConfigOptions = {
  pool: { size: 1, acquireTimeoutMs: 500 },
  entities: {
    Shelf: {
      fields: {
        titles: {
          type: '[String]!',
          requires: ['id'],
          resolve: async (shelf, _args, { loaders }) => {
            const books = Object(await loaders.relation(shelf, 'books', { orderBy: [{ id: 'ASC' }] }));
            return books.map(({ title }: { title: string }) => title);
          },
        },
        place: { type: 'String', requires: ['room'], resolve: ({ room }) => room },
      },
    },
  },
};

const ROOM = { code: 'SCHEMA_CHANGED', message: 'Shelf.room is no longer in the database.' };

let database: TestDatabase;
let programs: RecordedPrograms;
beforeEach(async () => {
  database = await createDatabase([TABLES]);
  programs = await openPrograms(database.url, CONFIG);
});
afterEach(async () => {
  await programs.pool.close();
  await database.drop();
});

function shelves(select: FieldsForm): RootForm {
  return { entity: 'Shelf', orderBy: [{ id: 'ASC' }], select };
}

const BOOKS: FieldsForm = { books: { load: 'selectin', orderBy: [{ id: 'ASC' }], select: { title: true } } };

/** Loads so often that the statements are prepared. */
async function loadOften(selection: RootForm): Promise<void> {
  for (let times = 0; times < 3; times++) {
    await using session = programs.session();
    await session.load(selection);
  }
}

async function collect(selection: RootForm, batchSize: number, seen: object[] = []): Promise<object[]> {
  await using session = programs.session();
  for await (const batch of session.stream(selection, { batchSize })) seen.push(...batch);
  return seen;
}

describe('a load under schema drift', () => {
  it('a load is repeated if its prepared statements no longer fit', async () => {
    await loadOften(shelves({ name: true }));
    await query(database.url, 'alter table shelves alter column name type label');
    await using session = programs.session();
    programs.statements();
    expect(await session.load(shelves({ name: true }))).toEqual([{ name: 'A' }, { name: 'B' }]);
    // The statements are a reading of the catalog, and the list once more.
    expect(programs.statements().map((sql) => sql.includes('pg_attribute'))).toEqual([true, false]);
  });

  it.each<[string, FieldsForm]>([
    ['selected', { name: true, room: true }],
    ['filtered by', { books: { where: { shelf: { room: { eq: 'north' } } }, select: { id: true } } }],
  ])('a load reports the missing column that is %s', async (_, select) => {
    await loadOften(shelves(select));
    await query(database.url, 'alter table shelves drop column room');
    await using session = programs.session();
    await expect(session.load(shelves(select))).rejects.toMatchObject(ROOM);
    expect(await session.load(shelves({ name: true }))).toHaveLength(2);
    expect(programs.pool.pool.idle).toBe(1);
  });

  it('a load reports a missing column that a resolver requires', async () => {
    await query(database.url, 'alter table shelves drop column room');
    await using session = programs.session();
    await expect(session.load(shelves({ place: true }))).rejects.toMatchObject({
      code: 'RESOLVER',
      message: `Shelf.place: ${ROOM.message}`,
      cause: { code: 'SCHEMA_CHANGED' },
    });
  });

  it('a load is repeated for the loads of its resolvers', async () => {
    await loadOften(shelves({ titles: true }));
    await query(database.url, 'alter table books alter column title type label');
    await using session = programs.session();
    expect(await session.load(shelves({ titles: true }))).toEqual([{ titles: [] }, { titles: ['One', 'Two'] }]);
  });

  it('a load in a transaction ends the transaction, and says so', async () => {
    await loadOften(shelves({ name: true }));
    await query(database.url, 'alter table shelves alter column name type label');
    await using session = programs.session();
    await session.transaction(async () => {
      const message = /The database schema has changed .* The transaction has ended with it: begin another one\./;
      await expect(session.load(shelves({ name: true }))).rejects.toThrow(message);
    });
    await session.transaction(async () => expect(await session.load(shelves({ name: true }))).toHaveLength(2));
  });
});

it('a fill reports missing columns, and is otherwise repeated', async () => {
  await using session = programs.session();
  const rows = await session.load(shelves({ id: true }));
  await query(database.url, 'alter table shelves drop column room');
  await expect(session.fill(rows, ['name', 'room'])).rejects.toMatchObject(ROOM);
  await session.fill(rows, ['name']);
  expect(rows).toEqual([
    { id: 1, name: 'A' },
    { id: 2, name: 'B' },
  ]);
});

describe('a stream under schema drift', () => {
  it('a stream starts again if no batch has come yet', async () => {
    const selection = shelves({ id: true, ...BOOKS });
    await collect(selection, 2);
    await query(database.url, 'alter table books alter column title type label');
    const rows = await collect(selection, 2);
    expect(rows).toEqual([
      { id: 1, books: [] },
      { id: 2, books: [{ title: 'One' }, { title: 'Two' }] },
    ]);
  });

  it('a stream reports missing columns before it begins', async () => {
    await query(database.url, 'alter table shelves drop column room');
    await expect(collect(shelves({ room: true }), 1)).rejects.toMatchObject(ROOM);
    expect(programs.pool.pool.idle).toBe(1);
  });

  it('a stream that fails keeps the batches it already returned', async () => {
    const seen: object[] = [];
    await using session = programs.session();
    // No shelf has been loaded when the first book comes.
    const select: FieldsForm = { id: true, shelf: { load: 'selectin', select: { name: true } } };
    const loop = async (): Promise<void> => {
      const books = session.stream({ entity: 'Book', orderBy: [{ id: 'ASC' }], select }, { batchSize: 1 });
      for await (const batch of books) {
        seen.push(...batch);
        await query(database.url, 'alter table shelves drop column name');
      }
    };
    await expect(loop()).rejects.toMatchObject({
      code: 'SCHEMA_CHANGED',
      message: expect.stringMatching(/has changed .* The stream ends here: what it has given stands/),
    });
    expect(seen).toEqual([{ id: 0, shelf: null }]);
    expect(programs.pool.pool.idle).toBe(1);
  });
});
