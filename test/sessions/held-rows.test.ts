/** One row by its key that the session may already hold. */
import { describe, expect, it } from 'vitest';
import type { OneForm, Session } from '../../index.ts';
import { useBothWays } from './support.ts';

const BY_ID = { orderBy: [{ id: 'ASC' }] };
const ID = { id: true };
const POSTS = { ...BY_ID, select: ID };
const NAMED = { id: true, name: true };

describe('held rows', () => {
  const ways = useBothWays('blog', {});

  async function withUsers(session: Session): Promise<readonly object[]> {
    const users = await session.load<object>({
      entity: 'User',
      ...BY_ID,
      select: { ...NAMED, boss: { select: NAMED }, posts: POSTS },
    });
    ways().programs.statements();
    return users;
  }

  it.each<[string, OneForm['key'], OneForm['select'], boolean]>([
    ['columns that it has', { id: '2' }, NAMED, false],
    ['a key given as a number', { id: 2 }, NAMED, false],
    ['relations that it has', { id: '2' }, { boss: { select: NAMED }, posts: POSTS }, false],
    ['a column that it lacks', { id: '2' }, { bossId: true }, true],
    ['a column that its relation lacks', { id: '2' }, { boss: { select: { bossId: true } } }, true],
    ['a relation that it lacks', { id: '2' }, { profile: { select: ID } }, true],
    ['another spelling of its key', { id: '002' }, NAMED, false],
    ['an aggregate that it lacks', { id: '2' }, { postsAggregate: { select: { count: true } } }, true],
  ])('a held row costs a statement only for missing parts: %s', async (_, key, select, isRead) => {
    const { programs } = ways();
    await using session = programs.session();
    const users = await withUsers(session);
    const user = await session.loadOne({ entity: 'User', key, select });
    expect(user).toBe(users[1]);
    expect(programs.statements().length > 0).toBe(isRead);
    programs.statements();
    expect(await session.loadOne({ entity: 'User', key: { id: '2' }, select })).toBe(users[1]);
    expect(programs.statements()).toEqual([]);
  });

  it('a held row opens no connection, in a transaction or without one', async () => {
    const { programs } = ways();
    await using session = programs.session();
    const users = await withUsers(session);
    await session.transaction(async () => {
      expect(await session.loadOne({ entity: 'User', key: { id: 1 }, select: NAMED })).toBe(users[0]);
    });
    expect(programs.take()).toEqual([]);
  });

  it('a held row is written as JSON as selected, and a wrong selection is still refused', async () => {
    const { programs } = ways();
    await using session = programs.session();
    await session.load({ entity: 'User', where: { id: { eq: 2 } }, select: { ...ID, boss: { select: NAMED } } });
    programs.statements();
    const boss = await session.loadOne({ entity: 'User', key: { id: 1 }, select: { name: true } });
    expect([programs.statements(), JSON.stringify(boss)]).toEqual([[], '{"name":"a"}']);
    const wrong = session.loadOne({ entity: 'User', key: { id: 'x' }, select: NAMED });
    await expect(wrong).rejects.toMatchObject({ code: 'BAD_SELECTION' });
    await withUsers(session);
    const other = { posts: { limit: 1, select: ID } };
    await expect(session.loadOne({ entity: 'User', key: { id: 1 }, select: other })).rejects.toThrow(
      'User.posts is selected with different arguments',
    );
  });

  it('a held row is read anew after the session was cleared, and a row that is not held is loaded', async () => {
    const { programs } = ways();
    await using session = programs.session();
    const users = await withUsers(session);
    session.clear();
    expect(await session.loadOne({ entity: 'User', key: { id: 1 }, select: NAMED })).not.toBe(users[0]);
    expect(await session.loadOne({ entity: 'User', key: { id: 99 }, select: NAMED })).toBe(null);
    expect(programs.statements().length).toBe(2);
  });
});
