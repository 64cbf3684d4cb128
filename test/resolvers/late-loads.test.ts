/**
 * An answer may be settled while one of its loads still waits for its tick. Nothing is opened for that load any more.
 */
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGateway, type EmbeddedGateway } from '../../server/create-gateway.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';

const SQL = `
create table book (id int primary key, title text not null);
create table measure (id int primary key, v float8 not null, book int references book);
insert into book values (1, 'one'), (2, 'two');
insert into measure values (1, 1.5, 1), (2, 'NaN', 2);
`;

function failsAtTwo(row: object): number {
  if (Object.values(row).includes(2)) throw new Error('two');
  return 1;
}

async function rejectsLater(): Promise<never> {
  await Promise.resolve();
  throw new Error('later');
}

const CONFIG: ConfigOptions = {
  pool: { size: 2, acquireTimeoutMs: 300 },
  server: { logLevel: 'silent' },
  loadDirective: true,
  federation: true,
  typeDefs: `
    extend type Query { pair: Pair rows: [Book] broken: [Book!] wholes: [Whole!] nested: [[Whole!]!] later: [Int!] things: [Thing!] }
    type Whole { waits: Int! fails: Int! late: Int size: Size! }
    union Thing = Whole | Pair
    enum Size { BIG }
    type Pair { ok: Book bad: Int! }
  `,
  resolvers: {
    Query: {
      pair: () => ({ ok: { id: 1 }, bad: null }),
      rows: () => [{ id: 1 }, { id: null }],
      broken: () => [{ id: 1 }, new Error('no book')],
      wholes: () => [{ n: 1 }, { n: 2 }],
      nested: () => [[{ n: 1 }, { n: 2 }], null],
      later: () => [rejectsLater(), null],
      things: () => [{ __typename: 'Whole', n: 1 }, { __typename: 'Nothing' }],
    },
    Whole: {
      waits: () => rejectsLater(),
      late: () => rejectsLater(),
      fails: failsAtTwo,
      size: (whole: object) => ('n' in whole && whole.n === 1 ? 'BIG' : 'HUGE'),
    },
  },
  entities: {
    Measure: {
      fields: {
        fails: { type: 'Int!', requires: ['id'], resolve: failsAtTwo },
        rejects: { type: 'Int', requires: ['id'], resolve: () => Promise.reject(new Error('rejects')) },
        slow: {
          type: 'Int',
          requires: ['id'],
          resolve: async (row, _args, { loaders }) => ((await loaders.relation(row, 'bookByBook')) ? 1 : 0),
        },
      },
    },
  },
};

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([SQL]);
});
afterAll(() => database.drop());

const LAZY = 'bookByBook @load(strategy: LAZY) { title }';
/** Keeps the request open while another field fails. */
const MEANWHILE = 'meanwhile: measures(where: { id: { eq: 1 } }) { slow }';
const OPERATIONS: readonly (readonly [name: string, query: string])[] = [
  ['an unrepresentable value beside a lazy relation', `{ measures { ${LAZY} v } }`],
  ['a required null beside a row by its key', '{ pair { ok { title } bad } }'],
  ['a list with a row without a key', '{ rows { title } }'],
  ['a list with an error as an element', '{ broken { title } }'],
  ['an element that fails at once behind one that rejects later', `{ wholes { fails waits } ${MEANWHILE} }`],
  ['a value that does not fit its type behind a field that rejects later', `{ wholes { size late } ${MEANWHILE} }`],
  ['a list without an element behind one that rejects later', `{ nested { waits } ${MEANWHILE} }`],
  ['a null behind a promise that rejects later', `{ later ${MEANWHILE} }`],
  ['an object of an unknown type behind one that rejects later', `{ things { ... on Whole { waits } } ${MEANWHILE} }`],
  ['a failing resolver beside a lazy relation', `{ measures { ${LAZY} fails } }`],
  ['a failing resolver beside one that loads', '{ measures { slow fails } }'],
  [
    'an entity with a lazy relation beside a failing required field',
    `{ _entities(representations: [{ __typename: "Measure", id: 1 }, { __typename: "Measure", id: 2 }]) { ... on Measure { ${LAZY} fails slow v } } }`,
  ],
];

async function ask(gateway: EmbeddedGateway, text: string): Promise<unknown> {
  const request = new Request('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: text }),
  });
  const answer = await gateway.fetch(request);
  return answer.json();
}

async function connectionsInTransaction(): Promise<number> {
  const [row] = await query<{ n: number }>(
    database.url,
    `select count(*)::int as n from pg_stat_activity
     where datname = current_database() and application_name = 'espalier' and state <> 'idle'`,
  );
  return row?.n ?? -1;
}

describe('loads of a settled answer', () => {
  it.each(OPERATIONS)('a load of a settled answer opens no connection: %s', async (_name, text) => {
    await using gateway = await createGateway({ ...CONFIG, database: { url: database.url } });
    for (let time = 0; time < 4; time++) expect(await ask(gateway, text)).toHaveProperty('errors');
    await wait(400);
    expect(await connectionsInTransaction()).toBe(0);
    expect(await ask(gateway, '{ books { id } }')).toEqual({ data: { books: [{ id: 1 }, { id: 2 }] } });
  });

  it('a resolver that could load keeps no connection if no row asks it', async () => {
    await using gateway = await createGateway({ ...CONFIG, database: { url: database.url } });
    const text = `{ _entities(representations: [{ __typename: "Book", id: 1 }]) { ... on Book { title } ... on Measure { slow } } }`;
    for (let time = 0; time < 4; time++)
      expect(await ask(gateway, text)).toEqual({ data: { _entities: [{ title: 'one' }] } });
    expect(await connectionsInTransaction()).toBe(0);
  });

  it.each([
    ['a load', (gateway: EmbeddedGateway) => gateway.session().load(SELECTION)],
    [
      'a stream',
      async (gateway: EmbeddedGateway) => {
        for await (const batch of gateway.session().stream(SELECTION)) void batch;
      },
    ],
    [
      'a transaction',
      async (gateway: EmbeddedGateway) => {
        const session = gateway.session();
        await session.transaction(() => session.load(SELECTION));
      },
    ],
  ] as const)('a failing resolver in %s of a program leaves no connection open', async (_name, read) => {
    await using gateway = await createGateway({ ...CONFIG, database: { url: database.url } });
    for (let time = 0; time < 4; time++) await expect(read(gateway)).rejects.toThrow('two');
    await wait(400);
    expect(await connectionsInTransaction()).toBe(0);
    expect(await gateway.session().load({ entity: 'Book', select: { id: true } })).toHaveLength(2);
  });

  it.each(['load', 'stream'] as const)(
    'a second failing resolver of a row causes no unhandled rejection in a %s of a program',
    async (way) => {
      await using gateway = await createGateway({ ...CONFIG, database: { url: database.url } });
      await using session = gateway.session();
      const selection = { entity: 'Measure', where: { id: { eq: 2 } }, select: { rejects: true, v: true } };
      const read = way === 'load' ? session.load(selection) : session.stream(selection).next();
      await expect(read).rejects.toThrow('NaN');
      await nextTurn();
    },
  );
});

const SELECTION = { entity: 'Measure', select: { slow: true, fails: true } };
