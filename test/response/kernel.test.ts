import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldShape, SelectNode } from '../../loaders/plan/read/select-plan.ts';
import { codecFor } from '../../loaders/values/codecs.ts';
import type { CompiledPlan } from '../../loaders/sql/read/compiled-plan.ts';
import { LoadResult } from '../../loaders/session/load-result.ts';
import type { RowBlock } from '../../loaders/rows/row-block.ts';
import { NodeRows } from '../../loaders/rows/node-rows.ts';
import { KERNEL_CODE } from '../../resolvers/response/kernel-code.ts';
import { kernelFor } from '../../resolvers/response/kernel.ts';
import { compileWriter } from '../../resolvers/response/writer.ts';
import type { Column, EnumType, PgType } from '../../schema/model/model.ts';
import { compileKernel } from '../../scripts/compile-kernel.ts';
import { block, type Row } from '../support/rows.ts';

const MOOD: PgType = {
  kind: 'enum',
  oid: 1,
  schema: 'public',
  enum: { values: ['sad', 'so so', 'happy'].map((label, at) => ({ label, name: `M${at}` })) } as unknown as EnumType,
} as PgType;

/** Texts as PostgreSQL prints them, including odd ones. */
const VALUES: readonly { readonly type: PgType; readonly texts: fc.Arbitrary<string> }[] = [
  { type: scalar('int4'), texts: fc.integer().map(String) },
  { type: scalar('int8'), texts: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String) },
  { type: scalar('numeric'), texts: fc.constantFrom('0', '-1.50', 'NaN', '123456789012345678901234567890.5') },
  { type: scalar('text'), texts: fc.string({ unit: 'grapheme', maxLength: 70 }) },
  {
    type: scalar('text'),
    texts: fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\u0001', '\u001f', 'ü', '\u007f') }),
  },
  { type: scalar('bool'), texts: fc.constantFrom('t', 'f') },
  {
    type: scalar('float8'),
    texts: fc.constantFrom('0', '-0', '-0.5', '1.5', '-12.25', '1e+30', '1e-07'),
  },
  { type: scalar('date'), texts: fc.constantFrom('2024-02-29', 'infinity', '0044-03-15 BC', '10000-01-01') },
  {
    type: scalar('timestamptz'),
    texts: fc.constantFrom(
      '2024-02-29 12:00:00+00',
      '2024-02-29 12:00:00.000001+00',
      '2024-02-29 23:30:00.5-05',
      '2024-03-01 00:30:00+01',
      '2023-12-31 18:15:00-05:45',
      '2024-01-01 05:29:59.999999+05:30',
      '2100-03-01 00:00:00+14',
      '2000-02-28 12:00:00-12',
      '1883-11-18 11:56:02-07:52:58',
      '1971-12-31 23:59:59-00:44:30',
      '9999-12-31 23:59:59-01',
      '10000-01-01 00:30:00+01',
      '0001-01-01 00:30:00+01',
      '0001-12-31 23:30:00-01 BC',
      '294277-01-01 13:00:00+14',
      '-infinity',
      '0044-03-15 12:00:00+00 BC',
    ),
  },
  { type: scalar('timestamp'), texts: fc.constantFrom('2024-02-29 12:00:00', 'infinity', '10000-01-01 00:00:00.5') },
  { type: scalar('jsonb'), texts: fc.constantFrom('{"a": [1, "b c"]}', '{"1": 2, "a": 3}', 'null') },
  { type: MOOD, texts: fc.constantFrom('sad', 'so so', 'happy') },
];

const COLUMNS: readonly Column[] = VALUES.map(
  ({ type }, index) => ({ name: `c${index}`, field: `c${index}`, type, nullable: true, index }) as Column,
);

const rowOf = fc.tuple(...VALUES.map(({ texts }) => fc.option(texts))) as fc.Arbitrary<Row>;

/** Authors with books. Each book has a publisher that others share and, in its own row, a cover. */
interface Library {
  readonly authors: readonly { readonly row: Row; readonly books: readonly Book[] }[];
  readonly publishers: readonly Row[];
}
interface Book {
  readonly row: Row;
  readonly publisher: number | null;
  readonly cover: boolean;
}

const libraries: fc.Arbitrary<Library> = fc.record({
  authors: fc.array(
    fc.record({
      row: rowOf,
      books: fc.array(fc.record({ row: rowOf, publisher: fc.option(fc.nat(2)), cover: fc.boolean() }), {
        maxLength: 6,
      }),
    }),
    { maxLength: 5 },
  ),
  publishers: fc.array(rowOf, { minLength: 3, maxLength: 3 }),
});

