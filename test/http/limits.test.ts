import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGateway } from '../../index.ts';
import { createDatabase } from '../support/database.ts';
import { startToyServer } from './toy-server.ts';
import type { ToyServer } from './toy-server.ts';

let server: ToyServer;
let production: ToyServer;
beforeAll(async () => {
  server = await startToyServer();
  production = await startToyServer({ env: { NODE_ENV: 'production' } });
  // The first document of a process is slow.
  await server.post('{ hello ...F @skip(if: true) } fragment F on Query { items { id } }');
});
afterAll(() => Promise.all([server.close(), production.close()]));

const repeat = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

const nested = (depth: number) => `{ ${'item { '.repeat(depth)} id ${'} '.repeat(depth)} }`;
const inItems = (text: string) => `{ items ${text} }`;
const fragmentBomb = `{ items { ...F0 } } ${repeat(30, (i) => `fragment F${i} on Item { ...F${i + 1} ...F${i + 1} }`)} fragment F30 on Item { id }`;
const cycle = (length: number) =>
  `{ items { ...F0 } } ${repeat(length, (i) => `fragment F${i} on Item { ...F${(i + 1) % length} }`)}`;
const overlap = (outer: number, inner: number) =>
  `{ ${repeat(outer, () => `... on Query { items { ${repeat(inner, () => '... on Item { id }')} } }`)} }`;

describe('documents beyond the limits', () => {
  const cases: [string, string, RegExp, number][] = [
    ['20,000 nested fields', inItems(nested(20_000)), /characters/, 400],
    ['20,000 nested lists', `{ echo(json: ${'['.repeat(20_000)}${']'.repeat(20_000)}) }`, /tokens|nested/, 400],
    ['20,000 nested objects', `{ echo(json: ${'{a:'.repeat(20_000)}1${'}'.repeat(20_000)}) }`, /tokens|nested/, 400],
    ['600 levels', inItems(nested(600)), /602 levels of fields/, 400],
    [
      '21 levels through fragments',
      `{ items { ...F } } fragment F on Item { ...G } fragment G on Item ${nested(19)}`,
      /21 levels/,
      1_000,
    ],
    ['10,000 aliases', `{ ${repeat(10_000, (i) => `a${i}: hello`)} }`, /characters/, 400],
    ['300 aliases', `{ items { ${repeat(300, (i) => `a${i}: id`)} } }`, /300 aliases/, 1_000],
    ['60 root fields', `{ ${repeat(60, (i) => `a${i}: hello`)} }`, /60 root fields/, 1_000],
    ['a bomb of 2^30 fragments', fragmentBomb, /1073741825 fields/, 1_000],
    ['10,000 directives', `{ hello ${repeat(10_000, (i) => `@d${i}`)} }`, /tokens/, 400],
    ['900 directives', `{ hello ${repeat(900, () => '@nope')} }`, /900 directives/, 1_000],
    ['3,000 equal fields', `{ items { ${repeat(3_000, () => 'id')} } }`, /tokens/, 400],
    ['1,900 equal fields', `{ items { ${repeat(1_900, () => 'id')} } }`, /1901 fields/, 1_000],
    ['50 × 50 overlapping fragments', overlap(50, 50), /tokens/, 400],
    ['20 × 20 overlapping fragments', overlap(20, 20), /tokens/, 1_000],
    ['a document of one megabyte without tokens', `{ hello } ${','.repeat(900_000)}`, /characters/, 400],
    ['a fragment that spreads itself', cycle(1), /itself/, 1_000],
    ['a cycle of two fragments', cycle(2), /itself/, 1_000],
    ['a cycle of 200 fragments', cycle(200), /itself/, 2_000],
    ['a fragment that is not used', `{ hello } fragment F on Query { hello }`, /never used/, 1_000],
    ['1,000 operations', repeat(1_000, (i) => `query Q${i} { hello }`), /tokens/, 400],
  ];
  it.each(cases)('a document beyond the limits is refused quickly: %s', async (_name, query, message, ms) => {
    // Each test takes the best of several runs and allows twenty times the usual time, because the machine may be busy.
    // Each document is new to the caches.
    const runs = [];
    for (let salt = 0; salt < 8; salt++) {
      const start = performance.now();
      const answer = await server.raw({
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
        body: JSON.stringify({ query: `${' '.repeat(salt)}${query}` }),
      });
      runs.push({ ms: performance.now() - start, answer });
    }
    const [{ answer }] = runs as [(typeof runs)[0]];
    expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(message)]);
    expect(answer.text.length).toBeLessThan(15_000);
    expect(answer.json.errors.length).toBeLessThanOrEqual(20);
    expect(Math.min(...runs.map((run) => run.ms))).toBeLessThan(ms);
  });
});

