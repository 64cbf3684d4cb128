import { describe, expect, it } from 'vitest';
import { query as runSql } from '../support/database.ts';
import { type Case, ids, oneTrip, testCases, useGateway } from './cases.ts';

const BY_SCORE = 'orderBy: [{ score: DESC }]';

const BLOG: readonly Case[] = [
  {
    // covers: H1, S37, S66
    name: 'a limit counts per parent, and the key breaks ties in ascending order',
    query: `{ users { posts(limit: 2, ${BY_SCORE}) { id } } }`,
    data: { users: [{ posts: ids(2, 8) }, { posts: ids(1, 7) }, { posts: [] }, { posts: [] }] },
    rows: { auto: [4, 4], selectin: [4, 4], joined: [4, 4] },
  },
  {
    // covers: H2
    name: 'a limit of three gives three rows',
    query: `{ users(where: { id: { eq: "2" } }) { posts(limit: 3, ${BY_SCORE}) { id } one: posts(limit: 1, ${BY_SCORE}) { id } } }`,
    data: { users: [{ posts: ids(1, 7, 3), one: ids(1) }] },
    rows: { auto: [1, 3, 1], selectin: [1, 3, 1] },
  },
  ...[0, 1, 2, 3].map((limit): Case => {
    const most = (rows: readonly number[]): unknown => ({ posts: ids(...rows.slice(0, limit)) });
    return {
      name: `a limit of ${limit} that a variable brings is cut per parent`,
      query: `query ($limit: Int) { users { posts(limit: $limit, ${BY_SCORE}) { id } } }`,
      variables: { limit },
      data: { users: [most([2, 8, 4, 6]), most([1, 7, 3]), most([]), most([])] },
    };
  }),
  {
    name: 'a literal limit stands in the SQL, and a limit from a variable does not',
    query: `query ($limit: Int) { users(limit: 3) { posts(limit: $limit) { id } } }`,
    variables: { limit: 11 },
    data: { users: [{ posts: ids(2, 4, 6, 8) }, { posts: ids(1, 3, 7, 9) }, { posts: [] }] },
    also: {
      auto: ({ statements }) => {
        const [root, posts] = statements.map(({ sql }) => sql);
        expect(root).toMatch(/ limit 3$/);
        expect(posts).toMatch(/ limit 16\) s\) l where l\.n <= \$\d/);
      },
    },
  },
  {
    // covers: H4
    name: 'an offset skips per parent',
    query: `{ users { posts(limit: 2, offset: 1, ${BY_SCORE}) { id } } }`,
    data: { users: [{ posts: ids(8, 4) }, { posts: ids(7, 3) }, { posts: [] }, { posts: [] }] },
  },
  {
    // covers: H5
    name: 'a many-to-many list is limited per parent',
    query: '{ tags { id posts(limit: 2) { id tags { id } } } }',
    data: {
      tags: [
        { id: 1, posts: [1, 3].map((id) => ({ id, tags: ids(1, 3) })) },
        { id: 2, posts: [2, 4].map((id) => ({ id, tags: ids(2) })) },
        { id: 3, posts: [1, 3].map((id) => ({ id, tags: ids(1, 3) })) },
      ],
    },
    rows: { selectin: [3, 6, 6] },
  },
  {
    // covers: H9
    name: 'one relation limited twice gives each alias its own page',
    query: `{ users(limit: 2) { a: posts(limit: 1) { id } b: posts(limit: 3) { id } } }`,
    data: {
      users: [
        { a: ids(2), b: ids(2, 4, 6) },
        { a: ids(1), b: ids(1, 3, 7) },
      ],
    },
    rows: { auto: [2, 2, 6], selectin: [2, 2, 6] },
  },
  {
    // covers: H9
    name: 'the total is counted without the page',
    query: `{ users { postsConnection(first: 2, ${BY_SCORE}) { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage } } } }`,
    data: {
      users: [page(4, [2, 8], true), page(4, [1, 7], true), page(0, [], false), page(0, [], false)],
    },
    rows: { auto: [4, 6, 4] },
  },
  {
    // covers: H10
    name: 'a limit per parent inside a limited root reads the rows of both pages alone',
    query: '{ users(limit: 2) { posts(limit: 1) { id } } }',
    data: { users: [{ posts: ids(2) }, { posts: ids(1) }] },
    rows: { auto: [2, 2], selectin: [2, 2], joined: [2, 2] },
  },
  {
    name: 'the newest row of each parent is null for parents without rows',
    query: `{ users { posts(limit: 1, orderBy: [{ id: DESC }]) { id } } }`,
    data: { users: [{ posts: ids(8) }, { posts: ids(9) }, { posts: [] }, { posts: [] }] },
    rows: { auto: [4, 2] },
  },
];

