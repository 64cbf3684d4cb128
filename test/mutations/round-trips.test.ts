import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lockTable, waitingForLocks } from '../support/lock.ts';
import { query } from '../support/database.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(readFileSync(new URL('../fixtures/writes.sql', import.meta.url), 'utf8'));

const ONE = { flights: 1, isolation: ['read committed'] };

describe('the round trips of a mutation', () => {
  test.each([
    ['a row that is created', '{ createTag(values: {label: "one"}) { row { id label } action } }', ONE],
    [
      'a row that is changed',
      '{ updateTag(by: {id: 1}, set: {label: "changed"}) { row { label } old { label } } }',
      ONE,
    ],
    ['a row that is deleted', '{ deleteTag(by: {label: "one"}) { row { label } affectedRows } }', ONE],
    [
      'a row with a relation in its answer',
      '{ updateCustomer(by: {id: 1}, set: {name: "x"}) { row { name orders { note } } } }',
      { flights: 4, isolation: ['repeatable read'] },
    ],
    [
      'rows of which one may fail',
      '{ createTags(values: [{label: "two"}, {label: "three"}]) { rows { label } } }',
      { flights: 2, isolation: ['repeatable read'] },
    ],
    [
      'a row beside another field',
      '{ a: createTag(values: {label: "four"}) { row { label } } b: createTag(values: {label: "five"}) { row { label } } }',
      { flights: 3, isolation: ['repeatable read'] },
    ],
    [
      'a row that is created or found',
      '{ upsertTag(values: {label: "six"}, on: LABEL) { row { label } } }',
      { flights: 2, isolation: ['repeatable read'] },
    ],
  ])('%s takes as many as its statements need', async (_name, mutation, expected) => {
    const gateway = await database.open({ mutations: true });
    const { errors, connections } = await gateway.run(`mutation ${mutation}`);
    expect(errors).toEqual([]);
    expect(connections.map(({ flights }) => ({ flights: flights.length, isolation: isolationsOf(flights) }))).toEqual([
      expected,
    ]);
  });

  test('a statement that is refused takes its transaction along', async () => {
    const gateway = await database.open({ mutations: true });
    await gateway.run('mutation { createTag(values: {label: "taken"}) { affectedRows } }');
    const { errors } = await gateway.run('mutation { createTag(values: {label: "taken"}) { row { label } } }');
    expect(errors.map(({ extensions }) => extensions?.['code'])).toEqual(['CONFLICT']);
    const rows = await query(database.url, "select count(*)::int from tags where label = 'taken'");
    expect(rows).toEqual([{ count: 1 }]);
    expect(gateway.inUse()).toBe(0);
  });

  test('the isolation of the configuration holds for operations of several statements', async () => {
    const gateway = await database.open({ mutations: { isolation: 'serializable' } });
    const { connections } = await gateway.run(
      'mutation { createTags(values: [{label: "seven"}, {label: "eight"}]) { affectedRows } }',
    );
    expect(connections.map(({ flights }) => isolationsOf(flights))).toEqual([['serializable']]);
  });

  test('an operation that may be tried once gives up at the first that stands in its way', async () => {
    const gateway = await database.open({ mutations: { attempts: 1 } });
    const change =
      'mutation { a: updateCustomer(by: {id: 1}, inc: {score: 1}) { affectedRows } b: updateCustomer(by: {id: 2}, inc: {score: 1}) { affectedRows } }';
    const release = await lockTable(database.url, 'customers');
    const running = [gateway.run(change), gateway.run(change)];
    await expect.poll(() => waitingForLocks(database.url)).toBe(2);
    await release();
    const codes = (await Promise.all(running)).flatMap(({ errors }) => errors.map(({ extensions }) => extensions));
    expect(codes).toEqual([{ code: 'CONFLICT', reason: 'CONTENTION' }]);
  });
});

function isolationsOf(flights: readonly { readonly transaction: object }[]): string[] {
  return [
    ...new Set(
      flights.flatMap(({ transaction }) => ('isolation' in transaction ? [String(transaction.isolation)] : [])),
    ),
  ];
}
