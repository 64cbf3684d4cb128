import { beforeAll, describe, expect, test } from 'vitest';
import { advise } from '../../schema/advice.ts';
import { inspectJson } from '../../schema/inspect.ts';
import { inspectText } from '../../schema/inspect-text.ts';
import type { EntityFile } from '../../schema/mapping/settings.ts';
import type { Load, TestGateway } from '../support/gateway.ts';
import { expectInvariants } from '../support/invariants.ts';
import { useDatabase } from '../support/use-database.ts';

const sql = `
create schema legacy;
create table users (id int primary key, email text unique, code text);
create table posts (id int primary key, author_id int not null references users, editor_id int references users, title text not null);
create table legacy.notes (note_no int primary key, user_no bigint, author_mail text, tag text, active boolean not null);
create table legacy.links (a int, b int);
create view user_stats as select u.id as user_id, count(p.id) as posts from users u left join posts p on p.author_id = u.id group by u.id;
insert into users values (1, 'ann@x', 'A'), (2, 'bob@x', 'b'), (3, 'cas@x', null);
insert into posts values (10, 1, 2, 'one'), (11, 1, null, 'two'), (12, 2, 1, 'three');
insert into legacy.notes values (1, 1, 'ann@x', 'a', true), (2, 1, 'bob@x', 'B', false), (3, 2, 'BOB@x', 'a', true), (4, null, null, null, true);
insert into legacy.links values (1, 2), (1, 2), (2, 3), (1, 3);
`;

const configured: Readonly<Record<string, EntityFile>> = {
  User: {
    relations: {
      notes: { target: 'legacy.notes', on: [['id', 'user_no']] },
      stats: { target: 'UserStat', on: [['id', 'user_id']], kind: 'one', nullable: false },
      coded: { target: 'Note', on: 'lower({source}.code) = lower({target}.tag) and {target}.active' },
      friends: {
        target: 'User',
        through: { table: 'legacy.links', on: [['id', 'a']], then: [['b', 'id']] },
      },
    },
  },
  Note: {
    relations: {
      user: { target: 'User', on: [['user_no', 'id']] },
      author: { target: 'User', on: [['author_mail', 'email']] },
    },
  },
  UserStat: { key: ['user_id'], relations: { user: { target: 'User', on: [['userId', 'id']] } } },
};

const database = useDatabase(sql);
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await open(configured);
});

function open(entities: Readonly<Record<string, EntityFile>>): Promise<TestGateway> {
  return database.open({ database: { schemas: ['public', 'legacy'] }, entities });
}

const ways: readonly Load[] = ['auto', 'selectin', 'joined', 'derived'];

