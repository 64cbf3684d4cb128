import { beforeAll, describe, expect, test } from 'vitest';
import type { EntityOptions } from '../../schema/config/mapping/entity-settings.ts';
import type { Load, TestGateway } from '../support/gateway.ts';
import { expectInvariants } from '../support/invariants.ts';
import { useDatabase } from '../support/use-database.ts';

const sql = `
create table users (id int primary key, name text not null, favorite_id int);
create table posts (id int primary key, user_id int not null references users, title text not null, score int, live boolean not null);
create view headlines as select user_id, title from posts;
create table tags (id int primary key, label text not null);
create table post_tags (post_id int references posts, tag_id int references tags, primary key (post_id, tag_id));
alter table users add foreign key (favorite_id) references posts;
insert into users values (1, 'Ann', null), (2, 'Bob', null), (3, 'Cas', null), (4, 'Dan', null);
insert into posts values (10, 1, 'a', 5, true), (11, 1, 'b', 9, false), (12, 1, 'c', 7, true), (13, 2, 'd', null, true), (14, 2, 'e', 1, false);
update users set favorite_id = id + 9;
insert into tags values (1, 'x'), (2, 'y'), (3, 'x');
insert into post_tags values (10, 1), (10, 2), (11, 3), (12, 2);
`;

const configured: Readonly<Record<string, EntityOptions>> = {
  User: {
    relations: {
      favorite: { where: { live: { eq: true } } },
      livePosts: { target: 'Post', on: [['id', 'user_id']], where: { live: { eq: true } } },
      said: {
        target: 'Post',
        on: '{source}.id = {target}.user_id',
        where: { score: { gte: 5 } },
        orderBy: [{ score: 'DESC' }],
      },
      latestPost: { target: 'Post', on: [['id', 'user_id']], kind: 'one', orderBy: [{ id: 'DESC' }] },
      bestLive: {
        target: 'Post',
        on: '{source}.id = {target}.user_id',
        kind: 'one',
        where: { live: { eq: true } },
        orderBy: [{ score: 'DESC_NULLS_LAST' }],
      },
      byTagOfAnyPost: { target: 'Post', on: [['id', 'user_id']], where: { tags: { some: { label: { eq: 'y' } } } } },
    },
  },
  Post: {
    relations: {
      tags: { where: { label: { eq: 'x' } } },
      firstTag: { target: 'Tag', through: { table: 'post_tags' }, kind: 'one', orderBy: [{ label: 'DESC' }] },
    },
  },
};

const database = useDatabase(sql);
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await open(configured);
});

function open(entities: Readonly<Record<string, EntityOptions>>): Promise<TestGateway> {
  return database.open({ entities, claims: { minimum: 'int8' } });
}

const ways: readonly Load[] = ['auto', 'selectin', 'joined', 'derived'];

