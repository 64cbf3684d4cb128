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

/** An order by the sum of a column over related rows. */
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

/** Returns the cursor with changed content. */
function changed(cursor: string, change: (content: unknown[]) => unknown): string {
  const content: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  return Buffer.from(JSON.stringify(change(content))).toString('base64url');
}

describe('cursors of an order', () => {
  it('a cursor gives back its exact values, with nulls and letters of all kinds', () => {
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

  it('a cursor is the same in every process', () => {
    expect(encodeCursor([byId()], ['7'])).toBe('WyIxZHN3NGg4IiwiMXl2M3pqbCIsIjciXQ');
  });

  it.each<[string, () => readonly OrderTerm[], () => readonly OrderTerm[]]>([
    ['another column', () => [byId()], () => [ascending(column('score'))]],
    ['descending', () => [byId()], () => [{ ...byId(), descending: true }]],
    ['nulls first', () => [byId()], () => [{ ...byId(), nullsFirst: true }]],
    ['an order along a relation', () => [byId()], () => [{ ...byId(), path: [relation('author')] }]],
    ['one term more', () => [byId()], () => [byId(), byId()]],
    [
      'the terms in another order',
      () => [byId(), ascending(column('score'))],
      () => [ascending(column('score')), byId()],
    ],
    [
      'an order along two relations',
      () => [{ ...byId(), path: [relation('author')] }],
      () => [{ ...byId(), path: [relation('author'), relation('author')] }],
    ],
    ['an order along another relation', () => [along('author')], () => [along('tags')]],
    [
      'names that look alike when they are joined',
      () => [{ ...byId(), path: [{ ...relation('author'), field: 'a' }] }],
      () => [ascending({ ...column('id'), name: 'aid' })],
    ],
    ['another sum of related rows', () => [summed('score')], () => [summed('authorId')]],
    ["a sum of another relation's rows", () => [summed('score')], () => [summed('score', 'others')]],
    ['the text of another column', () => [asText('id')], () => [asText('score')]],
    ['a column named like a kind of order', () => [asText('id')], () => [ascending({ ...column('id'), name: 'text' })]],
    ['the text of the column', () => [byId()], () => [{ ...byId(), by: { kind: 'text', column: column('id') } }]],
    [
      'another place of the row (`ctid`)',
      () => [{ ...byId(), by: { kind: 'system', column: 'ctid' } }],
      () => [{ ...byId(), by: { kind: 'system', column: 'tableoid' } }],
    ],
    [
      'a row number',
      () => [{ ...byId(), by: { kind: 'depth' } }],
      () => [{ ...byId(), by: { kind: 'number', by: [] } }],
    ],
  ])('a cursor of another order is refused: %s', (_, made, used) => {
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

  it('a changed cursor is refused', () => {
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
    ['a text that is not base64', (cursor: string) => `${cursor}=`],
    ['a leading space', (cursor: string) => ` ${cursor}`],
    ['an object', (cursor: string) => changed(cursor, () => ({ length: 0 }))],
    ['a number among its values', (cursor: string) => changed(cursor, ([name, check]) => [name, check, 7])],
  ])('a text that is not a cursor is refused: %s', (_, change) => {
    const cursor = change(encodeCursor([byId()], ['7']));
    expect(() => decodeCursor([byId()], cursor)).toThrow(FOREIGN);
  });
});