describe('a relation by hand', () => {
  test.each<[string, string, unknown, number | null]>([
    [
      'over pairs of columns, across schemas and without a foreign key',
      '{ users { id notes { noteNo } } }',
      {
        users: [
          { id: 1, notes: [{ noteNo: 1 }, { noteNo: 2 }] },
          { id: 2, notes: [{ noteNo: 3 }] },
          { id: 3, notes: [] },
        ],
      },
      2,
    ],
    [
      'to one row by a key, null where there is none',
      '{ notes { noteNo user { email } author { id } } }',
      {
        notes: [
          { noteNo: 1, user: { email: 'ann@x' }, author: { id: 1 } },
          { noteNo: 2, user: { email: 'ann@x' }, author: { id: 2 } },
          { noteNo: 3, user: { email: 'bob@x' }, author: null },
          { noteNo: 4, user: null, author: null },
        ],
      },
      null,
    ],
    [
      'to and from a view',
      '{ userStats { posts user { email } } users { stats { posts } } }',
      {
        userStats: [
          { posts: '2', user: { email: 'ann@x' } },
          { posts: '1', user: { email: 'bob@x' } },
          { posts: '0', user: { email: 'cas@x' } },
        ],
        users: [{ stats: { posts: '2' } }, { stats: { posts: '1' } }, { stats: { posts: '0' } }],
      },
      null,
    ],
    [
      'by an SQL condition over both sides: the key travels',
      '{ users { id coded { noteNo } } }',
      {
        users: [
          { id: 1, coded: [{ noteNo: 1 }, { noteNo: 3 }] },
          { id: 2, coded: [] },
          { id: 3, coded: [] },
        ],
      },
      2,
    ],
    [
      'through a table that holds a pair twice, each once',
      '{ users { id friends { id coded(limit: 1) { noteNo } } } }',
      {
        users: [
          {
            id: 1,
            friends: [
              { id: 2, coded: [] },
              { id: 3, coded: [] },
            ],
          },
          { id: 2, friends: [{ id: 3, coded: [] }] },
          { id: 3, friends: [] },
        ],
      },
      3,
    ],
    [
      'in conditions, orders, counts, aggregates and pages',
      `{ users(where: { coded: { some: { noteNo: { gt: 1 } } } }) { id }
         byCount: users(orderBy: [{ codedAggregate: { count: DESC } }]) { id }
         notes(orderBy: [{ user: { email: DESC } }]) { noteNo }
         all: users { notesAggregate { count } codedConnection(first: 1) { totalCount nodes { noteNo } pageInfo { hasNextPage } } } }`,
      {
        users: [{ id: 1 }],
        byCount: [{ id: 1 }, { id: 2 }, { id: 3 }],
        notes: [{ noteNo: 3 }, { noteNo: 1 }, { noteNo: 2 }, { noteNo: 4 }],
        all: [
          {
            notesAggregate: { count: 2 },
            codedConnection: { totalCount: 2, nodes: [{ noteNo: 1 }], pageInfo: { hasNextPage: true } },
          },
          {
            notesAggregate: { count: 1 },
            codedConnection: { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } },
          },
          {
            notesAggregate: { count: 0 },
            codedConnection: { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } },
          },
        ],
      },
      null,
    ],
  ])('leads %s', async (_, query, data, S) => {
    for (const load of ways) {
      const result = await gateway.run(query, { load });
      expectInvariants(result);
      expect({ load, errors: result.errors, data: result.data }).toEqual({ load, errors: [], data });
      if (S !== null && load === 'selectin') expect(result.S).toBe(S);
    }
    const { written, executed } = await gateway.write(query);
    expect(written ?? executed).toBe(executed);
  });

  test('by a condition stands in ON of a join, and the source is joined again where its keys travel', async () => {
    const query = '{ users { coded { noteNo } } }';
    const joined = await gateway.run(query, { load: 'joined' });
    const selectin = await gateway.run(query, { load: 'selectin' });
    expect(joined.S).toBe(1);
    expect(joined.statements[0]?.sql).toContain('left join ("public"."users" ');
    expect(joined.statements[0]?.sql).toMatch(
      /on \(lower\(t\d\.code\) = lower\(t\d\.tag\) and t\d\.active\)\) on t\d\."id" = b\.c\d/,
    );
    expect(selectin.statements[1]?.sql).toMatch(
      /as k\(k0, ord\) join "public"\."users" (t\d) on \1\."id" = k\.k0 join "legacy"\."notes" /,
    );
  });

  test('is shown by inspect, with advice where no index helps', () => {
    const { model } = gateway.gateway;
    const user = inspectJson(model).entities.find(({ name }) => name === 'User');
    expect(user?.relations.find(({ field }) => field === 'coded')).toMatchObject({
      constraint: null,
      on: 'lower({source}.code) = lower({target}.tag) and {target}.active',
      kind: 'many',
      load: 'auto',
    });
    expect(user?.relations.find(({ field }) => field === 'friends')?.through).toEqual({
      table: 'legacy.links',
      constraints: null,
      then: [['b', 'id']],
    });
    expect(inspectText(model)).toMatch(/notes +\[Note!\]! +id = user_no +configuration +auto/);
    const advice = advise(model).filter(({ code, relation }) => code === 'NO_INDEX' && relation === 'notes');
    expect(advice).toEqual([
      {
        entity: 'User',
        relation: 'notes',
        code: 'NO_INDEX',
        message: 'legacy.notes has no index that begins with (user_no); every load reads the whole table.',
      },
    ]);
  });
});

