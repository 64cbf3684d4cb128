import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderTerm } from '../../loaders/plan/shared/filter.ts';
import { decodeCursor, encodeCursor } from '../../resolvers/arguments/cursor.ts';
import { ascending } from '../../resolvers/arguments/total-order.ts';
import { aggregatesOf } from '../../schema/model/aggregates.ts';
import type { Column, Entity, Relation } from '../../schema/model/model.ts';
import { entity, readModel } from '../schema/read-model.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let post: Entity;
beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/blog.sql', import.meta.url)]);
  post = entity(await readModel(database.url), 'Post');
});
afterAll(() => database.drop());

function found<Named extends { readonly field: string }>(all: readonly Named[], field: string): Named {
  const one = all.find((each) => each.field === field);
  if (!one) throw new Error(`no ${field}`);
  return one;
}

function column(field: string): Column {
  return found(post.columns, field);
}

function relation(field: string): Relation {
  return found(post.relations, field);
}

function byId(): OrderTerm {
  return ascending(column('id'));
}

function along(field: string): OrderTerm {
  return { ...byId(), path: [relation(field)] };
}

function asText(field: string): OrderTerm {
  return { ...byId(), by: { kind: 'text', column: column(field) } };
}

/** By the sum of a column over related rows. */
function summed(field: string, name = 'related'): OrderTerm {
  const value = aggregatesOf(post).values.find((each) => each.function === 'sum' && each.of?.field === field);
  if (!value) throw new Error(`no sum of ${field}`);
  return {
    ...byId(),
    by: { kind: 'aggregate', relation: { ...relation('author'), field: name, target: post }, value },
  };
}

const OTHER_ORDER = 'was made under another orderBy. Page with the orderBy that the cursor came from.';
const FOREIGN = 'is not a cursor of this API. Use one from `edges { cursor }` or `pageInfo`.';

/** A cursor with other content than it was made with. */
function changed(cursor: string, change: (content: unknown[]) => unknown): string {
  const content: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  return Buffer.from(JSON.stringify(change(content))).toString('base64url');
}

describe('a cursor', () => {
  it('gives back the very values, nulls and letters of all kinds too', () => {
    const order = [ascending(column('score')), byId()];
    for (const values of [
      ['1', '2'],
      [null, '9007199254740993'],
      ['ä"\\\u{1f600}', ''],
    ]) {
      const cursor = encodeCursor(order, values);
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(decodeCursor(order, cursor)).toEqual(values);
    }
  });

  it('is the same in every process', () => {
    expect(encodeCursor([byId()], ['7'])).toBe('WyIxZHN3NGg4IiwiMXl2M3pqbCIsIjciXQ');
  });

  it.each<[string, () => readonly OrderTerm[], () => readonly OrderTerm[]]>([
    ['another column', () => [byId()], () => [ascending(column('score'))]],
    ['descending', () => [byId()], () => [{ ...byId(), descending: true }]],
    ['nulls first', () => [byId()], () => [{ ...byId(), nullsFirst: true }]],
    ['along a relation', () => [byId()], () => [{ ...byId(), path: [relation('author')] }]],
    ['one term more', () => [byId()], () => [byId(), byId()]],
    [
      'the terms the other way round',
      () => [byId(), ascending(column('score'))],
      () => [ascending(column('score')), byId()],
    ],
    [
      'along two relations',
      () => [{ ...byId(), path: [relation('author')] }],
      () => [{ ...byId(), path: [relation('author'), relation('author')] }],
    ],
    ['along another relation', () => [along('author')], () => [along('tags')]],
    [
      'names that read alike when they run together',
      () => [{ ...byId(), path: [{ ...relation('author'), field: 'a' }] }],
      () => [ascending({ ...column('id'), name: 'aid' })],
    ],
    ['another sum of related rows', () => [summed('score')], () => [summed('authorId')]],
    ['a sum of other related rows', () => [summed('score')], () => [summed('score', 'others')]],
    ['the text of another column', () => [asText('id')], () => [asText('score')]],
    [
      'a column called as a kind of order is',
      () => [asText('id')],
      () => [ascending({ ...column('id'), name: 'text' })],
    ],
    ['the text of the column', () => [byId()], () => [{ ...byId(), by: { kind: 'text', column: column('id') } }]],
    [
      'another place of the row',
      () => [{ ...byId(), by: { kind: 'system', column: 'ctid' } }],
      () => [{ ...byId(), by: { kind: 'system', column: 'tableoid' } }],
    ],
    ['a number', () => [{ ...byId(), by: { kind: 'depth' } }], () => [{ ...byId(), by: { kind: 'number', by: [] } }]],
  ])('that was made under another order is refused: %s', (_, made, used) => {
    const values = (order: readonly OrderTerm[]): string[] => order.map((_term, at) => String(at));
    for (const [one, other] of [
      [made(), used()],
      [used(), made()],
    ]) {
      if (!one || !other) throw new Error('no orders');
      const cursor = encodeCursor(one, values(one));
      expect(decodeCursor(one, cursor)).toEqual(values(one));
      expect(() => decodeCursor(other, cursor)).toThrow(OTHER_ORDER);
    }
  });

  it('that was changed is refused', () => {
    const order = [ascending(column('score')), byId()];
    const cursor = encodeCursor(order, ['1', '2']);
    const damaged = 'is damaged. Use it exactly as it was given.';
    expect(() =>
      decodeCursor(
        order,
        changed(cursor, ([name, check, , id]) => [name, check, '2', id]),
      ),
    ).toThrow(damaged);
    expect(() =>
      decodeCursor(
        order,
        changed(cursor, ([name, , ...values]) => [name, 'x', ...values]),
      ),
    ).toThrow(damaged);
    expect(() =>
      decodeCursor(
        order,
        changed(cursor, (content) => content.slice(0, 3)),
      ),
    ).toThrow(OTHER_ORDER);
    expect(() =>
      decodeCursor(
        order,
        changed(cursor, (content) => [...content, '3']),
      ),
    ).toThrow(OTHER_ORDER);
  });

  it.each([
    ['nothing', () => ''],
    ['a word', () => 'nonsense'],
    ['no base64', (cursor: string) => `${cursor}=`],
    ['a space before it', (cursor: string) => ` ${cursor}`],
    ['an object', (cursor: string) => changed(cursor, () => ({ length: 0 }))],
    ['a number among its values', (cursor: string) => changed(cursor, ([name, check]) => [name, check, 7])],
  ])('of another kind is none: %s', (_, change) => {
    const cursor = change(encodeCursor([byId()], ['7']));
    expect(() => decodeCursor([byId()], cursor)).toThrow(FOREIGN);
  });
});
