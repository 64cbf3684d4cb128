/** All ways by which rows of tenants.sql may be asked for. */
import type { RootForm } from '../../index.ts';
import type { LoadedRow } from '../../schema/config/added/resolver-context.ts';
import type { CustomFieldOptions } from '../../schema/config/added/extension-settings.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { POLICY, TENANTS } from '../fixtures/tenants.ts';

function field(resolve: CustomFieldOptions['resolve'], requires: readonly string[] = ['ownerId']): CustomFieldOptions {
  return { type: 'String', requires, resolve };
}

/** A program selects only columns of tables. */
export const ROWS: ConfigOptions = { ...TENANTS, entities: { ...TENANTS.entities, Employee: POLICY } };

/** Fields whose resolvers load rows by unchecked keys. */
export const CONFIG: ConfigOptions = {
  ...TENANTS,
  federation: true,
  entities: {
    ...TENANTS.entities,
    Task: {
      ...TENANTS.entities?.['Task'],
      fields: {
        ownerName: field(async (row, _args, { loaders }) => name(await loaders.employee?.byId(ownerOf(row)))),
        byCode: field(async (_row, _args, { loaders }) => name(await loaders.employee?.byKey({ code: 'two-901' }))),
        others: field(async (row, _args, { loaders }) => names(await loaders.task?.by({ ownerId: ownerOf(row) }))),
        labelled: field(async (row, _args, { loaders }) => names(await loaders.relation(row, 'labels', { limit: 9 }))),
        owned: field(async (row, _args, { loaders }) => name(await loaders.relation(row, 'owner'))),
        required: field((row) => JSON.stringify(row), ['owner.name', 'owner.boss.name', 'labels.name']),
      },
    },
  },
  typeDefs: 'extend type Query { picked: [Team] first: Task }',
  resolvers: {
    Query: {
      picked: () => [901, 101, 902, 102].map((id) => ({ id })),
      first: { resolve: () => ({ id: 901 }) },
    },
  },
};

function ownerOf(row: object): unknown {
  return (row as { readonly ownerId: unknown }).ownerId;
}

function name(row: unknown): unknown {
  return (row as LoadedRow | null | undefined)?.['name'] ?? null;
}

function names(rows: unknown): string {
  return JSON.stringify((rows as readonly LoadedRow[] | undefined)?.map((row) => row['name'] ?? row['note']));
}

const STAFF = '__typename id name';

