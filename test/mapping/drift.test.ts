import { describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { passTime } from '../support/clock.ts';
import { useChangingDatabase } from '../support/changing-database.ts';
import { query } from '../support/database.ts';
import type { Load } from '../support/gateway.ts';

const TABLES = `
  create table shelf (id int primary key, name text, room text, height int);
  create table book (id int primary key, shelf_id int references shelf, title text, pages int, hidden boolean not null default false);
  create table note (id int primary key, book_id int references book, body text);
  create function tallest(n int) returns setof shelf language sql stable as 'select * from shelf order by height desc limit n';
  create function summed(a int, b int) returns int language sql immutable as 'select a + b';
  create function doubled(shelf) returns int language sql stable as 'select $1.height * 2';
  insert into shelf values (1, 'A', 'north', 10), (2, 'B', 'south', 20);
  insert into book values (1, 1, 'One', 100, false), (2, 1, 'Two', 200, false), (3, 2, 'Three', 300, true);
  insert into note values (1, 1, 'n'), (2, 3, 'm');`;

const CONFIG: ConfigOptions = {
  functions: { tallest: { function: 'tallest' }, sum: { function: 'summed' } },
  entities: {
    Shelf: {
      fields: {
        tall: { sql: '{row}.height + 1', type: 'int4' },
        times: { sql: '{row}.height * {arg.by}', type: 'int4', args: { by: 'int4' } },
        place: { window: 'rank() over (order by {row}.height)' },
        doubled: { function: 'doubled' },
        width: { sql: '{row}.height' },
      },
      relations: {
        heavy: { target: 'Book', on: '{source}.id = {target}.shelf_id and {target}.pages > 150' },
        long: { target: 'Book', on: [['id', 'shelf_id']], where: { pages: { gt: 150 } } },
        longest: { target: 'Book', on: [['id', 'shelf_id']], kind: 'one', orderBy: [{ pages: 'DESC' }] },
        sorted: { target: 'Book', on: [['id', 'shelf_id']], orderBy: [{ pages: 'DESC' }] },
      },
    },
    Book: { policy: { hidden: { eq: false } } },
  },
};

const LOADS: readonly Load[] = ['auto', 'selectin', 'joined', 'derived'];
const COMPUTED = 'its SQL no longer fits the database.';
const CONFIGURED = 'its configuration no longer fits the database.';
const POLICY = 'Book cannot be read: its policy no longer fits the database.';
const DROP_HEIGHT = 'alter table shelf drop column height';
const DROP_PAGES = 'alter table book drop column pages';
const DROP_HIDDEN = 'alter table book drop column hidden';

describe('configured parts that no longer fit the database', () => {
  const database = useChangingDatabase(TABLES, CONFIG);

  const cases: [rule: string, text: string, change: string, data: unknown, errors: [string, ...unknown[]][]][] = [
    [
      'a computed column fails alone',
      '{ shelf(id: 1) { name tall } }',
      DROP_HEIGHT,
      { shelf: { name: 'A', tall: null } },
      [[`Shelf.tall cannot be computed: ${COMPUTED}`, 'shelf', 'tall']],
    ],
    [
      'a computed column with arguments fails alone, at each use',
      '{ shelf(id: 1) { name twice: times(by: 2) thrice: times(by: 3) } }',
      DROP_HEIGHT,
      { shelf: { name: 'A', twice: null, thrice: null } },
      [
        [`Shelf.times cannot be computed: ${COMPUTED}`, 'shelf', 'twice'],
        [`Shelf.times cannot be computed: ${COMPUTED}`, 'shelf', 'thrice'],
      ],
    ],
    [
      'a window value fails alone',
      '{ shelves(limit: 1) { name place } }',
      DROP_HEIGHT,
      { shelves: [{ name: 'A', place: null }] },
      [[`Shelf.place cannot be computed: ${COMPUTED}`, 'shelves', 0, 'place']],
    ],
    [
      'a dropped function fails alone',
      '{ shelf(id: 1) { name tall doubled } }',
      'drop function doubled(shelf)',
      { shelf: { name: 'A', tall: 11, doubled: null } },
      [[`Shelf.doubled cannot be computed: ${COMPUTED}`, 'shelf', 'doubled']],
    ],
    [
      'a computed column of a changed type fails alone',
      '{ shelf(id: 1) { name width } }',
      `drop function doubled(shelf); alter table shelf alter height type text using '"'`,
      { shelf: { name: 'A', width: null } },
      [[`Shelf.width cannot be computed: ${COMPUTED}`, 'shelf', 'width']],
    ],
    [
      'a computed column in a filter or an order fails the field',
      '{ shelf(id: 1) { name } filtered: book(id: 1) { shelf { books(where: { shelf: { tall: { gt: 1 } } }) { id } } } sorted: shelf(id: 1) { books(orderBy: [{ shelf: { tall: ASC } }]) { id } } }',
      DROP_HEIGHT,
      { shelf: { name: 'A' }, filtered: { shelf: null }, sorted: null },
      [
        [`Shelf.tall cannot be computed: ${COMPUTED}`, 'filtered', 'shelf', 'books'],
        [`Shelf.tall cannot be computed: ${COMPUTED}`, 'sorted', 'books'],
      ],
    ],
    [
      'a computed column fails only its aggregates',
      '{ shelvesAggregate { count max { name tall } } }',
      DROP_HEIGHT,
      { shelvesAggregate: { count: 2, max: { name: 'B', tall: null } } },
      [[`Shelf.tall cannot be computed: ${COMPUTED}`, 'shelvesAggregate', 'max', 'tall']],
    ],
    [
      'a root field whose function is dropped fails alone',
      '{ shelf(id: 1) { name } sum(a: 1, b: 2) }',
      'drop function summed(int, int)',
      { shelf: { name: 'A' }, sum: null },
      [['sum cannot be called: its function no longer fits the database.', 'sum']],
    ],
    [
      'rows of a function are answered while something else is missing',
      '{ tallest(n: 1) { name doubled } sum(a: 1, b: 2) }',
      'drop function doubled(shelf)',
      { tallest: [{ name: 'B', doubled: null }], sum: 3 },
      [[`Shelf.doubled cannot be computed: ${COMPUTED}`, 'tallest', 0, 'doubled']],
    ],
    [
      'a relation by an SQL condition fails alone',
      '{ book(id: 1) { title } shelf(id: 1) { name heavy { id } } }',
      DROP_PAGES,
      { book: { title: 'One' }, shelf: null },
      [[`Shelf.heavy cannot be read: ${CONFIGURED}`, 'shelf', 'heavy']],
    ],
    [
      'a relation with criteria fails alone, and so do conditions along it',
      '{ book(id: 1) { title } shelf(id: 1) { longConnection { nodes { id } } } filtered: shelf(id: 1) { books(where: { shelf: { long: { some: { id: { gt: 0 } } } } }) { id } } }',
      DROP_PAGES,
      { book: { title: 'One' }, shelf: null, filtered: null },
      [
        [`Shelf.long cannot be read: ${CONFIGURED}`, 'shelf', 'longConnection'],
        [`Shelf.long cannot be read: ${CONFIGURED}`, 'filtered', 'books'],
      ],
    ],
    [
      'a relation to the first of many rows fails alone, and so does an order by it',
      '{ shelf(id: 1) { name longest { title } } sorted: shelf(id: 1) { books(orderBy: [{ shelf: { longest: { title: ASC } } }]) { id } } }',
      DROP_PAGES,
      { shelf: { name: 'A', longest: null }, sorted: null },
      [
        [`Shelf.longest cannot be read: ${CONFIGURED}`, 'shelf', 'longest'],
        [`Shelf.longest cannot be read: ${CONFIGURED}`, 'sorted', 'books'],
      ],
    ],
    [
      'a configured order fails its list, and lists with an order of their own are answered',
      '{ shelf(id: 1) { own: sorted(orderBy: [{ id: DESC }]) { id } } bad: shelf(id: 1) { sorted { id } } }',
      DROP_PAGES,
      { shelf: { own: [{ id: 2 }, { id: 1 }] }, bad: null },
      [['Book.pages is no longer in the database.', 'bad', 'sorted']],
    ],
    [
      'a policy that cannot be evaluated hides all rows on every way to them',
      '{ shelf(id: 1) { name } book(id: 3) { title } one: shelf(id: 2) { books { title } } two: shelf(id: 2) { booksAggregate { count } } note(id: 2) { body book { title } } filtered: book(id: 1) { shelf { books(where: { shelf: { books: { some: { id: { gt: 0 } } } } }) { id } } } counted: shelf(id: 2) { heavy { id } } }',
      DROP_HIDDEN,
      {
        shelf: { name: 'A' },
        book: null,
        one: null,
        two: null,
        note: { body: 'm', book: null },
        filtered: null,
        counted: null,
      },
      [
        [POLICY, 'book'],
        [POLICY, 'counted', 'heavy'],
        [POLICY, 'filtered'],
        [POLICY, 'note', 'book'],
        [POLICY, 'one', 'books'],
        [POLICY, 'two', 'booksAggregate'],
      ],
    ],
    [
      'a relation by an SQL condition over a column of another type fails alone',
      '{ shelf(id: 1) { name heavy { id } } }',
      `alter table book alter pages type text using 'x'`,
      { shelf: null },
      [[`Shelf.heavy cannot be read: ${CONFIGURED}`, 'shelf', 'heavy']],
    ],
    [
      'a policy over a column of another type hides all rows',
      '{ shelf(id: 1) { name } book(id: 3) { title } }',
      'alter table book alter hidden drop default, alter hidden type int using 0',
      { shelf: { name: 'A' }, book: null },
      [[POLICY, 'book']],
    ],
    [
      'a policy that cannot be evaluated hides a root list',
      '{ books { __typename } }',
      DROP_HIDDEN,
      null,
      [[POLICY, 'books']],
    ],
    [
      'a policy that cannot be evaluated hides a count',
      '{ booksAggregate { count } }',
      DROP_HIDDEN,
      null,
      [[POLICY, 'booksAggregate']],
    ],
  ];
  it.each(cases)('%s', async (_rule, text, change, data, errors) => {
    expect((await database.gateway.run(text)).errors).toEqual([]);
    await query(database.url, change);
    for (const load of LOADS) {
      const { written, executed } = await database.gateway.write(text, { load });
      expect(written ?? executed).toEqual(executed);
      const answer = await database.gateway.run(text, { load });
      expect(JSON.parse(executed).data).toEqual(answer.data);
      const said = answer.errors.map(({ message, path, extensions }) => [message, path, extensions?.['code']]);
      expect(answer.data).toEqual(data);
      expect(said.sort()).toEqual(errors.map(([message, ...path]) => [message, path, 'SCHEMA_CHANGED']).sort());
    }
  });

  it('one check of the database serves all requests of a second, and a request that needs more checks again', async () => {
    const isAsked = async (text: string) => {
      const { statements, errors } = await database.gateway.run(text);
      expect(errors).toHaveLength(1);
      return statements.some(({ sql }) => sql.includes('pg_attribute'));
    };
    const [tall, heavy] = ['{ shelf(id: 1) { name tall } }', '{ shelf(id: 1) { heavy { id } } }'];
    await query(database.url, DROP_HEIGHT);
    expect([await isAsked(tall), await isAsked(tall)]).toEqual([true, false]);
    await query(database.url, DROP_PAGES);
    expect([await isAsked(heavy), await isAsked(heavy), await isAsked(tall)]).toEqual([true, false, false]);
    passTime(1000);
    expect(await isAsked(tall)).toBe(true);
  });
});