describe('a deep document', () => {
  // covers: E10
  it('a document that is too deep is refused before SQL', async () => {
    const database = await createDatabase([new URL('../fixtures/blog.sql', import.meta.url)]);
    const sent: string[] = [];
    const gateway = await createGateway({
      database: { url: database.url },
      limits: { depth: 4 },
      onStatementStart: ({ path }) => void sent.push(path),
    });
    const ask = async (levels: number): Promise<string> => {
      const query = `{ users(limit: 1) ${'{ boss '.repeat(levels - 2)} { id } ${'}'.repeat(levels - 2)} }`;
      const response = await gateway.fetch(
        new Request('http://gateway/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query }),
        }),
      );
      return response.text();
    };
    expect(await ask(4)).toContain('"data":{"users":');
    expect(sent).toContain('users');
    sent.length = 0;
    expect(await ask(5)).toMatch(/5 levels of fields.*LIMIT_EXCEEDED/);
    expect(sent).toEqual([]);
    await gateway.close();
    await database.drop();
  });

  it('a deep document is refused without a crash when the token limit is raised', async () => {
    const raised = await startToyServer({ config: { limits: { tokens: 1_000_000 } } });
    for (const query of [inItems(nested(20_000)), `{ echo(json: ${'['.repeat(20_000)}${']'.repeat(20_000)}) }`]) {
      const answer = await raised.post(query);
      expect(answer.json.errors[0].extensions.code).toBe('LIMIT_EXCEEDED');
    }
    await raised.close();
  });
});

describe('documents within the limits', () => {
  it('the introspection query is within the limits', async () => {
    const query = getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, schemaDescription: true });
    expect((await server.post(query)).json.data.__schema.queryType.name).toBe('Query');
  });

  it('a document at each limit passes', async () => {
    const query = `{ ...F } fragment F on Query { items { ${repeat(200, (i) => `a${i}: id`)} ${nested(17).slice(1, -1)} } }`;
    const answer = await startToyServer({ resolvers: { items: () => [] } });
    expect((await answer.post(query)).json).toEqual({ data: { items: [] } });
    await answer.close();
  });
});

it('an operationName may be a name of Object.prototype', async () => {
  for (const operationName of ['__proto__', 'constructor', 'toString']) {
    const body = JSON.stringify({ query: 'query A { hello } query B { hello }', operationName });
    const answer = await server.raw({ method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(answer.json.errors[0].message).toMatch(/operation/);
  }
});

describe('settings for production', () => {
  it('errors suggest nothing in production', async () => {
    expect((await server.post('{ helo }')).text).toContain('Did you mean');
    expect((await production.post('{ helo }')).text).not.toContain('Did you mean');
    const inVariable = 'query($c: Colour) { paint(colour: $c) }';
    expect((await server.post(inVariable, { variables: { c: 'REED' } })).text).toContain('Did you mean');
    expect((await production.post(inVariable, { variables: { c: 'REED' } })).text).not.toContain('Did you mean');
  });

  it('introspection is refused in production, but __typename is not', async () => {
    expect((await production.post('{ __schema { queryType { name } } }')).text).toContain('introspection');
    expect((await production.post('{ __typename }')).json).toEqual({ data: { __typename: 'Query' } });
  });
});
