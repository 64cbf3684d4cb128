/** Programs over rows whose constraints do not hold: rows are missing, or no key tells them apart. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session, RootForm } from '../../index.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { openPrograms, type RecordedPrograms } from './support.ts';

/** Resolvers get rows of lists, and rows that were found by a key. */
const CONFIG: ConfigOptions = {
  entities: {
    Book: {
      fields: {
        publisherName: {
          type: 'String',
          requires: ['title'],
          resolve: async (book, _args, { loaders }) => {
            const publisher = await loaders.relation(book, 'publisher');
            return (publisher as { name?: string } | null)?.name;
          },
        },
      },
    },
    Publisher: {
      fields: {
        bestseller: {
          type: 'Book',
          requires: ['id'],
          resolve: (publisher, _args, { loaders }) => loaders.book?.byId((publisher as { id: number }).id, ['title']),
        },
        newest: {
          type: 'Book',
          requires: ['id'],
          resolve: async (publisher, _args, { loaders }) => {
            const books = await loaders.relation(publisher, 'books', { orderBy: [{ id: 'DESC' }] });
            return (books as readonly object[])[0];
          },
        },
      },
    },
  },
};

let database: TestDatabase;
let programs: RecordedPrograms;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createDatabase([
    `create table maker (id int primary key, title text);
     create table tool (id int primary key, maker_id int not null references maker, spare_id int references maker);
     create table publisher (id int primary key, name text not null);
     create table book (id int primary key, title text not null, publisher_id int not null references publisher);
     create table audiobook (minutes int) inherits (book);
     insert into publisher values (1, 'P1');
     insert into book values (1, 'B1', 1);
     insert into audiobook values (2, 'A2', 1, 10), (1, 'dup of key 1', 99, 20);
     insert into maker values (1, 'm');
     set session_replication_role = replica;
     insert into tool values (1, 1, 1), (2, 1, 77), (3, 99, null);`,
  ]);
  programs = await openPrograms(database.url);
  gateway = await openGateway(database.url, CONFIG);
});
afterAll(async () => {
  await gateway.close();
  await programs.pool.close();
  await database.drop();
});

const MAKER = { select: { title: true } };
const SPARES = { entity: 'Tool', select: { id: true, spare: MAKER } } satisfies RootForm;
const MAKERS = { entity: 'Tool', select: { id: true, maker: MAKER } } satisfies RootForm;

async function within<Result>(use: (session: Session) => Promise<Result>): Promise<Result> {
  await using session = programs.session();
  return await use(session);
}

async function streamed(selection: RootForm): Promise<object[]> {
  return within(async (session) => (await Array.fromAsync(session.stream(selection, { batchSize: 2 }))).flat());
}

describe('dangling keys', () => {
  const ways = {
    'in a session': (selection: RootForm) => within((session) => session.load(selection)),
    'in a stream': streamed,
  };
  it.each(Object.entries(ways))(
    'a dangling key %s is null where it may be, and is otherwise an error',
    async (_, read) => {
      expect(await read(SPARES)).toEqual([
        { id: 1, spare: { title: 'm' } },
        { id: 2, spare: null },
        { id: 3, spare: null },
      ]);
      await expect(read(MAKERS)).rejects.toThrow(
        'Cannot return null for non-nullable field Tool.maker: its row of Maker is missing.',
      );
    },
  );
});

describe('rows of a table with child tables', () => {
  it('each row of a list is an object of its own, and a row found by key is the same object', async () => {
    await within(async (session) => {
      const books = await session.load({ entity: 'Book', select: { id: true, title: true } });
      const found = await session.loadOne({ entity: 'Book', key: { id: 1 }, select: { title: true } });
      const again = await session.loadOne({ entity: 'Book', key: { id: 1 }, select: { publisherId: true } });
      expect(books).toEqual([
        { id: 1, title: 'B1' },
        { id: 1, title: 'dup of key 1' },
        { id: 2, title: 'A2' },
      ]);
      expect(again).toBe(found);
      expect(found).toEqual({ title: 'B1', publisherId: 1 });
    });
  });

  it('resolvers give rows that were found by key, and load their requirements for rows of lists', async () => {
    const { data, errors } = await gateway.run('{ publishers { bestseller { id title publisher { name } } } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ publishers: [{ bestseller: { id: 1, title: 'B1', publisher: { name: 'P1' } } }] });
  });

  it('a row that no key tells apart is never replaced by another row', async () => {
    const lacking = await gateway.run('{ books { publisherName } }');
    expect(lacking).toMatchObject({ data: { books: [{ publisherName: null }, {}, {}] }, S: 1 });
    expect(lacking.errors).toHaveLength(3);
    const given = await gateway.run('{ publishers { newest { id publisher { name } } } }');
    expect(given).toMatchObject({ errors: [{ path: ['publishers', 0, 'newest'] }], S: 2 });
  });
});
