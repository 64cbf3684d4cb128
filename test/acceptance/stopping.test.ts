import { describe, expect, it } from 'vitest';
import { query } from '../support/database.ts';
import { useGateway } from './cases.ts';

/** Three waves, of which the first brings BEGIN and the last COMMIT. */
const DEEP = '{ users { id posts { id tags { id } } } }';

describe('an operation that ends early', () => {
  const gateway = useGateway('blog', { pool: { size: 1 } });

  /** Expects that the pool's only connection is back, without a transaction, and can serve the next operation. */
  const expectClean = async () => {
    const open = `select state, wait_event from pg_stat_activity
      where datname = current_database() and application_name = 'espalier' and (state like 'idle in%' or state = 'active')`;
    await expect.poll(() => query(gateway().url, open)).toEqual([]);
    const { data, errors, S } = await gateway().run(DEEP, { load: 'selectin' });
    expect([errors, S, JSON.stringify(data).length > 100]).toEqual([[], 3, true]);
  };

  // covers: N2, S08
  it.each([0, 1])('a client that leaves at wave %i leaves nothing behind', async (wave) => {
    const stop = new AbortController();
    gateway().beforeFlight(wave, async () => stop.abort());
    const { data, errors } = await gateway().run(DEEP, { load: 'selectin', signal: stop.signal });
    expect([data ?? null, errors.map(({ extensions }) => extensions?.['code'])]).toEqual([null, ['CANCELLED']]);
    await expectClean();
  });

  // covers: S51
  it.each([0, 1, 2])('a fault before wave %i leaves nothing behind', async (wave) => {
    gateway().beforeFlight(wave, () => Promise.reject(new TypeError('a bug')));
    const { data, errors, connections } = await gateway().run(DEEP, { load: 'selectin' });
    expect([data ?? null, errors.length > 0]).toEqual([null, true]);
    expect(connections.map(({ released }) => released)).toEqual([true]);
    await expectClean();
  });

  it.each([0, 1, 2])(
    'a connection lost before wave %i is one clean error, and the next operation gets another connection',
    async (wave) => {
      const kill = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'espalier'`;
      gateway().beforeFlight(wave, () => query(gateway().url, kill));
      const { data, errors } = await gateway().run(DEEP, { load: 'selectin' });
      expect([data ?? null, errors.map(({ extensions }) => extensions?.['code'])]).toEqual([null, ['UNAVAILABLE']]);
      await expectClean();
    },
  );
});

describe('simultaneous operations', () => {
  const gateway = useGateway('blog', { pool: { size: 1 } });

  // covers: N3
  it('ten deep requests share one connection, one after the other', async () => {
    const alone = await gateway().run(DEEP, { load: 'selectin' });
    const together = await Promise.all(Array.from({ length: 10 }, () => gateway().run(DEEP, { load: 'selectin' })));
    for (const { data, errors } of together) expect({ data, errors }).toEqual({ data: alone.data, errors: [] });
  });
});

describe('a statement that PostgreSQL refuses', () => {
  const gateway = useGateway('documents');
  const bad = 'notes(where: { meta: { matches: "$.[" } }) { id }';

  it.each([
    ['after another list', `{ good: notes(limit: 1) { id } bad: ${bad} }`, ['bad']],
    ['before another list', `{ bad: ${bad} good: notes(limit: 1) { id } }`, ['bad']],
    ['in a fragment', `{ good: notes(limit: 1) { id } ...Rest } fragment Rest on Query { bad: ${bad} }`, ['bad']],
    ['beside a nullable row', `{ good: note(id: 1) { id } bad: ${bad} }`, ['good', 'bad']],
  ])('a refused statement is an error of its own field: %s', async (_, query, paths) => {
    const { data, errors } = await gateway().run(query);
    expect(data).toBeNull();
    expect(errors.map(({ path }) => path?.join('.'))).toEqual(paths);
    expect(errors.map(({ extensions }) => extensions?.['code'])).toEqual(paths.map(() => 'BAD_USER_INPUT'));
    expect(errors.every(({ locations }) => locations?.length === 1)).toBe(true);
  });
});
