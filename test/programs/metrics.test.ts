import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGateway } from '../../index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/blog.sql', import.meta.url)]);
});
afterAll(() => database.drop());

const ask = new Request('http://gateway/graphql', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query: '{ users { id posts { id } } }' }),
});

/** Values by name, without help and types. */
function valuesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

describe('/metrics', () => {
  it('tells of pool, statements, plans and rows held, after a burst on a small pool', async () => {
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
    const statements = values.get('espalier_statement_seconds_count') ?? 0;
    expect(statements).toBeGreaterThanOrEqual(7);
    expect(values.get('espalier_statement_seconds_bucket{le="+Inf"}')).toBe(statements);
    expect(values.get('espalier_statement_rows_total')).toBe(3 + 6 * (4 + 8));
  });

  it('is not there unless it is asked for', async () => {
    await using gateway = await createGateway({ database: { url: database.url } });
    expect((await gateway.fetch(new Request('http://gateway/metrics'))).status).toBe(404);
  });
});
