import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';

const ROWS = 6;

const FIXTURE = readFileSync(new URL('../fixtures/writes.sql', import.meta.url), 'utf8');
const LOTS = `insert into lots select id, 0 from generate_series(1, ${ROWS}) id`;

const WRITERS = 16;
const ROUNDS = 5;

const ids = Array.from({ length: ROWS }, (_, index) => index + 1);

/** Runs all writers, and returns the codes of the errors that they met. */
async function writeAll(gateway: TestGateway): Promise<unknown[]> {
  const write = async (_: unknown, writer: number): Promise<unknown[]> => {
    const order = writer % 2 === 0 ? ids : ids.toReversed();
    const items = order.map((id) => `{by: {id: ${id}}, inc: {v: 1}}`).join(', ');
    const met: unknown[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { errors } = await gateway.run(`mutation { updateLotsEach(items: [${items}]) { affectedRows } }`);
      met.push(...errors.map(({ extensions }) => extensions?.['code']));
    }
    return met;
  };
  return (await Promise.all(Array.from({ length: WRITERS }, write))).flat();
}

async function deadlocksOf({ url }: TestDatabase): Promise<unknown> {
  const rows = await query(url, 'select deadlocks::int from pg_stat_database where datname = current_database()');
  return rows[0]?.['deadlocks'];
}

test('sixteen writers of lists in opposite orders make no deadlock and lose no increment', async () => {
  const database = await createDatabase([FIXTURE, LOTS]);
  try {
    const gateway = await openGateway(database.url, { mutations: true, pool: { size: WRITERS } });
    // Whoever has lost against others at every attempt is told so, and has written nothing.
    const met = await writeAll(gateway).finally(() => gateway.close());
    expect(met.filter((code) => code !== 'CONFLICT')).toEqual([]);
    const written = WRITERS * ROUNDS - met.length;
    expect(written).toBeGreaterThan(0);
    expect(await query(database.url, 'select distinct v from lots')).toEqual([{ v: written }]);
    // The sessions have ended, so PostgreSQL has counted all of theirs.
    expect(await deadlocksOf(database)).toBe(0);
  } finally {
    await database.drop();
  }
});
