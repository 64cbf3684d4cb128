import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { exchange, openWay, timeless } from './both-ways.ts';
import type { Way } from './both-ways.ts';
import { ODD_TABLES, oddRequests } from './odd-requests.ts';

const AT_ONCE = 16;
const SEED = 20_260_801;

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([ODD_TABLES]);
});
afterAll(() => database.drop());

const production: ConfigOptions = {
  development: false,
  server: { corsOrigins: ['https://a.example', 'http://x'] },
};
const settings: [string, number, ConfigOptions][] = [
  ['as in development', 1_000, {}],
  ['as in production with allowed origins', 500, production],
];

describe.each(settings)('the fast lane beside Yoga, %s', (_name, count, file) => {
  let lane: Way;
  let yoga: Way;
  beforeAll(async () => {
    lane = await openWay(database.url, true, file);
    yoga = await openWay(database.url, false, file);
  });
  afterAll(() => Promise.all([lane.close(), yoga.close()]));

  it.each(['cold', 'warm'])(
    'the fast lane and Yoga give the same status, headers and bytes for good, bad and odd requests: %s',
    { timeout: 300_000 },
    async () => {
      const requests = oddRequests(count, SEED).values();
      const differences: object[] = [];
      const sender = async () => {
        for (const { name, bytes } of requests) {
          const answers = await Promise.all([lane, yoga].map(({ port }) => exchange(port, bytes)));
          const [byLane = '', byYoga = ''] = answers.map(timeless);
          if (byLane !== byYoga) differences.push({ name, lane: byLane.slice(0, 1_000), yoga: byYoga.slice(0, 1_000) });
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, sender));
      expect(differences).toEqual([]);
    },
  );

  it('the fast lane answers at least a quarter of the requests', () => {
    expect(yoga.byYoga() - lane.byYoga()).toBeGreaterThan(count / 4);
  });
});

it.each([
  ['the fast lane', true],
  ['Yoga', false],
])('large answers of %s to slow clients are not mixed up', async (_name, fastLane) => {
  const way = await openWay(database.url, fastLane);
  const aliases = (count: number) => Array.from({ length: count }, (_, at) => `p${at}: parts { ...P }`).join(' ');
  const fragment = 'fragment P on Part { id label thing { id name payload } }';
  const request = (count: number) => {
    const body = JSON.stringify({ query: `{ ${aliases(count)} } ${fragment}` });
    const head = 'POST /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n';
    return Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n${body}`);
  };
  const sizes = [1, 7, 20, 45];
  const alone: string[] = [];
  // The second answer comes through the fast lane.
  for (const size of [...sizes, ...sizes]) alone.push(timeless(await exchange(way.port, request(size))));
  const bySize = new Map(sizes.map((size, at) => [size, alone[at]]));
  expect(alone.slice(sizes.length)).toEqual(alone.slice(0, sizes.length));
  const seen = way.byYoga();
  const many = Array.from({ length: 60 }, (_, at) => sizes[at % sizes.length] ?? 1);
  const answers = await Promise.all(
    many.map((size, at) => exchange(way.port, request(size), { readAfterMs: (at % 3) * 200 })),
  );
  expect(answers.map(timeless).every((answer, at) => answer === bySize.get(many[at] ?? 1))).toBe(true);
  expect(way.byYoga()).toBe(seen + (fastLane ? 0 : many.length));
  await way.close();
});

const WRITES = new URL('../fixtures/writes.sql', import.meta.url);

/** Each document comes twice: the first time nobody knows it, and Yoga answers. */
const MUTATIONS: readonly { readonly query: string; readonly variables?: object }[] = [
  {
    query: 'mutation ($l: String!) { createTag(values: {label: $l}) { row { id label } action } }',
    variables: { l: 'a' },
  },
  {
    query: 'mutation ($l: String!) { createTag(values: {label: $l}) { row { id label } action } }',
    variables: { l: 'é"b' },
  },
  {
    query: 'mutation ($l: String!) { createTag(values: {label: $l}) { row { id label } action } }',
    variables: { l: 'a' },
  },
  {
    query: 'mutation ($l: String!) { createTag(values: {label: $l}) { row { id label } action } }',
    variables: { l: 5 },
  },
  ...Array.from({ length: 3 }, (_, number) => ({
    query:
      'mutation ($e: String!) { createCustomer(values: {email: $e, name: "n", orders: {create: [{note: "1"}, {note: "2"}]}}) { row { name orders { note total } } affectedRows } }',
    variables: { e: `${number}@y` },
  })),
  ...Array.from({ length: 2 }, () => ({
    query:
      'mutation { updateCustomers(where: {name: {eq: "n"}}, atMost: 99, inc: {version: 1}) { rows { version } old { version } } }',
  })),
  ...Array.from({ length: 2 }, () => ({ query: 'mutation { deleteTag(by: {label: "none"}) { row { label } } }' })),
  ...Array.from({ length: 2 }, () => ({
    query: 'mutation { deleteTag(by: {label: "none"}, mustExist: false) { row { label } query { tags { label } } } }',
  })),
];

it('the fast lane and Yoga answer mutations with the same status, headers and bytes', async () => {
  const databases = await Promise.all([createDatabase([WRITES]), createDatabase([WRITES])]);
  const ways = await Promise.all(
    databases.map(({ url }, index) => openWay(url, index === 0, { mutations: true, development: false })),
  );
  for (const body of MUTATIONS) {
    const text = JSON.stringify(body);
    const head = `POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\naccept: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n`;
    const [byLane, byYoga] = await Promise.all(ways.map(({ port }) => exchange(port, Buffer.from(head + text))));
    expect(timeless(byLane ?? Buffer.from('')), text).toBe(timeless(byYoga ?? Buffer.from('no answer')));
  }
  const [lane, yoga] = ways;
  // One create, two trees, one write by condition and one delete that finds nothing are known, and have no errors.
  expect((yoga?.byYoga() ?? 0) - (lane?.byYoga() ?? 0)).toBe(5);
  await Promise.all(ways.map((way) => way.close()));
  await Promise.all(databases.map((each) => each.drop()));
});
