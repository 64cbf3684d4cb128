/**
 * A configuration with any value in any place is served, or refused with reasons. The gateway never crashes over it.
 */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConfigError } from '../../schema/config/reader/config-issues.ts';
import { withAnything } from '../support/anything.ts';
import { openGateway } from '../support/gateway.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(
  `create table users (id int primary key, kind text, name text, boss_id int references users, about_id int, about text);
   create table engineers (id int primary key references users, level int);
   create table posts (id int primary key, user_id int references users, title text);
   create function latest() returns setof posts stable language sql as 'select * from posts';
   create function tag(u users, n int default 1) returns text stable language sql as 'select u.name || n';`,
);

const resolve = (): number => 1;

/** A configuration that uses every setting. */
function everything(): object {
  return {
    claims: { role: 'text', user: 'int4', roles: 'text[]' },
    textSearch: 'english',
    nodes: true,
    functions: { latest: { function: 'latest', description: 'The latest.' } },
    session: {
      role: { claim: 'role' },
      anonymousRole: 'pg_read_all_data',
      settings: { 'app.user': { claim: 'user' } },
    },
    typeDefs: 'extend type Query { a: Int } extend type Post { b: Int }',
    resolvers: { Query: { a: resolve }, Post: { b: { requires: ['title'], resolve, load: 'raise' } } },
    loaders: { weather: { load: () => [], batchSize: 5 } },
    limits: { maxPageSize: 100, depth: 10 },
    pool: { size: 2, order: 'fifo' },
    database: { schemas: ['public'] },
    entities: {
      '*': { relations: { '*': { load: 'selectin' } } },
      Post: { columns: { title: { hide: false } }, key: ['id'] },
      User: {
        name: 'Person',
        description: 'Somebody.',
        orderBy: [{ id: 'DESC' }],
        defaultPageSize: 5,
        maxPageSize: 10,
        columns: { name: { name: 'label', type: 'varchar', nullable: true, description: 'Called so.' } },
        relations: {
          latestPost: {
            target: 'Post',
            on: [['id', 'user_id']],
            kind: 'one',
            orderBy: [{ id: 'DESC' }],
            where: { title: { ne: 'x' } },
            nullable: true,
          },
          readers: {
            target: 'User',
            through: { table: 'posts', on: [['id', 'user_id']], then: [['user_id', 'id']] },
          },
          written: { target: 'Post', on: '{source}.id = {target}.user_id', load: 'auto' },
        },
        variants: {
          interface: 'Human',
          by: 'kind',
          types: {
            Engineer: { value: 'engineer' },
            Plain: { value: 'plain', columns: ['about'] },
            User: { value: 'user' },
          },
        },
        unions: {
          subject: {
            name: 'Subject',
            by: 'about',
            types: { Post: { value: 'post', on: [['about_id', 'id']] } },
          },
        },
        policy: { or: [{ claim: 'user', eq: 1 }, { id: { in: [1, 2] } }] },
        fields: {
          shout: { sql: 'upper({row}.name)', type: 'String', nullable: true },
          plus: { sql: '{row}.id + {arg.n}', args: { n: 'int4' } },
          rank: { window: 'rank() over (order by {row}.id)' },
          tag: { function: 'tag' },
          mine: { type: 'Int', args: { x: 'Int = 1' }, requires: ['id'], resolve },
        },
      },
    },
  };
}

async function outcomeOf(config: unknown): Promise<unknown> {
  try {
    // @ts-expect-error -- a configuration without types
    const gateway = await openGateway(database.url, config);
    await gateway.close();
    return 'served';
  } catch (error) {
    return error instanceof ConfigError ? 'refused' : error;
  }
}

test('a configuration with every setting is served', async () => {
  expect(await outcomeOf(everything())).toBe('served');
});

test('a configuration with any value in any place is served or refused', async () => {
  const property = fc.asyncProperty(withAnything(everything), async (config) => {
    expect(await outcomeOf(config)).toMatch(/^(served|refused)$/);
  });
  await fc.assert(property, { numRuns: 200 });
});