describe('the kernel and the codecs', () => {
  it.each([
    ['with the kernel', () => kernelFor(1_000)],
    ['without it', () => null],
  ])('rows are written as the codecs write them, %s', (_name, choose) => {
    const writer = compileWriter(PLAN, choose);
    fc.assert(
      fc.property(libraries, (library) => {
        expect(writer?.write(load(library), [])?.toString()).toBe(
          JSON.stringify({ data: { authors: expected(library) } }),
        );
      }),
    );
  });

  it('rows are written right in answers that outgrow the memory of the kernel, again and again', () => {
    const writer = compileWriter(PLAN, () => kernelFor(1_000));
    const text = '\u0001'.repeat(1_000_000);
    const row = VALUES.map((_, at) => (at === 3 ? text : null));
    const book = { row, publisher: 0, cover: true };
    const library = { authors: [{ row, books: [book, book] }], publishers: [row] };
    const json = JSON.stringify({ data: { authors: expected(library) } });
    for (let round = 0; round < 3; round++) {
      expect(writer?.write(load(library), [])?.toString() === json).toBe(true);
    }
  });
});

it('the compiled kernel matches its source', async () => {
  expect(KERNEL_CODE.equals(await compileKernel())).toBe(true);
});

const AUTHOR = node(0, 'selectin', null);
const BOOK = node(1, 'selectin', AUTHOR);
const PUBLISHER = node(2, 'selectin', BOOK);
const COVER = node(3, 'joined', BOOK);

const PLAN = {
  nodes: [AUTHOR, BOOK, PUBLISHER, COVER],
  response: {
    fields: [
      many('authors', AUTHOR, [
        { kind: 'typename', key: '__typename', typeName: 'Author' },
        ...columnFields(),
        many('books', BOOK, [
          ...columnFields(),
          one('publisher', PUBLISHER, columnFields()),
          one('cover', COVER, columnFields().slice(0, 7)),
        ]),
      ]),
    ],
  },
} as unknown as CompiledPlan;

function expected({ authors, publishers }: Library): unknown {
  return authors.map(({ row, books }) => ({
    __typename: 'Author',
    ...decoded(row),
    books: books.map((book) => ({
      ...decoded(book.row),
      publisher: book.publisher === null ? null : decoded(publishers[book.publisher]!),
      cover: book.cover ? decoded(book.row.slice(0, 7)) : null,
    })),
  }));
}

function decoded(row: Row): Record<string, unknown> {
  return Object.fromEntries(
    row.map((text, at) => [`c${at}`, text === null ? null : codecFor(VALUES[at]!.type).decode(text)]),
  );
}

function load({ authors, publishers }: Library): LoadResult {
  const loaded = new LoadResult([]);
  const books = authors.flatMap((author) => author.books);
  const firsts = authors.map((_, at) => authors.slice(0, at).reduce((sum, author) => sum + author.books.length, 0));
  const lists = authors.map((author) => author.books.length);
  const bookRows = block(books.map(({ row }) => row));
  const place = { positions: Int32Array.from(COLUMNS.keys()), presence: null, order: [], count: null };
  const set = (of: SelectNode, rows: RowBlock, starts: number[], counts: number[]): void => {
    const ends = Int32Array.from(starts, (start, at) => start + counts[at]!);
    loaded.set(of, new NodeRows(of, rows, place), { starts: Int32Array.from(starts), ends });
  };
  set(AUTHOR, block(authors.map(({ row }) => row)), [0], [authors.length]);
  set(BOOK, bookRows, firsts, lists);
  set(
    PUBLISHER,
    block(publishers),
    books.map(({ publisher }) => publisher ?? 0),
    books.map(({ publisher }) => (publisher === null ? 0 : 1)),
  );
  set(
    COVER,
    bookRows,
    books.map((_, at) => at),
    books.map(({ cover }) => (cover ? 1 : 0)),
  );
  return loaded;
}

function scalar(name: string): PgType {
  return { kind: 'scalar', oid: 0, schema: 'pg_catalog', name };
}

function node(id: number, strategy: string, parent: SelectNode | null): SelectNode {
  const relation = parent && { nullable: true };
  return { id, kind: 'rows', path: `node ${id}`, parent, relation, decision: { strategy } } as unknown as SelectNode;
}

function columnFields(): FieldShape[] {
  return COLUMNS.map((column) => ({ kind: 'column', key: column.field, column }));
}

function many(key: string, of: SelectNode, fields: readonly FieldShape[]): FieldShape {
  return { kind: 'many', key, node: of, object: { node: of, typeName: '', fields, subtypes: null }, cap: null };
}

function one(key: string, of: SelectNode, fields: readonly FieldShape[]): FieldShape {
  return { kind: 'one', key, node: of, object: { node: of, typeName: '', fields, subtypes: null }, cap: null };
}
