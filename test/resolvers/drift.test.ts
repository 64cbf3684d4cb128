import { describe, expect, it } from 'vitest';
import type { LoadedRow, ResolverContext } from '../../schema/config/added/resolver-context.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { useChangingDatabase } from '../support/changing-database.ts';
import { query } from '../support/database.ts';

const TABLES = `
  create table shelf (id int primary key, name text, room text);
  create table book (id int primary key, shelf_id int references shelf, title text, pages int);
  insert into shelf values (1, 'A', 'north');
  insert into book values (1, 1, 'One', 100), (2, 1, 'Two', 200);`;

type Resolve = (row: Readonly<Record<string, unknown>>, args: object, context: ResolverContext) => unknown;

function field(type: string, requires: readonly string[], resolve: Resolve) {
  return { type, requires, resolve };
}

const isRow = (loaded: LoadedRow | readonly LoadedRow[] | null): loaded is LoadedRow =>
  loaded !== null && !Array.isArray(loaded);

const CONFIG: ConfigOptions = {
  entities: {
    Book: {
      fields: {
        shelfName: field('String', ['id'], async (book, _args, { loaders }) => {
          const shelf = await loaders.relation(book, 'shelf');
          return isRow(shelf) ? shelf.name : null;
        }),
        shelfRoom: field('String', ['shelfId'], async ({ shelfId }, _args, { loaders }) => {
          return (await loaders.shelf?.byId(shelfId))?.room;
        }),
        place: field('Shelf', ['shelfId'], ({ shelfId }) => ({ id: shelfId })),
      },
    },
    Shelf: {
      fields: {
        titles: field('[String]', ['id'], async ({ id }, _args, { loaders }) => {
          return (await loaders.book?.by({ shelfId: id }, { orderBy: [{ id: 'ASC' }] }))?.map(({ title }) => title);
        }),
      },
    },
  },
};

describe('columns dropped while an operation is answered', () => {
  const database = useChangingDatabase(TABLES, CONFIG);

  /** Returns the data and errors of every way to answer, which must be equal. */
  const answer = async (text: string): Promise<unknown> => {
    const { data, errors } = await database.gateway.run(text);
    const { written, executed } = await database.gateway.write(text);
    expect(JSON.parse(written ?? executed)).toEqual(JSON.parse(executed));
    expect(JSON.parse(executed).data).toEqual(data);
    const said = errors.map(({ message, path, extensions }) => [message, path, extensions?.['code']]);
    // The awaits of resolvers end in any order.
    return { data, errors: said.sort((a, b) => (String(a) < String(b) ? -1 : 1)) };
  };
  const gone = (name: string, ...path: unknown[]) => [`${name} is no longer in the database.`, path, 'SCHEMA_CHANGED'];

  describe.each(['JOINED', 'SELECTIN', 'LAZY'])('columns dropped under the strategy %s', (strategy) => {
    const load = `@load(strategy: ${strategy})`;
    const cases: [rule: string, text: string, drop: string, data: unknown, errors: unknown[]][] = [
      [
        'a column of a to-one fails alone',
        `{ book(id: 1) { title shelf ${load} { name room } } }`,
        'alter table shelf drop column room',
        { book: { title: 'One', shelf: { name: 'A', room: null } } },
        [gone('Shelf.room', 'book', 'shelf', 'room')],
      ],
      [
        'a column of a list fails alone',
        `{ shelf(id: 1) { name books ${load} { title pages } } }`,
        'alter table book drop column pages',
        {
          shelf: {
            name: 'A',
            books: [
              { title: 'One', pages: null },
              { title: 'Two', pages: null },
            ],
          },
        },
        [gone('Book.pages', 'shelf', 'books', 0, 'pages'), gone('Book.pages', 'shelf', 'books', 1, 'pages')],
      ],
      [
        'a column below two relations fails alone',
        `{ shelf(id: 1) { books ${load} { title shelf ${load} { name room } } } }`,
        'alter table shelf drop column room',
        { shelf: { books: ['One', 'Two'].map((title) => ({ title, shelf: { name: 'A', room: null } })) } },
        [0, 1].map((index) => gone('Shelf.room', 'shelf', 'books', index, 'shelf', 'room')),
      ],
      [
        'a dropped table fails the relation that leads to it',
        `{ book(id: 1) { title shelf ${load} { name } } }`,
        'drop table shelf cascade',
        { book: { title: 'One', shelf: null } },
        [gone('The table of Shelf', 'book', 'shelf')],
      ],
    ];
    it.each(cases)('%s', async (_rule, text, drop, data, errors) => {
      expect(await answer(text)).toMatchObject({ errors: [] });
      await query(database.url, drop);
      expect(await answer(text)).toEqual({ data, errors });
    });
  });

  const loads: [rule: string, text: string, drop: string, data: unknown, errors: unknown[]][] = [
    [
      'a resolver that does not read the missing column is unaffected',
      '{ book(id: 1) { title shelfName } shelf(id: 1) { titles } }',
      'alter table shelf drop column room; alter table book drop column pages',
      { book: { title: 'One', shelfName: 'A' }, shelf: { titles: ['One', 'Two'] } },
      [],
    ],
    [
      'a resolver that reads the missing column of a row that it loads fails alone',
      '{ book(id: 1) { title shelfName shelfRoom } }',
      'alter table shelf drop column room',
      { book: { title: 'One', shelfName: 'A', shelfRoom: null } },
      [gone('Shelf.room', 'book', 'shelfRoom')],
    ],
    [
      'a load along a missing column fails alone, whether or not the row holds its own side',
      '{ book(id: 1) { title shelfName } shelf(id: 1) { name titles } }',
      'alter table book drop column shelf_id',
      { book: { title: 'One', shelfName: null }, shelf: { name: 'A', titles: null } },
      [gone('Book.shelfId', 'book', 'shelfName'), gone('Book.shelfId', 'shelf', 'titles')],
    ],
    [
      'a missing column of a row that a resolver gives fails alone',
      '{ book(id: 1) { title place { name room } } }',
      'alter table shelf drop column room',
      { book: { title: 'One', place: { name: 'A', room: null } } },
      [gone('Shelf.room', 'book', 'place', 'room')],
    ],
    [
      'rows of a dropped table that a resolver gives fail at their field',
      '{ book(id: 1) { title place { name } } }',
      'drop table shelf cascade',
      { book: { title: 'One', place: null } },
      [gone('The table of Shelf', 'book', 'place')],
    ],
  ];
  it.each(loads)('%s', async (_rule, text, drop, data, errors) => {
    expect(await answer(text)).toMatchObject({ errors: [] });
    await query(database.url, drop);
    expect(await answer(text)).toEqual({ data, errors });
  });
});
