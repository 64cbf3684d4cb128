/** The selections of programs and clients with custom fields. */
import type { ResolverContext } from '../../schema/config/added/resolver-context.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { STAFF } from '../fixtures/staff.ts';
import type { Case } from './support.ts';

type Row = Readonly<Record<string, unknown>>;

export const FUNCTIONS_CONFIG: ConfigOptions = {
  typeDefs: `
    type Badge { text: String! big(times: Int = 2): String! owner: User }
    extend type User { badge(color: String!): Badge }
  `,
  resolvers: {
    User: {
      badge: { requires: ['id', 'name'], resolve: ({ id, name }, { color }) => ({ text: `${name} ${color}`, id }) },
    },
    Badge: {
      big: ({ text }, { times }) => `${text}`.toUpperCase().repeat(Number(times)),
      owner: ({ id }) => ({ id }),
    },
  },
  loaders: { weather: { load: (ids: readonly unknown[]) => Promise.resolve(ids.map((id) => `sun ${id}`)) } },
  entities: {
    User: {
      fields: {
        title: {
          type: 'String!',
          requires: ['name', 'boss.name'],
          resolve: ({ name, boss }) => `${name} of ${Object(boss)['name'] ?? 'nobody'}`,
        },
        best: {
          type: 'Int',
          requires: ['posts.score'],
          resolve: async ({ posts }) => Math.max(0, ...Object(posts).map(({ score }: Row) => score ?? 0)),
        },
        shout: {
          type: 'String!',
          args: { times: 'Int = 1' },
          requires: ['name'],
          resolve: ({ name }, { times }) => `${name}!`.repeat(Number(times)),
        },
        postCount: { type: 'Int', requires: ['id'], resolve: countPosts },
        team: { type: '[User!]!', requires: ['id'], resolve: ({ id }) => [{ id }, { id: '1' }] },
        weather: {
          type: 'String',
          requires: ['id'],
          resolve: ({ id }, _args, { loaders }) => loaders['weather']?.load(id),
        },
        code: { type: 'String!', requires: ['id'], resolve: ({ id }) => Number(id) * 10 },
      },
    },
  },
};

async function countPosts(user: Row, _args: Row, { loaders }: ResolverContext): Promise<number> {
  return Object(await loaders.relation(user, 'posts')).length;
}

const BY_ID = { orderBy: [{ id: 'ASC' }] };

export const FUNCTIONS: readonly Case[] = [
  {
    name: 'custom fields with requirements',
    selection: { entity: 'User', ...BY_ID, select: { title: true, name: true, best: true, code: true } },
    query: '{ users(orderBy: [{ id: ASC }]) { title name best code } }',
  },
  {
    name: 'custom fields below relations and in pages, of rows that come more than once',
    selection: {
      entity: 'Post',
      ...BY_ID,
      select: {
        author: { load: 'joined', select: { title: true, best: true, postCount: true } },
        tagsConnection: { first: 1, select: { nodes: { select: { id: true } } } },
      },
    },
    query: `{ posts(orderBy: [{ id: ASC }]) { author @load(strategy: JOINED) { title best postCount }
      tagsConnection(first: 1) { nodes { id } } } }`,
  },
  {
    name: 'custom fields with arguments and aliases',
    selection: {
      entity: 'User',
      ...BY_ID,
      select: { shout: true, loud: { field: 'shout', times: 3 } },
    },
    query: '{ users(orderBy: [{ id: ASC }]) { shout loud: shout(times: 3) } }',
  },
  {
    name: 'custom fields that load',
    selection: { entity: 'User', ...BY_ID, select: { postCount: true, weather: true } },
    query: '{ users(orderBy: [{ id: ASC }]) { postCount weather } }',
  },
  {
    name: 'objects of the program, with custom fields and rows below',
    selection: {
      entity: 'User',
      ...BY_ID,
      select: {
        badge: {
          color: 'red',
          select: {
            text: true,
            big: true,
            bigger: { field: 'big', times: 3 },
            owner: { select: { name: true, posts: { ...BY_ID, limit: 1, select: { id: true } } } },
          },
        },
      },
    },
    query: `{ users(orderBy: [{ id: ASC }]) { badge(color: "red") { text big bigger: big(times: 3)
      owner { name posts(orderBy: [{ id: ASC }], limit: 1) { id } } } } }`,
  },
  {
    name: 'rows that a resolver gives by their keys',
    selection: {
      entity: 'User',
      ...BY_ID,
      select: { team: { select: { name: true, title: true, boss: { select: { id: true } } } } },
    },
    query: '{ users(orderBy: [{ id: ASC }]) { team { name title boss { id } } } }',
  },
];

export const STAFF_FUNCTIONS_CONFIG: ConfigOptions = {
  ...STAFF,
  typeDefs: 'extend type Staff { label: String! } extend type Eng { size: Int! }',
  resolvers: {
    Staff: {
      label: { requires: ['name', 'company.id'], resolve: ({ name, company }) => `${name}@${Object(company).id}` },
    },
    Eng: { size: { requires: ['info', 'name'], resolve: ({ info, name }) => `${info}${name}`.length } },
  },
};

export const STAFF_FUNCTIONS: readonly Case[] = [
  {
    name: 'custom fields of an interface and of one of its types',
    selection: {
      entity: 'Emp',
      ...BY_ID,
      select: {
        id: true,
        label: true,
        '... on Eng': { select: { size: true } },
        '... on Mgr': { select: { title: true } },
      },
    },
    query: '{ emps(orderBy: [{ id: ASC }]) { id label ... on Eng { size } ... on Mgr { title } } }',
  },
];