describe('a relation that cannot be', () => {
  test.each<[string, Readonly<Record<string, EntityFile>>, readonly string[]]>([
    [
      'without a condition, where no foreign key leads there or several do',
      {
        User: {
          relations: { allNotes: { target: 'Note' }, written: { target: 'Post' }, none: { target: 'Note', on: [] } },
        },
        Post: { relations: { people: { target: 'User', kind: 'one' } } },
      },
      [
        'entities.User.relations.allNotes.on is missing, the condition of the relation: no foreign key leads from User to Note. User has id, email, code; Note has note_no, user_no, author_mail, tag, active.',
        'entities.User.relations.written.on is missing, the condition of the relation: several foreign keys lead there, posts_author_id_fkey (author_id), posts_editor_id_fkey (editor_id).',
        'entities.User.relations.none.on holds no pair of columns, and there is no join without a condition.',
        'entities.Post.relations.people.on is missing, the condition of the relation: several foreign keys lead there, posts_author_id_fkey (author_id), posts_editor_id_fkey (editor_id).',
      ],
    ],
    [
      'to one of several',
      { User: { relations: { post: { target: 'Post', on: [['id', 'author_id']], kind: 'one' } } } },
      [
        'entities.User.relations.post.kind is one, but by (author_id) several rows of Post may be found. Its unique keys: (id). Make it many, or give an `orderBy` that says which is the first.',
      ],
    ],
    [
      'to what there is not',
      {
        User: {
          relations: {
            notes: { target: 'Notee', on: [['id', 'user_no']] },
            mine: { on: [['id', 'user_no']] },
            there: { target: 'Note', on: [['idd', 'user_nr']] },
          },
        },
      },
      [
        'entities.User.relations.notes.target: there is no entity "Notee". Did you mean "Note"?',
        'entities.User.relations.mine.target is missing: the entity that the relation leads to.',
        'entities.User.relations.there.on names "idd", which is no column of User. Did you mean "id"?',
        'entities.User.relations.there.on names "user_nr", which is no column of Note. Did you mean "user_no"?',
      ],
    ],
    [
      'through a table that leads to one side twice, or not at all',
      {
        User: {
          relations: {
            edited: { target: 'User', through: { table: 'posts', then: [['editor_id', 'id']] } },
            linked: { target: 'User', through: { table: 'linkz' } },
          },
        },
      },
      [
        'entities.User.relations.edited.through.on must be pairs of columns: several foreign keys lead there, posts_author_id_fkey (author_id), posts_editor_id_fkey (editor_id).',
        'entities.User.relations.linked.through.table: there is no table "linkz". Did you mean "links"?',
      ],
    ],
    [
      'by a condition that does not hold both sides together, or without a key to travel',
      {
        User: {
          relations: {
            alone: { target: 'Note', on: '{source}.id > 0' },
            strange: { target: 'Note', on: '{source}.id = {other}.id' },
          },
        },
        Link: { relations: { users: { target: 'User', on: '{source}.a = {target}.id' } } },
      },
      [
        'entities.User.relations.alone.on never mentions {target}: every row would be joined to every other.',
        'entities.User.relations.strange.on has the placeholder {other}; there are {source} and {target}.',
        'entities.Link.relations.users.on: an SQL condition needs a key of Link, which has none. Give it a `key`, or pairs of columns here.',
      ],
    ],
    [
      'under a name that is taken',
      {
        User: {
          relations: {
            email: { target: 'Note', on: [['id', 'user_no']] },
            'a-b': { target: 'Note', on: [['id', 'user_no']] },
          },
        },
      },
      [
        'entities.User.relations.a-b: "a-b" is no name of GraphQL: letters, digits and _, beginning with no digit and not with "__".',
        'entities.User.relations.email "email" is the name of another field of User already.',
      ],
    ],
    [
      'because PostgreSQL refuses it',
      {
        Note: { columns: { noteNo: { type: 'uuid' } } },
        Post: { columns: { authorId: { type: 'text' } } },
        User: {
          relations: {
            wrong: { target: 'Note', on: [['code', 'user_no']] },
            broken: { target: 'Note', on: 'lower({source}.kode) = {target}.tag' },
          },
        },
      },
      [
        'entities.Note.columns.noteNo.type: PostgreSQL says: cannot cast type integer to uuid.',
        'entities.Post.columns.authorId.type: Post.author compares it with another column. PostgreSQL says: operator does not exist: integer = text.',
        'entities.User.relations.wrong.on: PostgreSQL says: operator does not exist: bigint = text.',
        'entities.User.relations.broken.on: PostgreSQL says: column t0.kode does not exist.',
      ],
    ],
  ])('is refused at boot: %s', async (_, entities, mistakes) => {
    const error = await open(entities).catch((reason: unknown) => reason);
    expect(error instanceof Error && error.message.split('\n').toSorted()).toEqual(mistakes.toSorted());
  });
});
