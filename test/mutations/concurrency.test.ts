import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TestGateway } from '../support/gateway.ts';
import { query } from '../support/database.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(
  readFileSync(new URL('../fixtures/writes.sql', import.meta.url), 'utf8'),
  'update customers set score = 0',
);

const WRITERS = 8;
const ROUNDS = 6;

/** The codes of all errors that the writers met. */
async function codes(gateway: TestGateway, mutation: (writer: number) => string): Promise<unknown[]> {
  const runs = Array.from({ length: WRITERS }, async (_, writer) => {
    const met: unknown[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { errors } = await gateway.run(mutation(writer));
      met.push(...errors.map(({ extensions }) => extensions?.['code']));
    }
    return met;
  });
  return (await Promise.all(runs)).flat();
}

describe('writers at once', () => {
  test('increments of one row are never lost, and no writer meets an error', async () => {
    const gateway = await database.open({ mutations: true, pool: { size: WRITERS } });
    const mutation = 'mutation { updateCustomer(by: {id: 1}, inc: {score: 1}) { row { score } } }';
    expect(await codes(gateway, () => mutation)).toEqual([]);
    expect(await query(database.url, 'select score from customers where id = 1')).toEqual([
      { score: WRITERS * ROUNDS },
    ]);
  });

  test('writers that change the same rows in opposite orders meet no deadlock', async () => {
    const gateway = await database.open({ mutations: true, pool: { size: WRITERS } });
    const item = (id: number): string => `{by: {id: ${id}}, inc: {version: 1}}`;
    const items = (writer: number): string => (writer % 2 === 0 ? [1, 2] : [2, 1]).map(item).join(', ');
    const mutation = (writer: number): string =>
      `mutation { updateCustomersEach(items: [${items(writer)}]) { affectedRows } }`;
    expect(await codes(gateway, mutation)).toEqual([]);
    const rows = await query(database.url, 'select version from customers where id in (1, 2) order by id');
    expect(rows).toEqual([{ version: 1 + WRITERS * ROUNDS }, { version: 1 + WRITERS * ROUNDS }]);
  });

  test('the same row that many create or find is there once', async () => {
    const gateway = await database.open({ mutations: true, pool: { size: WRITERS } });
    const mutation = 'mutation { upsertTag(values: {label: "same"}, on: LABEL, update: []) { row { label } } }';
    expect(await codes(gateway, () => mutation)).toEqual([]);
    expect(await query(database.url, `select count(*)::int from tags where label = 'same'`)).toEqual([{ count: 1 }]);
  });
});
