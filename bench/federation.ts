/**
 * `npm run bench:federation` loads 1,000 representations with one nested to-one: Espalier against the same subgraph
 * written by hand with DataLoader. Both answer in this process, one after the other in rounds, over the same database.
 */
import { createServer, type RequestListener } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import DataLoader from 'dataloader';
import { createSchema, createYoga } from 'graphql-yoga';
import pg from 'pg';
import { pino } from 'pino';
import { readConfig } from '../schema/config/read-config.ts';
import { openGateway } from '../server/gateway.ts';
import { startTestServer } from '../test/support/database-server.ts';
import { query, sampleDatabase } from '../test/support/database.ts';

const ROUNDS = 10;
const REQUESTS = 30;
const DOCUMENT = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on Track { name milliseconds album { title } } }
}`;
const representations = Array.from({ length: 1_000 }, (_, index) => ({ __typename: 'Track', trackId: index + 1 }));
const body = JSON.stringify({ query: DOCUMENT, variables: { representations } });

const server = await startTestServer();
try {
  const database = await sampleDatabase('chinook');
  await query(database.url, 'analyze');
  const config = readConfig({
    file: { federation: true, database: { url: database.url } },
    env: { NODE_ENV: 'production' },
  });
  const gateway = await openGateway(config, pino({ level: 'silent' }));
  const pool = new pg.Pool({ connectionString: database.url });
  const targets = { espalier: await listen(gateway.handler), dataloader: await listen(byHand(pool)) };
  await compare(targets);
  await pool.end();
  await gateway.close();
} finally {
  await server.stop();
}
process.exit(0);

// These are types and not interfaces, because only types are rows of any kind to pg.
type Track = {
  readonly track_id: number;
  readonly name: string;
  readonly milliseconds: number;
  readonly album_id: number;
};

type Album = {
  readonly album_id: number;
  readonly title: string;
};

interface Loaders {
  readonly tracks: DataLoader<number, Track | null>;
  readonly albums: DataLoader<number, Album | null>;
}

/** A subgraph as a person would write it: a loader per table and request, with one statement per batch. */
function byHand(pool: pg.Pool): RequestListener {
  const loader = <Row extends Record<string, unknown>>(sql: string, key: string) =>
    new DataLoader<number, Row | null>(
      async (keys) => {
        const { rows } = await pool.query<Row>({ name: key, text: sql, values: [keys] });
        const byKey = new Map(rows.map((row) => [row[key], row]));
        return keys.map((each) => byKey.get(each) ?? null);
      },
      { maxBatchSize: 10_000 },
    );
  const schema = createSchema<Loaders>({
    typeDefs: `
      scalar _Any
      type Query { _entities(representations: [_Any!]!): [_Entity]! }
      union _Entity = Track
      type Track { trackId: Int! name: String! milliseconds: Int! album: Album }
      type Album { title: String! }
    `,
    resolvers: {
      Query: {
        _entities: (_: unknown, args: { representations: readonly { trackId: number }[] }, { tracks }: Loaders) =>
          args.representations.map(({ trackId }) => tracks.load(trackId)),
      },
      _Entity: { __resolveType: () => 'Track' },
      Track: { album: ({ album_id }: Track, _: unknown, { albums }: Loaders) => albums.load(album_id) },
    },
  });
  return createYoga<object, Loaders>({
    schema,
    logging: false,
    graphqlEndpoint: '/graphql',
    context: () => ({
      tracks: loader('select track_id, name, milliseconds, album_id from track where track_id = any($1)', 'track_id'),
      albums: loader('select album_id, title from album where album_id = any($1)', 'album_id'),
    }),
  });
}

async function compare(targets: Readonly<Record<string, string>>): Promise<void> {
  const answers = await Promise.all(Object.values(targets).map(async (url) => JSON.parse(await ask(url))));
  if (!answers.every((answer) => isDeepStrictEqual(answer, answers[0]))) throw new Error('The answers differ.');
  const times = new Map(Object.keys(targets).map((name) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, url] of Object.entries(targets)) {
      const start = performance.now();
      for (let request = 0; request < REQUESTS; request++) await ask(url);
      // The first round warms up.
      if (round > 0) times.get(name)?.push((performance.now() - start) / REQUESTS);
    }
  }
  const medians = [...times].map(([name, values]) => [name, median(values)] as const);
  for (const [name, ms] of medians) console.log(`${name.padEnd(12)} ${ms.toFixed(2)} ms per request`);
  const [own, other] = medians.map(([, ms]) => ms);
  console.log(`ratio        ${((other ?? 0) / (own ?? 1)).toFixed(1)} times as fast as DataLoader by hand`);
}

async function ask(url: string): Promise<string> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body });
  return response.text();
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function listen(handler: RequestListener): Promise<string> {
  const http = createServer(handler);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/graphql`;
}