function page(totalCount: number, nodes: readonly number[], hasNextPage: boolean): unknown {
  return { postsConnection: { totalCount, nodes: ids(...nodes), pageInfo: { hasNextPage, hasPreviousPage: false } } };
}

testCases('limits per parent', 'blog', BLOG);

describe('cursors', () => {
  const gateway = useGateway('blog');
  const pages = `query ($first: Int, $last: Int, $after: String, $before: String) {
    users(limit: 1) { postsConnection(first: $first, last: $last, after: $after, before: $before, ${BY_SCORE}) {
      edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;

  interface Connection {
    readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: number } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly endCursor: string };
  }

  async function read(variables: Record<string, unknown>): Promise<Connection> {
    const { data, errors } = await gateway().run(pages, { variables });
    expect(errors).toEqual([]);
    return (data as { users: [{ postsConnection: Connection }] }).users[0].postsConnection;
  }

  function nodes({ edges }: Connection): number[] {
    return edges.map(({ node }) => node.id);
  }

  // covers: H4
  it('cursors continue inside a group of equal values, per parent', async () => {
    const [first] = (await read({ first: 1 })).edges;
    const next = await read({ first: 2, after: first?.cursor });
    expect(first?.node.id).toBe(2);
    expect(nodes(next)).toEqual([8, 4]);
    expect(next.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  });

  it('cursors give every row once, forwards and backwards', async () => {
    const whole = nodes(await read({ first: 10 }));
    expect(whole).toEqual([2, 8, 4, 6]);
    const forwards: number[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const page = await read({ first: 1, after });
      forwards.push(...nodes(page));
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(forwards).toEqual(whole);
    const backwards: number[] = [];
    let before: string | null = null;
    for (let more = true; more;) {
      const page = await read({ last: 1, before });
      backwards.unshift(...nodes(page));
      before = page.edges[0]?.cursor ?? null;
      more = page.pageInfo.hasPreviousPage;
    }
    expect(backwards).toEqual(whole);
  });

  it('a cursor that is malformed or of another order is refused on its own field, before its SQL', async () => {
    const other = '{ postsConnection(first: 1) { pageInfo { endCursor } } }';
    const made = (await gateway().run(other)).data as { postsConnection: { pageInfo: { endCursor: string } } };
    for (const cursor of ['nonsense', made.postsConnection.pageInfo.endCursor]) {
      const document = `query ($after: String!) { users(limit: 1) { id } postsConnection(after: $after, ${BY_SCORE}) { totalCount } }`;
      const { errors } = await gateway().run(document, { variables: { after: cursor } });
      expect(errors).toHaveLength(1);
      expect(errors[0]?.message).toMatch(/postsConnection\(after:\)/);
      expect(errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    }
  });

  it('cursors work after and before, on nulls and on values, in one request after the other', async () => {
    const page = `query ($after: String, $before: String) {
      postsConnection(first: 9, after: $after, before: $before, orderBy: [{ authorId: ASC }, { id: ASC }]) {
        edges { cursor node { id } } } }`;
    const read = async (variables: Record<string, unknown>): Promise<Connection['edges']> => {
      const { data } = await gateway().run(page, { variables });
      return Object(data).postsConnection.edges;
    };
    const all = await read({});
    const order = [2, 4, 6, 8, 1, 3, 7, 9, 5];
    expect(all.map(({ node }) => node.id)).toEqual(order);
    for (const at of [3, 8, 4]) {
      const cursor = all[at]?.cursor;
      const after = (await read({ after: cursor })).map(({ node }) => node.id);
      const before = (await read({ before: cursor })).map(({ node }) => node.id);
      expect([at, after, before]).toEqual([at, [...order, 10].slice(at + 1), order.slice(0, at)]);
    }
  });

  it.each(['ASC', 'DESC'])('a cursor made under another order of nulls is refused: %s', async (direction) => {
    const page = `query ($after: String, $by: OrderDirection!) {
      postsConnection(first: 1, after: $after, orderBy: [{ authorId: $by }]) { pageInfo { endCursor } } }`;
    const [last, first] = [direction, `${direction}_NULLS_FIRST`];
    for (const [made, used] of [
      [last, first],
      [first, last],
    ]) {
      const { data } = await gateway().run(page, { variables: { by: made } });
      const after = Object(data).postsConnection.pageInfo.endCursor;
      const again = await gateway().run(page, { variables: { by: made, after } });
      expect(again.errors).toEqual([]);
      const { errors, S } = await gateway().run(page, { variables: { by: used, after } });
      expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('was made under another orderBy')]);
      expect(S).toBe(0);
    }
  });
});

const TWO = { auto: [2], selectin: [2], joined: [2] };
const NONE = { auto: [], selectin: [], joined: [] };
testCases('a limit of zero', 'blog', [
  {
    // covers: H3
    name: 'a limit of zero is an empty list without a statement',
    query: '{ users(limit: 2) { posts(limit: 0) { id } } }',
    data: { users: [{ posts: [] }, { posts: [] }] },
    rows: TWO,
    also: { auto: oneTrip, selectin: oneTrip, joined: oneTrip },
  },
  {
    // covers: H3
    name: 'a limit of zero from a variable is an empty list, and nothing below it is read',
    query: 'query ($none: Int!) { users(limit: 2) { posts(limit: $none) { id tags { id } author { id } } } }',
    variables: { none: 0 },
    data: { users: [{ posts: [] }, { posts: [] }] },
    rows: TWO,
    also: { auto: oneTrip, selectin: oneTrip, joined: oneTrip },
  },
  {
    // covers: H3
    name: 'a limit of zero at the root needs no database, whatever is below',
    query: '{ users(limit: 0) { id boss { id } posts(limit: 3) { id } postsConnection { totalCount } } }',
    data: { users: [] },
    rows: NONE,
  },
]);

describe('a thousand parents with twenty children each', () => {
  const limits = { defaultPageSize: 1000, maxPageSize: 1000 };
  const gateway = useGateway('many', { limits });

  // covers: H6, S37
  it('a limit per parent transfers three rows for each, by an index scan that stops early', async () => {
    const { R, statements, errors } = await gateway().run('{ shelves { id books(limit: 3) { id } } }');
    expect(errors).toEqual([]);
    expect(R).toEqual([1000, 3000]);
    const [, books] = statements;
    const values = books?.values.map((value) => (Array.isArray(value) ? `{${value.join(',')}}` : value));
    const rows = await runSql(
      gateway().url,
      `analyze; explain (analyze, costs off, timing off) ${inline(books?.sql, values)}`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Limit .*rows=3(\.00)? loops=1000/);
    expect(plan).toMatch(/Index (Only )?Scan using books_/);
    expect(plan).not.toMatch(/Seq Scan on books/);
  });

  /** Puts values into the text, because EXPLAIN takes no parameters where several statements are sent together. */
  function inline(sql = '', values: readonly unknown[] = []): string {
    return sql.replaceAll(/\$(\d+)/g, (_, number: string) => `'${String(values[Number(number) - 1])}'`);
  }
});

describe('a limit above the default page size', () => {
  const gateway = useGateway('blog', { limits: { defaultPageSize: 2, maxPageSize: 100 } });

  it('a limit may exceed the default page size, at the root and below', async () => {
    const { data } = await gateway().run(
      '{ posts(limit: 5) { id } users(limit: 1) { posts(limit: 3) { id } all: posts { id } } }',
    );
    expect(data).toEqual({
      posts: [1, 2, 3, 4, 5].map((id) => ({ id })),
      users: [{ posts: [{ id: 2 }, { id: 4 }, { id: 6 }], all: [{ id: 2 }, { id: 4 }] }],
    });
  });
});
