import { beforeAll, describe, expect, test } from 'vitest';
import { advise } from '../../schema/report/advice.ts';
import { inspectJson } from '../../schema/report/inspect.ts';
import { inspectText } from '../../schema/report/inspect-text.ts';
import type { EntityOptions } from '../../schema/config/mapping/entity-settings.ts';
import type { Load, TestGateway } from '../support/gateway.ts';
import { expectInvariants } from '../support/invariants.ts';
import { useDatabase } from '../support/use-database.ts';

const configured: Readonly<Record<string, EntityOptions>> = {
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

const database = useDatabase(new URL('../fixtures/own-relations.sql', import.meta.url));
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await open(configured);
});

function open(entities: Readonly<Record<string, EntityOptions>>): Promise<TestGateway> {
  return database.open({ database: { schemas: ['public', 'legacy'] }, entities });
}

const ways: readonly Load[] = ['auto', 'selectin', 'joined', 'derived'];

describe('configured relations', () => {
  test.each<[string, string, unknown, number | null]>([
    [
      // covers: S03
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
      'to one row by a key, or to null',
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
      // covers: S04
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
      // covers: A13, S35
      'along an SQL condition over both sides, with the key sent',
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
      'through a table that holds a pair twice, to each row once',
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
      'through conditions, orders, counts, aggregates and pages',
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
  ])('a configured relation leads %s', async (_, query, data, S) => {
    for (const load of ways) {
      const result = await gateway.run(query, { load });
      expectInvariants(result);
      expect({ load, errors: result.errors, data: result.data }).toEqual({ load, errors: [], data });
      if (S !== null && load === 'selectin') expect(result.S).toBe(S);
    }
    const { written, executed } = await gateway.write(query);
    expect(written ?? executed).toBe(executed);
  });

  // covers: S32
  test('a relation by a condition stands in ON of a join, and its source is joined again where its keys are sent', async () => {
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

  // covers: S05
  test('inspect shows a relation, with advice where no index helps', () => {
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
