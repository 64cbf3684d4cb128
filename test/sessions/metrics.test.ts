import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGateway, type EmbeddedGateway } from '../../index.ts';
import { startProxy } from '../postgres/proxy.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/blog.sql', import.meta.url)]);
});
afterAll(() => database.drop());

const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
const ask = new Request('http://gateway/graphql', {
  ...json,
  body: JSON.stringify({ query: '{ users { id posts { id } } }' }),
});

/** The values by name, without help and types. */
function valuesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

/** The numbers of the pool by their names. */
async function figures(gateway: EmbeddedGateway, names: readonly string[]): Promise<(number | undefined)[]> {
  const response = await gateway.fetch(new Request('http://gateway/metrics'));
  const values = valuesOf(await response.text());
  return names.map((name) => values.get(`espalier_pool_${name}`));
}

describe('/metrics', () => {
  // covers: N3, N11, S02, S13, S55, S58, S60, S67
  it('/metrics tells of pool, statements, plans and held rows, after a burst on a small pool', async () => {
    await using gateway = await createGateway({ database: { url: database.url }, pool: { size: 1 }, metrics: true });
    await using session = gateway.session();
    await session.load({ entity: 'Tag', select: { id: true } });
    const answers = await Promise.all(Array.from({ length: 6 }, () => gateway.fetch(ask.clone())));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200));

    const response = await gateway.fetch(new Request('http://gateway/metrics'));
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const values = valuesOf(await response.text());
    const expected: [string, number][] = [
      ['espalier_pool_size', 1],
      ['espalier_pool_connections', 1],
      ['espalier_pool_idle', 1],
      ['espalier_pool_waiting', 0],
      ['espalier_pool_overflow', 0],
      ['espalier_plan_cache_misses_total', 2],
      ['espalier_plan_cache_hits_total', 5],
      ['espalier_identity_map_rows', 3],
      ['espalier_pool_recycled_total', 0],
      ['espalier_pool_invalidated_total', 0],
      ['espalier_pool_ping_failures_total', 0],
    ];
    for (const [name, value] of expected) expect([name, values.get(name)]).toEqual([name, value]);
    expect(values.get('espalier_pool_wait_seconds_count')).toBeGreaterThan(6);
    expect(values.get('espalier_pool_wait_seconds_sum')).toBeGreaterThan(0);
    const statements = values.get('espalier_statement_seconds_count{root="users"}') ?? 0;
    expect(statements).toBeGreaterThanOrEqual(6);
    expect(values.get('espalier_statement_seconds_bucket{le="+Inf",root="users"}')).toBe(statements);
    expect(values.get('espalier_statement_rows_total')).toBe(3 + 6 * (4 + 8));
  });

  // covers: N7, N11, S13
  it('/metrics counts connections beyond the size, waiting requests, and closed connections by reason', async () => {
    const proxy = await startProxy(database.url);
    const gateway = await createGateway({
      database: { url: proxy.url },
      pool: { size: 2, maxOverflow: 1, prePing: true },
      metrics: true,
    });
    const release = Promise.withResolvers<void>();
    const holding = Array.from({ length: 3 }, async () => {
      await using session = gateway.session();
      await session.transaction(async () => {
        await session.load({ entity: 'Tag', select: { id: true } });
        await release.promise;
      });
    });
    await expect.poll(() => figures(gateway, ['connections', 'idle', 'overflow'])).toEqual([3, 0, 1]);
    const late = gateway.fetch(ask.clone());
    await expect.poll(() => figures(gateway, ['waiting'])).toEqual([1]);
    release.resolve();
    await Promise.all([late, ...holding]);
    expect(await figures(gateway, ['waiting', 'overflow', 'connections', 'idle'])).toEqual([0, 0, 2, 2]);

    proxy.forget();
    expect((await gateway.fetch(ask.clone())).status).toBe(200);
    expect(await figures(gateway, ['ping_failures_total', 'invalidated_total'])).toEqual([1, 1]);
    await gateway.close();
    await proxy.close();
  });

  // covers: N7, N11
  it('/metrics counts connections closed for their age', async () => {
    const pool = { size: 1, maxLifetimeSeconds: 1 };
    await using gateway = await createGateway({ database: { url: database.url }, pool, metrics: true });
    await gateway.fetch(ask.clone());
    await expect.poll(() => figures(gateway, ['recycled_total', 'connections'])).toEqual([1, 0]);
  });

  it('/metrics has a histogram of statements per root field, whatever the alias', async () => {
    await using gateway = await createGateway({ database: { url: database.url }, metrics: true });
    const query = '{ mine: users { id } yours: users(limit: 1) { id } tags { id } }';
    await gateway.fetch(new Request(ask.url, { ...json, body: JSON.stringify({ query }) }));
    const response = await gateway.fetch(new Request('http://gateway/metrics'));
    const text = await response.text();
    const counts = [...valuesOf(text)].filter(([name]) => name.startsWith('espalier_statement_seconds_count'));
    expect(new Map(counts)).toEqual(
      new Map([
        ['espalier_statement_seconds_count{root="other"}', 2],
        ['espalier_statement_seconds_count{root="tags"}', 1],
      ]),
    );
  });

  it('/metrics counts one gateway, even if the process has two', async () => {
    await using busy = await createGateway({ database: { url: database.url }, metrics: true });
    await using idle = await createGateway({ database: { url: database.url }, metrics: true });
    await busy.fetch(ask.clone());
    const rows = async (gateway: typeof busy): Promise<number | undefined> => {
      const response = await gateway.fetch(new Request('http://gateway/metrics'));
      return valuesOf(await response.text()).get('espalier_statement_rows_total');
    };
    expect([await rows(busy), await rows(idle)]).toEqual([12, 0]);
  });

  it('/metrics is absent without its setting', async () => {
    await using gateway = await createGateway({ database: { url: database.url } });
    expect((await gateway.fetch(new Request('http://gateway/metrics'))).status).toBe(404);
  });
});