describe('relations with criteria and first rows', () => {
  test.each<[string, string, unknown]>([
    [
      'a list shows only the rows that meet its criteria, and keeps every parent',
      '{ users { livePosts { id } said { id } } }',
      {
        users: [
          { livePosts: ids('10 12'), said: ids('11 12 10') },
          { livePosts: ids('13'), said: [] },
          { livePosts: [], said: [] },
          { livePosts: [], said: [] },
        ],
      },
    ],
    [
      'a to-one of the database is null if its row does not meet the criteria',
      '{ users { favorite { id } } posts(limit: 1) { users { id } } }',
      {
        users: [{ favorite: { id: 10 } }, { favorite: null }, { favorite: { id: 12 } }, { favorite: { id: 13 } }],
        posts: [{ users: ids('1') }],
      },
    ],
    [
      // covers: H8, S38
      'a to-one shows the first of many rows with its relations, or null',
      '{ users { id latestPost { id user { name } tags { id } } bestLive { id score } } }',
      {
        users: [
          { id: 1, latestPost: { id: 12, user: { name: 'Ann' }, tags: [] }, bestLive: { id: 12, score: 7 } },
          { id: 2, latestPost: { id: 14, user: { name: 'Bob' }, tags: [] }, bestLive: { id: 13, score: null } },
          { id: 3, latestPost: null, bestLive: null },
          { id: 4, latestPost: null, bestLive: null },
        ],
      },
    ],
    [
      'criteria and first rows work across a junction',
      '{ posts { id tags { id } firstTag { id label } } }',
      {
        posts: [
          { id: 10, tags: ids('1'), firstTag: { id: 2, label: 'y' } },
          { id: 11, tags: ids('3'), firstTag: { id: 3, label: 'x' } },
          { id: 12, tags: [], firstTag: { id: 2, label: 'y' } },
          { id: 13, tags: [], firstTag: null },
          { id: 14, tags: [], firstTag: null },
        ],
      },
    ],
    [
      'conditions over a relation test the rows that its criteria show',
      `{ some: users(where: { livePosts: { some: { score: { isNull: true } } } }) { id }
         every: users(where: { livePosts: { every: { score: { gt: 4 } } } }) { id }
         none: users(where: { said: { none: { score: { eq: 9 } } } }) { id }
         latest: users(where: { latestPost: { score: { gt: 5 } } }) { id }
         best: users(where: { bestLive: { firstTag: { label: { eq: "y" } } } }) { id }
         there: users(where: { favorite: {} }) { id } }`,
      {
        some: ids('2'),
        every: ids('1 3 4'),
        none: ids('2 3 4'),
        latest: ids('1'),
        best: ids('1'),
        there: ids('1 3 4'),
      },
    ],
    [
      'orders along a relation use the rows that its criteria show',
      `{ byBest: users(orderBy: [{ bestLive: { id: DESC } }]) { id }
         byLatest: users(orderBy: [{ latestPost: { user: { name: DESC } } }, { id: DESC }]) { id }
         byCount: users(orderBy: [{ livePostsAggregate: { count: DESC } }]) { id } }`,
      { byBest: ids('2 1 3 4'), byLatest: ids('2 1 4 3'), byCount: ids('1 2 3 4') },
    ],
    [
      'counts, aggregates and pages cover the rows that the criteria show',
      `{ users(limit: 2) { livePostsAggregate { count sum { score } }
         livePostsConnection(first: 1) { totalCount nodes { id } pageInfo { hasNextPage } } } }`,
      {
        users: [
          {
            livePostsAggregate: { count: 2, sum: { score: '12' } },
            livePostsConnection: { totalCount: 2, nodes: ids('10'), pageInfo: { hasNextPage: true } },
          },
          {
            livePostsAggregate: { count: 1, sum: { score: null } },
            livePostsConnection: { totalCount: 1, nodes: ids('13'), pageInfo: { hasNextPage: false } },
          },
        ],
      },
    ],
    [
      'criteria may filter by further relations and their criteria',
      '{ user(id: 1) { byTagOfAnyPost { id } } }',
      { user: { byTagOfAnyPost: [] } },
    ],
    [
      // covers: S35
      'loaded rows are not reused for relations with criteria',
      '{ posts { id } users(orderBy: [{ id: ASC }]) { favorite { id } latestPost { id } } }',
      {
        posts: ids('10 11 12 13 14'),
        users: [
          { favorite: { id: 10 }, latestPost: { id: 12 } },
          { favorite: null, latestPost: { id: 14 } },
          { favorite: { id: 12 }, latestPost: null },
          { favorite: { id: 13 }, latestPost: null },
        ],
      },
    ],
  ])('%s', async (_, query, data) => {
    for (const load of ways) {
      const result = await gateway.run(query, { load });
      expectInvariants(result);
      expect({ load, errors: result.errors, data: result.data }).toEqual({ load, errors: [], data });
    }
    const { written, executed } = await gateway.write(query);
    expect(written ?? executed).toBe(executed);
  });

  // covers: H8, S38
  test('the latest row of each parent is found in one statement, or two', async () => {
    const query = '{ users { id latestPost { id } } }';
    const joined = await gateway.run(query, { load: 'joined' });
    expect(joined).toMatchObject({ S: 1, R: [4] });
    expect(joined.statements[0]?.sql).toMatch(
      /left join \(lateral \(select t1\."id" as f0 from "public"\."posts" t1 where t1\."user_id" = b\.c0 order by t1\."id" desc limit 1\) t2 join "public"\."posts" t3 on t3\."id" = t2\.f0\) on true/,
    );
    expect(await gateway.run(query, { load: 'selectin' })).toMatchObject({ S: 2, R: [4, 2] });
  });

  // covers: G7
  test('criteria stand in ON, with their values in parameters', async () => {
    const { statements } = await gateway.run('{ users { livePosts { id } } }', { load: 'joined' });
    expect(statements[0]?.sql).toMatch(
      /left join "public"\."posts" t\d on t\d\."user_id" = b\.c\d and t\d\."live" = \$\d::/,
    );
    expect(statements[0]?.values).toContain('true');
  });
});

describe('mistakes in criteria', () => {
  test.each<[string, Readonly<Record<string, EntityOptions>>, readonly string[]]>([
    [
      'unknown columns and operators are reported',
      {
        User: {
          relations: {
            livePosts: { target: 'Post', on: [['id', 'user_id']], where: { liv: { eq: true }, score: { over: 5 } } },
          },
        },
      },
      [
        'entities.User.relations.livePosts.where.liv is not known. Did you mean "live"?',
        'entities.User.relations.livePosts.where.score.over is not known.',
      ],
    ],
    [
      'criteria that lead back to their own relation are reported',
      { User: { relations: { posts: { where: { user: { posts: { some: { id: { gt: 1 } } } } } } } } },
      ['entities.User.relations.posts.where leads back to User.posts itself.'],
    ],
    [
      'an order by unknown columns is reported',
      {
        User: {
          relations: {
            post: { target: 'Post', on: [['id', 'user_id']], kind: 'one', orderBy: [{ scor: 'ASC' }] },
          },
        },
      },
      ['entities.User.relations.post.orderBy[0].scor cannot be ordered by. Did you mean "score"?'],
    ],
    [
      'a first row without a key is reported',
      {
        User: {
          relations: {
            title: { target: 'Headline', on: [['id', 'user_id']], kind: 'one', orderBy: [{ title: 'ASC' }] },
          },
        },
      },
      [
        'entities.User.relations.title.orderBy: the first of many is found again by its key, and Headline has none. Give it a `key`.',
      ],
    ],
  ])('%s', async (_, entities, mistakes) => {
    const error = await open(entities).catch((reason: unknown) => reason);
    const lines = error instanceof Error ? error.message.split('\n').toSorted() : [];
    expect(lines.map((line, at) => line.slice(0, mistakes.toSorted()[at]?.length))).toEqual(mistakes.toSorted());
  });
});

function ids(list: string): { id: number }[] {
  return list.split(' ').map((id) => ({ id: Number(id) }));
}
