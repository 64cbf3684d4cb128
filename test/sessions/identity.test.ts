/** A row is one object for a program, whichever ways lead to it. It has the columns that any of them selected. */
import { describe, expect, it } from 'vitest';
import { useBothWays } from './support.ts';

const BY_ID = { orderBy: [{ id: 'ASC' }] };
const ID = { id: true };

interface Numbered {
  readonly id: number;
}

describe('a row and a list', () => {
  const ways = useBothWays('tree', {});

  interface Node extends Numbered {
    readonly name: string;
    readonly parent: Node | null;
  }

  // covers: I3
  it('a row first seen as a narrow parent is the listed row, with the columns of both', async () => {
    await using session = ways().programs.session();
    const [second, first] = await session.load<Node>({
      entity: 'Node',
      where: { id: { lte: 2 } },
      orderBy: [{ id: 'DESC' }],
      select: { name: true, parent: { select: ID } },
    });
    expect(second?.parent).toBe(first);
    expect(second?.parent).toEqual({ id: 1, name: 'n1', parent: null });
  });
});

describe('two ways to one row', () => {
  const ways = useBothWays('paths', {});

  interface Stop extends Numbered {
    readonly blues: readonly Numbered[];
    readonly reds: readonly Numbered[];
  }
  interface Start {
    readonly stop: Stop;
    readonly middle: { readonly stop: Stop };
  }

  // covers: I4
  it('two ways to one row give it the lists of both', async () => {
    await using session = ways().programs.session();
    const [start] = await session.load<Start>({
      entity: 'Start',
      ...BY_ID,
      limit: 1,
      select: {
        stop: { select: { blues: { ...BY_ID, select: ID } } },
        middle: { select: { stop: { select: { reds: { ...BY_ID, select: ID } } } } },
      },
    });
    expect(start?.stop).toBe(start?.middle.stop);
    expect(start?.stop).toEqual({ blues: [{ id: 1 }, { id: 2 }], reds: [{ id: 1 }] });
  });
});

describe('a list that is reached twice', () => {
  const ways = useBothWays('blog', {});

  interface Post extends Numbered {
    readonly score: number;
    readonly author: User;
  }
  interface User {
    readonly posts: readonly Post[];
  }

  // covers: I9
  it('a list that is reached again has the further columns, and no row twice', async () => {
    await using session = ways().programs.session();
    const again = { select: { posts: { ...BY_ID, select: { id: true, score: true } } } };
    const [user] = await session.load<User>({
      entity: 'User',
      where: { id: { eq: '2' } },
      select: { posts: { ...BY_ID, select: { id: true, author: again } } },
    });
    expect(user?.posts.map(({ id, score }) => [id, score])).toEqual([1, 3, 7, 9].map((id) => [id, id % 3]));
    for (const post of user?.posts ?? []) {
      expect(post.author).toBe(user);
      expect(post.author.posts.find(({ id }) => id === post.id)).toBe(post);
    }
  });
});