export const OPERATIONS: readonly (readonly [string, string])[] = [
  ['lists', '{ teams { id name } tasks { id note } labels { id } taskLabels { label { id } } badges { motto } }'],
  ['rows by key', '{ a: team(id: 901) { name } b: team(id: 101) { name } c: task(id: 903) { note } }'],
  [
    'rows by another key',
    '{ a: employeeByCode(code: "two-901") { name } b: employeeByCode(code: "one-101") { name } }',
  ],
  [
    'connections and their counts',
    '{ tasksConnection(first: 3) { totalCount nodes { id } edges { node { note } } pageInfo { hasNextPage } } }',
  ],
  [
    'pages from the end',
    '{ tasksConnection(last: 2) { totalCount(mode: CAPPED, cap: 100) nodes { id } pageInfo { hasPreviousPage } } }',
  ],
  [
    'aggregates',
    '{ tasksAggregate { count sum { price } avg { price } min { note } max { id note price } } teamsAggregate { count } }',
  ],
  [
    'groups',
    '{ tasksAggregate { groups(by: [{ subjectType: true }]) { keys { subjectType } count max { price note } } } }',
  ],
  [
    'groups with conditions',
    '{ tasksAggregate { groups(by: [{ subjectType: true }], having: { count: { gt: 1 } }) { count } } }',
  ],
  [
    'the first of each',
    '{ tasks(distinctOn: [SUBJECT_TYPE], orderBy: [{ subjectType: ASC }, { price: DESC }]) { id price } }',
  ],
  [
    'a function that gives rows',
    `{ foundEmployees(word: "two") { ${STAFF} } all: foundEmployees(word: "") { ${STAFF} } }`,
  ],
  [
    'subtypes with tables of their own and without',
    `{ employees { ${STAFF} ... on Engineer { info } ... on Contractor { rate } } engineers { info } contractors { id rate } }`,
  ],
  [
    'a subtype without a table by key',
    '{ a: contractor(id: 903) { name rate } b: contractor(id: 102) { name rate } contractorsAggregate { count max { rate } } }',
  ],
  ['fields of the base of a hidden row', '{ engineers { info tasks { note } badge { motto } } }'],
  [
    'subtypes below rows',
    `{ teams { id employees { ${STAFF} ... on Engineer { info tasks { note } } ... on Contractor { rate boss { name } } } } }`,
  ],
  [
    'a union relation',
    '{ tasks { id subject { __typename ... on Team { id name } ... on Label { id name tasks { note } } } } }',
  ],
  [
    'to-ones',
    `{ tasks { id owner { ${STAFF} team { name } boss { name boss { name } } badge { motto } } } badges { employee { name } } }`,
  ],
  ['lists below rows', '{ employees { id tasks { id note labels { id name } } employeesByBoss { name } } }'],
  [
    'limited lists below rows',
    '{ employees { id tasks(orderBy: [{ price: DESC }], limit: 1) { id labels(limit: 1, orderBy: [{ id: DESC }]) { id } } } }',
  ],
  [
    'pages and sums below rows',
    '{ employees { id tasksConnection(last: 1) { totalCount nodes { note } } tasksAggregate { count sum { price } max { note } } } tasks { labelsAggregate { count max { name } } } }',
  ],
  [
    'relations of the configuration',
    '{ employees { id dearest { note } dear { note } dearAggregate { count } mates { name } matesAggregate { count } tagged { name } } }',
  ],
  ['orders by first rows', '{ employees(orderBy: [{ dearest: { note: DESC } }, { id: ASC }]) { id } }'],
  ['trees', '{ employees { id descendants { id name depth: id } ancestors { name tasks { note } } } }'],
  [
    'lazy loads',
    `{ employees { id tasks @load(strategy: LAZY) { note labels @load(strategy: LAZY) { name } } boss @load(strategy: LAZY) { name } team @load(strategy: LAZY) { name } } }`,
  ],
  [
    'loaded rows that lack columns',
    '{ teams { id } employees { id } tasks { owner { name team { name } } subject { ... on Team { name } } } }',
  ],
  [
    'conditions',
    '{ a: employees(where: { tasks: { some: { note: { startsWith: "two" } } } }) { id } b: employees(where: { tasks: { every: { price: { lt: 900 } } } }) { id } c: employees(where: { tasks: { none: { price: { gt: 900 } } } }) { id } d: tasks(where: { not: { owner: { id: { gt: 0 } } } }) { id } e: tasks(where: { labels: { some: { id: { gt: 900 } } } }) { id } f: employees(where: { dearest: { price: { gt: 900 } } }) { id } }',
  ],
  [
    'orders',
    '{ a: tasks(orderBy: [{ owner: { team: { name: DESC } } }, { id: ASC }]) { id } b: employees(orderBy: [{ tasksAggregate: { count: DESC } }, { id: ASC }]) { id } }',
  ],
  [
    'limited roots with lists below',
    '{ teams(limit: 2, orderBy: [{ id: DESC }]) { id name employees { id tasks { note } } } task(id: 101) { labels { name } } }',
  ],
  ['loads of resolvers', '{ tasks { id ownerName byCode others labelled owned required } }'],
  ['rows whose keys resolvers give', '{ picked { name employees { name } } first { note } }'],
  [
    'representations',
    `{ _entities(representations: [
      { __typename: "Team", id: 901 }, { __typename: "Team", id: 101 }, { __typename: "Task", id: 901 }, { __typename: "Label", id: 902 },
      { __typename: "Badge", id: 902 }, { __typename: "TaskLabel", taskId: 101, labelId: 102 }, { __typename: "Contractor", id: 903 }
    ]) { __typename ... on Team { name employees { name } } ... on Task { note } ... on Label { name } ... on Badge { motto } ... on Contractor { name } } }`,
  ],
];

export const BY_ID = [{ id: 'DESC' }];

export const TASKS: RootForm = {
  entity: 'Task',
  orderBy: BY_ID,
  select: {
    id: true,
    note: true,
    owner: { select: { id: true, name: true, boss: { select: { name: true } } } },
    labels: { orderBy: BY_ID, limit: 1, select: { id: true, name: true } },
  },
};
export const TEAMS: RootForm = {
  entity: 'Team',
  orderBy: BY_ID,
  limit: 2,
  select: { id: true, employees: { orderBy: BY_ID, select: { id: true, tasks: { select: { note: true } } } } },
};
