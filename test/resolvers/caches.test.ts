/** Caches are limited in bytes: many large documents evict each other, and a refused one leaves almost nothing. */
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DocumentCache } from '../../resolvers/operation/document-cache.ts';
import { Lru } from '../../resolvers/operation/lru.ts';
import { createGateway } from '../../server/create-gateway.ts';
import { useDatabase } from '../support/use-database.ts';

describe('caches of a limited size', () => {
  it('a cache keeps no more bytes than allowed, and the recently used half', () => {
    const cache = new Lru<number>({ entries: 1_000, bytes: 100 });
    for (let at = 0; at < 50; at++) {
      cache.set(`k${at}`, at, 10);
      expect(cache.bytes).toBeLessThanOrEqual(100);
    }
    expect([45, 46, 47, 48, 49].map((at) => cache.get(`k${at}`))).toEqual([45, 46, 47, 48, 49]);
    expect(cache.get('k30')).toBeUndefined();
  });

  it('a cache reports an eviction for too many bytes, but not one for too many entries', () => {
    let told = 0;
    const cache = new Lru<number>({ entries: 10, bytes: 100, crowded: () => told++ });
    for (let at = 0; at < 30; at++) cache.set(`k${at}`, at, 1);
    expect(told).toBe(0);
    for (let at = 0; at < 4; at++) cache.set(`large${at}`, at, 30);
    expect(told).toBeGreaterThan(0);
  });

  it('a cache counts an entry once when it is set again, and drops one that has grown too large', () => {
    const cache = new Lru<string>({ entries: 10, bytes: 100 });
    for (const bytes of [10, 20, 30]) cache.set('a', 'a', bytes);
    expect([cache.size, cache.bytes]).toEqual([1, 30]);
    cache.set('a', 'a', 51);
    expect([cache.size, cache.bytes, cache.get('a')]).toEqual([0, 0, undefined]);
  });

  it('a cache counts an entry once when it is used again', () => {
    const cache = new Lru<string>({ entries: 4, bytes: 100 });
    for (const key of ['a', 'b', 'c']) cache.set(key, key, 10);
    expect(cache.get('a')).toBe('a');
    expect(cache.bytes).toBe(30);
    cache.clear();
    expect([cache.size, cache.bytes]).toEqual([0, 0]);
  });
});

describe('the cache of documents', () => {
  const text = (n: number): string => `{ a${n} ${Array.from({ length: 100 }, (_, at) => `f${at}`).join(' ')} }`;

  it('documents are kept by size: a hundred large ones evict the first, and a hundred small ones do not', () => {
    const cache = new DocumentCache({ entries: 1_000, bytes: 1_000_000 });
    for (let n = 0; n < 100; n++) cache.keep(text(n), parse(text(n)));
    expect(cache.get(text(0))).toBeUndefined();
    expect(cache.get(text(99))).toBeDefined();
    for (let n = 0; n < 100; n++) cache.keep(`{ b${n} }`, parse(`{ b${n} }`));
    expect(cache.get('{ b0 }')).toBeDefined();
  });
});

describe('caches of a gateway', () => {
  const database = useDatabase('create table thing (id int primary key, name text)');

  it('a gateway refuses a document that it knows to be wrong with the same text, and at once', async () => {
    await using gateway = await createGateway({ database: { url: database.url }, server: { logLevel: 'silent' } });
    const query = `{ things { ${Array.from({ length: 15 }, (_, at) => `wrong${at}`).join(' ')} } }`;
    const ask = async (): Promise<unknown> => {
      const request = new Request('http://localhost/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
        body: JSON.stringify({ query }),
      });
      const answer = await gateway.fetch(request);
      return { status: answer.status, body: await answer.json() };
    };
    const first = await ask();
    expect(first).toMatchObject({ status: 400, body: { errors: { length: 15 } } });
    expect(first).toHaveProperty('body.errors.3.locations', [{ line: 1, column: expect.any(Number) }]);
    expect(await ask()).toEqual(first);
  });

  /** Each of these documents would leave 60 kB or more. */
  const times = (count: number, make: (at: number) => string): string =>
    Array.from({ length: count }, (_, at) => make(at)).join(' ');
  it.each<[what: string, make: (n: number) => string]>([
    ['long texts', (n) => `{ sliceOfTheText${n}: things { name } ${' '.repeat(99_000)} }`],
    ['many long names', (n) => `{ things { ${times(150, (at) => `${'n'.repeat(600)}${at}_${n}: name`)} } }`],
    [
      'one long name in many places',
      (n) =>
        `{ ${times(20, (at) => `r${at}: things(limit: ${at}) { ...f }`)} } fragment f on Thing { ${'n'.repeat(20_000)}${n}: name }`,
    ],
    [
      'conditions',
      (n) =>
        `{ things(where: { or: [${times(100, (at) => `{ name: { eq: "${n} ${at} ${'x'.repeat(600)}" } }`)}] }) { id } }`,
    ],
    [
      'operations of which one is executed',
      (n) => times(200, (at) => `query q${at}_${n} { things { ${'n'.repeat(200)}: name } }`),
    ],
    ['mistakes', (n) => `{ things { ${times(20, (at) => `${'x'.repeat(4_500)}${at}_${n}`)} } }`],
    ['syntax errors', (n) => `{ things { "${'x'.repeat(90_000)}${n}" } }`],
  ])('a gateway keeps no more of 200 documents than the limits say: %s', async (_what, make) => {
    const limits = { cacheBytes: 1_000_000 };
    await using gateway = await createGateway({
      database: { url: database.url },
      limits,
      server: { logLevel: 'silent' },
    });
    const ask = async (query: string): Promise<void> => {
      const request = new Request('http://localhost/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, operationName: /q0_\d+/.exec(query)?.[0] }),
      });
      await (await gateway.fetch(request)).text();
    };
    for (let n = 0; n < 20; n++) await ask(make(n));
    const before = await heldBytes();
    for (let n = 20; n < 220; n++) await ask(make(n));
    expect((await heldBytes()) - before).toBeLessThan(4_000_000);
  });
});

/** Measures the reachable bytes, in V8's heap and outside of it. */
async function heldBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  // The second collection frees what the first one finalises.
  for (let time = 0; time < 2; time++) {
    collect();
    await wait(50);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
