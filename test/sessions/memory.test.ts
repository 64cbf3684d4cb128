import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/blog.sql', import.meta.url)]);
});
afterAll(() => database.drop());

function url(path: string): string {
  return JSON.stringify(new URL(`../../${path}`, import.meta.url).href);
}

/**
 * Runs a process of its own and returns its counts of the rows in memory, while a session is open and after the work.
 */
function heldAfter(work: string): unknown {
  const program = `
    import { queryObjects } from 'node:v8';
    import { createGateway } from ${url('index.ts')};
    import { Instance } from ${url('loaders/session/instance.ts')};
    import { LoadResult } from ${url('loaders/session/load-result.ts')};
    import { ReadTransaction } from ${url('loaders/session/read-transaction.ts')};
    import { NodeRows } from ${url('loaders/rows/node-rows.ts')};
    const shout = { type: 'String!', requires: ['name'], resolve: ({ name }) => name.toUpperCase() };
    const gateway = await createGateway({
      development: true,
      database: { url: ${JSON.stringify(database.url)} },
      entities: { User: { fields: { shout } } },
    });
    const ask = async (query) => {
      const response = await gateway.fetch(new Request('http://gateway/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      }));
      const { data } = await response.json();
      if (!data?.users[0].posts[0].id) throw new Error('no answer');
    };
    const held = () => Object.fromEntries(
      [ReadTransaction, LoadResult, NodeRows, Instance].map((kind) => [kind.name, queryObjects(kind, { format: 'count' })]),
    );
    const load = async () => {
      const session = gateway.session();
      await session.load({ entity: 'User', limit: 1, select: { id: true, posts: { select: { id: true } } } });
      const open = held();
      await session.close();
      return open;
    };
    const rest = () => new Promise((resolve) => setTimeout(resolve, 50));
    ${work}
    await gateway.close();
  `;
  const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program];
  const { stdout, stderr } = spawnSync(process.execPath, flags, { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const NOTHING = { ReadTransaction: 0, LoadResult: 0, NodeRows: 0, Instance: 0 };

// covers: I11, S15, S58
it('a closed session and an answered request leave no row in memory', () => {
  const work = `
    const open = await load();
    await rest();
    const closed = held();
    await ask('{ users { id posts { id } } }');
    await ask('{ users { id shout posts { id author { shout } } } }');
    await ask('{ users { id posts @load(strategy: LAZY) { id } } }');
    await rest();
    console.log(JSON.stringify({ holds: open.Instance > 0 && open.NodeRows > 0, closed, answered: held() }));
  `;
  expect(heldAfter(work)).toEqual({ holds: true, closed: NOTHING, answered: NOTHING });
});
