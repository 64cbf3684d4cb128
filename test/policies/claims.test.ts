/** Claims are values: they are checked, sent as parameters, and do not change plans. */
import { describe, expect, it } from 'vitest';
import { useGateway } from '../acceptance/cases.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { openPrograms } from '../sessions/support.ts';
import { lintSql } from '../support/sql-lint.ts';
import type { Claims } from '../../resolvers/operation/executor-type.ts';

const CONFIG: ConfigOptions = {
  claims: { userId: 'int8', names: 'text[]', role: 'text' },
  entities: {
    User: { policy: { id: { eq: { claim: 'userId' } } } },
    Post: { policy: { author: { id: { eq: { claim: 'userId' } } } } },
    Address: { policy: { or: [{ user: { name: { in: { claim: 'names' } } } }, { id: { lte: 2 } }] } },
    Profile: { policy: { user: { posts: { some: { score: { gte: 1 } } }, addresses: { none: { id: { eq: 9 } } } } } },
    Tag: { policy: { not: { id: { in: [1, 2] } } } },
  },
};
const users = useGateway('blog', CONFIG);

interface Answered {
  readonly data: unknown;
  readonly S: number;
}

async function ask(query: string, claims: Claims): Promise<Answered> {
  const { data, errors, S, statements } = await users().run(query, { claims });
  expect(errors).toEqual([]);
  for (const { sql } of statements) expect(lintSql(sql)).toEqual([]);
  return { data, S };
}

describe('claims of a request', () => {
  it('claims decide which rows are seen', async () => {
    expect((await ask('{ users { id } }', { userId: 3 })).data).toEqual({ users: [{ id: '3' }] });
    expect((await ask('{ users { id } }', { userId: '4' })).data).toEqual({ users: [{ id: '4' }] });
  });

  it.each([[null], [{}], [{ userId: null }]])('absent claims hide every row: %j', async (claims) => {
    expect((await ask('{ users { id } posts { id } usersAggregate { count } }', claims)).data).toEqual({
      users: [],
      posts: [],
      usersAggregate: { count: 0 },
    });
  });

  it('a claim may be a list, and stand beside values of the configuration', async () => {
    const { data } = await ask('{ addresses { id } tags { id } }', { names: ['c', "'; drop table users --"] });
    expect(data).toEqual({ addresses: [1, 2, 5, 8].map((id) => ({ id })), tags: [{ id: 3 }] });
  });

  it('a claim counts through relations, which the policy sees whole', async () => {
    // Posts by user 1 are seen by user 1 alone, but the policy of Profile still finds them.
    expect((await ask('{ profiles { id } }', { userId: 4 })).data).toEqual({ profiles: [] });
    expect((await ask('{ posts { id } }', { userId: 1 })).data).toEqual({ posts: [2, 4, 6, 8].map((id) => ({ id })) });
  });

  it('claims are parameters: the SQL text is one for all, and holds no constant of the configuration', async () => {
    const texts = new Set<string>();
    for (const userId of [1, 2, 3]) {
      const { statements } = await users().run('{ users { id posts { id } } tags { id } addresses { id } }', {
        claims: { userId, names: ['a'] },
        load: 'selectin',
      });
      for (const { sql } of statements) texts.add(sql);
    }
    expect(texts.size).toBe(4);
  });

  it.each<[Claims, string]>([
    [{ userId: 'one' }, 'The claim userId must be of type int8.'],
    [{ userId: 1.5 }, 'The claim userId must be of type int8.'],
    [{ userId: 2 ** 70 }, 'The claim userId must be of type int8.'],
    [{ userId: [1] }, 'The claim userId must be of type int8.'],
    [{ userId: { id: 1 } }, 'The claim userId must be of type int8.'],
    [{ userId: true }, 'The claim userId must be of type int8.'],
    [{ names: 'a' }, 'The claim names must be of type text[].'],
    [{ names: '"a"' }, 'The claim names must be of type text[].'],
    [{ names: '{"a":1}' }, 'The claim names must be of type text[].'],
    [{ names: '["a"' }, 'The claim names must be of type text[].'],
    [{ names: ['a', null] }, 'The claim names must be of type text[].'],
    [{ names: ['a\0b'] }, 'The claim names must be of type text[].'],
  ])('a claim of a wrong type refuses the request before any SQL: %j', async (claims, message) => {
    const { errors, connections } = await users().run('{ users { id } }', { claims });
    expect(errors).toMatchObject([{ message, extensions: { code: 'FORBIDDEN', http: { status: 403 } } }]);
    expect(connections).toEqual([]);
    const programs = await openPrograms(users().url, CONFIG);
    await using session = programs.session({ claims: claims ?? {} });
    const load = session.load({ entity: 'User', select: { id: true } });
    await expect(load).rejects.toMatchObject({ name: 'SessionError', code: 'FORBIDDEN', message });
    await programs.pool.close();
  });

  it('a claim may hold any value of its type', async () => {
    const names = ['"', '\\', '{},', 'x'.repeat(1_000_000), '', 'null'];
    expect((await ask('{ addresses { id } }', { names })).data).toEqual({ addresses: [{ id: 1 }, { id: 2 }] });
    const text = JSON.stringify(names);
    expect((await ask('{ addresses { id } }', { names: text })).data).toEqual({ addresses: [{ id: 1 }, { id: 2 }] });
  });
});
