/**
 * A program without types gets the rows it asked for or a SessionError, whatever it writes. The gateway never crashes
 * over it.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SessionError } from '../../loaders/session/session-error.ts';
import type { Session } from '../../resolvers/sessions/session.ts';
import { withAnything } from '../support/anything.ts';
import { useBothWays } from './support.ts';

const posts = {
  where: { score: { gt: 0 }, or: [{ id: { in: [1, 2] } }] },
  orderBy: [{ id: 'DESC' }],
  limit: 2,
  offset: 1,
  load: 'selectin',
  select: { id: true, __typename: true },
};
const postsAggregate = {
  where: { id: { gt: 0 } },
  select: {
    count: true,
    max: { select: { score: true } },
    groups: {
      by: [{ score: true }],
      having: { count: { gt: 0 } },
      orderBy: [{ count: 'DESC' }],
      limit: 3,
      select: { keys: { select: { score: true } }, count: true },
    },
  },
};
const postsConnection = {
  first: 2,
  orderBy: [{ id: 'ASC' }],
  select: {
    nodes: { select: { id: true } },
    edges: { select: { cursor: true, node: { select: { id: true } } } },
    pageInfo: { select: { hasNextPage: true } },
    totalCount: { mode: 'CAPPED', cap: 2 },
    aggregate: { select: { count: true } },
  },
};
const list = {
  entity: 'User',
  where: { name: { ne: 'x' } },
  orderBy: [{ id: 'ASC' }, { boss: { name: 'DESC' } }],
  limit: 5,
  offset: 0,
  distinctOn: ['ID'],
  select: {
    id: true,
    other: { field: 'name' },
    boss: { load: 'joined', select: { name: true } },
    posts,
    postsAggregate,
    postsConnection,
    descendants: { maxDepth: 2, select: { id: true } },
  },
};

async function streamed(session: Session, form: unknown): Promise<number> {
  let rows = 0;
  // @ts-expect-error -- a program without types
  for await (const batch of session.stream(form)) rows += batch.length;
  return rows;
}

type Ask = readonly [name: string, right: object, ask: (session: Session, form: unknown) => Promise<unknown>];

const ASKS: readonly Ask[] = [
  // @ts-expect-error -- a program without types
  ['load', list, (session, form) => session.load(form)],
  // @ts-expect-error -- a program without types
  ['loadOne', { entity: 'User', key: { id: 1 }, select: { id: true } }, (session, form) => session.loadOne(form)],
  // @ts-expect-error -- a program without types
  ['connection', { entity: 'Post', ...postsConnection }, (session, form) => session.connection(form)],
  // @ts-expect-error -- a program without types
  ['aggregate', { entity: 'Post', ...postsAggregate }, (session, form) => session.aggregate(form)],
  ['stream', list, streamed],
];

describe('forms of a session', () => {
  const ways = useBothWays('blog', {});

  it.each(ASKS)('a session takes or refuses any value in any place: %s', async (_, right, ask) => {
    const outcomeOf = async (form: unknown): Promise<unknown> => {
      await using session = ways().programs.session();
      return await ask(session, form).then(
        () => 'given',
        (error: unknown) => (error instanceof SessionError ? 'refused' : error),
      );
    };
    expect(await outcomeOf(right)).toBe('given');
    const property = fc.asyncProperty(
      withAnything(() => right),
      async (form) => {
        expect(await outcomeOf(form)).toMatch(/^(given|refused)$/);
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });
});
