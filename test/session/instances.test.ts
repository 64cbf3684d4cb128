/** Tells which rows are one object with which columns, by rows as statements give them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_ARGUMENTS } from '../../loaders/plan/shared/filter.ts';
import type { SelectNode } from '../../loaders/plan/read/select-plan.ts';
import { IdentityMap } from '../../loaders/session/identity-map.ts';
import { NodeRows } from '../../loaders/rows/node-rows.ts';
import type { Column, Entity } from '../../schema/model/model.ts';
import { entity, readModel } from '../schema/read-model.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { block, type Row } from '../support/rows.ts';

let database: TestDatabase;
let user: Entity;
beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/tasks.sql', import.meta.url)]);
  user = entity(await readModel(database.url), 'User');
});
afterAll(() => database.drop());

function select(changes: Partial<SelectNode> = {}): SelectNode {
  return {
    id: 0,
    kind: 'rows',
    path: 'users',
    entity: user,
    parent: null,
    relation: null,
    aggregates: null,
    cardinality: 'many',
    args: NO_ARGUMENTS,
    load: null,
    guard: null,
    children: [],
    columns: [],
    cursors: false,
    estimate: {
      parents: 0,
      distinctParents: 0,
      rows: 0,
      read: 0,
      rowBytes: 0,
      known: false,
      share: 1,
      sources: [],
      byRule: false,
    },
    decision: { strategy: 'root', because: '', rejected: [] },
    derived: false,
    groupedOrders: new Set(),
    plannedByValues: false,
    ...changes,
  };
}

/** Rows of a select with these columns in this order. The first column tells whether a row is present. */
function rows(node: SelectNode, fields: readonly string[], ...texts: readonly Row[]): NodeRows {
  const positions = node.entity.columns.map(({ field }) => fields.indexOf(field));
  const columns = { positions: Int32Array.from(positions), presence: 0, order: [], count: null };
  return new NodeRows(node, block(texts), columns);
}

function column(field: string): Column {
  const found = user.columns.find((each) => each.field === field);
  if (!found) throw new Error(`no ${field}`);
  return found;
}

describe('instances of rows', () => {
  it('an instance is found by its key once its row was read', () => {
    const map = new IdentityMap();
    expect(map.get(user, ['1'])).toBeNull();
    const instance = map.instance(rows(select(), ['id', 'name'], ['1', 'a']), 0);
    expect(instance?.key).toEqual(['1']);
    expect(map.get(user, ['1'])).toBe(instance);
    expect(map.get(user, ['2'])).toBeNull();
    expect(map.size).toBe(1);
  });

  it('an absent joined row has no instance', () => {
    const map = new IdentityMap();
    const joined = rows(select({ cardinality: 'one' }), ['id'], [null], ['2']);
    expect(map.instance(joined, 0)).toBeNull();
    expect(map.instance(joined, 1)?.key).toEqual(['2']);
    expect(map.size).toBe(1);
  });

  it.each<[string, (entity: Entity) => Partial<Entity>, Partial<SelectNode>, boolean]>([
    ['a row of a table', () => ({}), {}, true],
    ['a row without a key', () => ({ key: null }), {}, false],
    ['a row of a table with child tables', () => ({ hasChildTables: true }), {}, false],
    ['a row found by key in a table with child tables', () => ({ hasChildTables: true }), { cardinality: 'one' }, true],
    [
      'a row without a key in a table with child tables',
      () => ({ hasChildTables: true, key: null }),
      { cardinality: 'one' },
      false,
    ],
  ])('one key has one instance where keys hold: %s', (_, changed, node, isOne) => {
    const map = new IdentityMap();
    const of = { ...user, ...changed(user) };
    const twice = rows(select({ entity: of, ...node }), ['id', 'name'], ['1', 'a'], ['1', 'a']);
    const [one, other] = [map.instance(twice, 0), map.instance(twice, 1)];
    expect(one === other).toBe(isOne);
    expect(one?.key).toEqual(isOne ? ['1'] : []);
    expect(map.size).toBe(isOne ? 1 : 0);
  });

  it('an instance has the columns of every select that has read its row, in any position', () => {
    const map = new IdentityMap();
    const instance = map.instance(rows(select(), ['id'], ['1']), 0);
    expect(instance?.has(column('name'))).toBe(false);
    map.instance(rows(select(), ['id', 'name'], ['1', 'a']), 0);
    map.instance(rows(select(), ['phone', 'id'], ['p0', '0'], ['p1', '1']), 1);
    expect(['id', 'name', 'phone'].map((field) => instance?.text(column(field)))).toEqual(['1', 'a', 'p1']);
    expect(map.size).toBe(1);
  });

  it('an instance that lacks a column names its whole key', () => {
    const both = [column('id'), column('name')];
    const of = { ...user, key: user.key && { ...user.key, columns: both } };
    const instance = new IdentityMap().instance(rows(select({ entity: of }), ['id', 'name'], ['1', 'a']), 0);
    expect(() => instance?.text(column('phone'))).toThrow('User.phone not loaded (key 1, a)');
  });
});
