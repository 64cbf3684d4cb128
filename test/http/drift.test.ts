import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { createErrorLog } from '../../server/boot/log.ts';
import { passTime } from '../support/clock.ts';
import { createDatabase, query } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { openWay } from './both-ways.ts';
import type { Way } from './both-ways.ts';

const TABLES = `
  create domain label as text;
  create table shelf (id int primary key, name text not null, room text, sign label, state kinds.state default 'full');
  create table book (id int primary key, shelf_id int references shelf, title varchar(20), pages int, isbn text unique);
  create table loan (book_id int references book, shelf_id int references shelf, primary key (book_id, shelf_id));
  insert into shelf values (1, 'A', 'north', 's');
  insert into book values (1, 1, 'One', 100, 'x'), (2, 1, 'Two', 200, 'y');
  insert into loan values (1, 1);`;

describe.each([
  ['the fast lane', true],
  ['Yoga', false],
] as const)('a schema that changes under the running gateway, through %s', (_name, fastLane) => {
  let database: TestDatabase;
  let way: Way;
  beforeAll(async () => {
    // The label stays added, so its type lies in another schema than the one that each test creates anew.
    database = await createDatabase([`create schema kinds; create type kinds.state as enum ('full');`, TABLES]);
    way = await openWay(database.url, fastLane, { pool: { size: 3 } });
  });
  beforeEach(async () => {
    passTime(1000);
    for (const sql of ['drop schema public cascade', 'create schema public', TABLES]) await query(database.url, sql);
    way.logged.splice(0);
  });
  afterAll(async () => {
    await way.close();
    await database.drop();
  });

  const ask = async (text: string) => {
    const response = await fetch(way.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: text }),
    });
    return response.json();
  };
  /** Asks on all connections, so that every one has the statement prepared. */
  const askOften = (text: string) => Promise.all(Array.from({ length: 12 }, () => ask(text)));

  const changed = (message: string, path: unknown[]) =>
    expect.objectContaining({ message, path, extensions: expect.objectContaining({ code: 'SCHEMA_CHANGED' }) });
  const ROOM = 'Shelf.room is no longer in the database.';
  const PAGES = 'Book.pages has another type in the database now.';

  const cases: [string, string, string, unknown, unknown[]][] = [
    [
      'a dropped column fails alone, and other columns and root fields answer',
      '{ shelf(id: 1) { name room books { title } } book(id: 2) { title } }',
      'alter table shelf drop column room',
      { shelf: { name: 'A', room: null, books: [{ title: 'One' }, { title: 'Two' }] }, book: { title: 'Two' } },
      [changed(ROOM, ['shelf', 'room'])],
    ],
    [
      'a renamed column counts as dropped',
      '{ book(id: 1) { id shelf { name room } } }',
      'alter table shelf rename room to place',
      { book: { id: 1, shelf: { name: 'A', room: null } } },
      [changed(ROOM, ['book', 'shelf', 'room'])],
    ],
    [
      'a dropped column in a filter fails the filtered field',
      '{ shelf(id: 1) { id } filtered: bookByIsbn(isbn: "x") { shelf { books(where: { shelf: { room: { eq: "north" } } }) { id } } } }',
      'alter table shelf drop column room',
      { shelf: { id: 1 }, filtered: { shelf: null } },
      [changed(ROOM, ['filtered', 'shelf', 'books'])],
    ],
    [
      'a dropped column in an order fails the ordered field',
      '{ shelf(id: 1) { id booksConnection(orderBy: [{ pages: ASC }]) { nodes { id } } } book(id: 1) { id } }',
      'alter table book drop column pages',
      { shelf: null, book: { id: 1 } },
      [changed('Book.pages is no longer in the database.', ['shelf', 'booksConnection'])],
    ],
    [
      'a dropped column of a relation fails the relation',
      '{ book(id: 1) { title shelf { name } } shelf(id: 1) { name } }',
      'alter table book drop column shelf_id',
      { book: { title: 'One', shelf: null }, shelf: { name: 'A' } },
      [changed('Book.shelfId is no longer in the database.', ['book', 'shelf'])],
    ],
    [
      'a dropped table fails every field that reads it',
      '{ shelf(id: 1) { name } book(id: 1) { title shelf { name } } }',
      'drop table shelf cascade',
      { shelf: null, book: { title: 'One', shelf: null } },
      [
        changed('The table of Shelf is no longer in the database.', ['shelf']),
        changed('The table of Shelf is no longer in the database.', ['book', 'shelf']),
      ],
    ],
    [
      'a dropped column fails only its aggregates',
      '{ shelf(id: 1) { id booksAggregate { count sum { pages } max { title pages } } } }',
      'alter table book drop column pages',
      { shelf: { id: 1, booksAggregate: { count: 2, sum: { pages: null }, max: { title: 'Two', pages: null } } } },
      [
        changed('Book.pages is no longer in the database.', ['shelf', 'booksAggregate', 'sum', 'pages']),
        changed('Book.pages is no longer in the database.', ['shelf', 'booksAggregate', 'max', 'pages']),
      ],
    ],
    [
      'an aggregate of a column with a changed type fails, whatever its result',
      '{ shelf(id: 1) { id booksAggregate { max { pages } } } }',
      `alter table book alter pages type text using '"},'`,
      { shelf: { id: 1, booksAggregate: { max: { pages: null } } } },
      [changed(PAGES, ['shelf', 'booksAggregate', 'max', 'pages'])],
    ],
    [
      'a column with a changed type fails, whatever its values',
      '{ book(id: 1) { title pages } }',
      `alter table book alter pages type text using 'a "quoted" text'`,
      { book: { title: 'One', pages: null } },
      [changed(PAGES, ['book', 'pages'])],
    ],
    [
      'a column with a wider type of the same family fails, because values may not fit',
      '{ book(id: 1) { title pages } }',
      'alter table book alter pages type bigint',
      { book: { title: 'One', pages: null } },
      [changed(PAGES, ['book', 'pages'])],
    ],
    [
      'a dropped junction fails the relations through it',
      '{ book(id: 1) { title } loans: book(id: 1) { loans { shelfId } } far: book(id: 1) { id shelves { id } } }',
      'drop table loan',
      { book: { title: 'One' }, loans: null, far: null },
      [
        changed('The table of Loan is no longer in the database.', ['loans', 'loans']),
        changed('The table of Loan is no longer in the database.', ['far', 'shelves']),
      ],
    ],
    [
      'a change that leaves the type as it is changes no answer',
      '{ book(id: 1) { title } shelf(id: 1) { sign name } }',
      'alter table book alter title type varchar(30); alter table shelf alter name type varchar(9) using name; alter table shelf alter name type text; alter table shelf alter sign type text',
      { book: { title: 'One' }, shelf: { sign: 's', name: 'A' } },
      [],
    ],
  ];
  it.each(cases)('%s', async (_rule, text, change, data, errors) => {
    expect((await ask(text)).errors).toBeUndefined();
    await askOften(text);
    await query(database.url, change);
    for (const answer of await askOften(text)) {
      expect([answer.data, answer.errors ?? []]).toEqual([data, errors]);
    }
  });

  it('a column with a changed type fails on a connection that has never read it', async () => {
    await query(database.url, `alter table book alter pages type text using '"},'`);
    const answer = await ask('{ book(id: 2) { pages title } }');
    expect(answer).toEqual({
      data: { book: { pages: null, title: 'Two' } },
      errors: [changed(PAGES, ['book', 'pages'])],
    });
  });

  it('an unknown label of an enum is an error of its field, and is logged', async () => {
    await query(database.url, `alter type kinds.state add value if not exists 'empty'`);
    await query(database.url, `update shelf set state = 'empty'`);
    const answer = await ask('{ shelf(id: 1) { name state } book(id: 1) { shelf { state } } }');
    const message = '"empty" was added to state after the gateway read the schema.';
    expect(answer).toEqual({
      data: { shelf: { name: 'A', state: null }, book: { shelf: { state: null } } },
      errors: [changed(message, ['shelf', 'state']), changed(message, ['book', 'shelf', 'state'])],
    });
    expect(way.logged).not.toEqual([]);
  });

  it('a null in a column that was NOT NULL is an error of its field and spreads as GraphQL demands', async () => {
    await query(database.url, 'alter table shelf alter name drop not null; update shelf set name = null');
    const { data, errors } = await ask('{ shelf(id: 1) { id name } book(id: 1) { title } }');
    expect(data).toEqual({ shelf: null, book: { title: 'One' } });
    expect(errors).toMatchObject([
      { message: 'Cannot return null for non-nullable field Shelf.name.', path: ['shelf', 'name'] },
    ]);
  });

  it('a column that comes back is read again', async () => {
    await query(database.url, 'alter table shelf drop column room');
    expect((await ask('{ shelf(id: 1) { room } }')).data).toEqual({ shelf: { room: null } });
    await query(database.url, `alter table shelf add column room text default 'south'`);
    expect(await ask('{ shelf(id: 1) { room } }')).toEqual({ data: { shelf: { room: 'south' } } });
  });

  it('the log says which column is gone, and that a reload reads the schema again', async () => {
    await query(database.url, 'alter table shelf drop column room');
    await ask('{ shelf(id: 1) { room } }');
    const lines: string[] = [];
    const log = createErrorLog(pino({}, { write: (line: string) => lines.push(line) }));
    for (const error of way.logged) log(error);
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
      'Shelf.room is no longer in the database. Reload the schema (SIGHUP, gateway.reload()) or restart the gateway.',
    ]);
  });
});
