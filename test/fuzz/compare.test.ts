import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { type OpenTarget, openTarget } from './check.ts';
import { agrees, compare } from './compare.ts';
import type { Field, SelectionSet } from './operation.ts';

let database: TestDatabase;
let target: OpenTarget;
beforeAll(async () => {
  database = await createDatabase([
    'create table points (id int primary key, x float8)',
    'insert into points values (1, 1e300), (2, -1e300)',
  ]);
  target = await openTarget('points', database.url);
});
afterAll(async () => {
  await target.close();
  await database.drop();
});

function field(name: string, selection: SelectionSet | null): Field {
  return { name, alias: true, args: [], cursors: [], selection, condition: null, load: null, split: false };
}

function set(type: string, ...fields: readonly Field[]): SelectionSet {
  return { type, fields, types: [], fragment: 'none' };
}

it('a value that PostgreSQL refuses is one outcome, wherever its error stands', async () => {
  const points = field('points', set('Point', field('id', null)));
  const stddev = field('stddev', set('PointStddev', field('x', null)));
  const comparison = await compare(
    target,
    set('Query', points, field('pointsAggregate', set('PointAggregate', stddev))),
    100,
  );
  expect(comparison.messages.length).toBeGreaterThan(0);
  expect(comparison.complete).toBe(true);
  expect(agrees(comparison)).toBe(true);
});
