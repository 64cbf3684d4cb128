import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/blog.sql', import.meta.url)]);
});
afterAll(() => database.drop());

// covers: I11, S15, S58
it('keeps no row of a session that is closed, nor of a request that is answered', () => {
  const program = `
    import { createGateway } from ${JSON.stringify(new URL('../../index.ts', import.meta.url).href)};
    const gateway = await createGateway({ database: { url: ${JSON.stringify(database.url)} } });
    const load = async () => {
      const session = gateway.session();
      const [user] = await session.load({ entity: 'User', limit: 1, select: { id: true, posts: { select: { id: true } } } });
      await session.close();
      return [new WeakRef(user), new WeakRef(user.posts[0]), new WeakRef(session)];
    };
    const references = await load();
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc();
    console.log(JSON.stringify(references.map((reference) => reference.deref() === undefined)));
    await gateway.close();
  `;
  const flags = ['--expose-gc', '--input-type=module', '--eval', program];
  const { stdout, stderr } = spawnSync(process.execPath, flags, { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: '[true,true,true]\n', stderr: '' });
});
