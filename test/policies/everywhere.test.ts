/**
 * One tenant sees what it would see in a database that the other's rows are not in, by whatever way it asks. Foreign keys
 * of that database lead nowhere, as they do for who may not see where they lead.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RootForm } from '../../index.ts';
import type { LoadedRow } from '../../schema/added/resolver-context.ts';
import type { ResolvedFieldFile } from '../../schema/added/settings.ts';
import type { ConfigFile } from '../../schema/read-config.ts';
import { POLICY, TENANTS } from '../fixtures/tenants.ts';
import { openPrograms, type RecordedPrograms } from '../programs/support.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { type Load, openGateway, type TestGateway } from '../support/gateway.ts';

const TABLES = new URL('../fixtures/tenants.sql', import.meta.url);

function field(resolve: ResolvedFieldFile['resolve'], requires: readonly string[] = ['ownerId']): ResolvedFieldFile {
  return { type: 'String', requires, resolve };
}

/** Without types: a program selects columns of tables. */
const ROWS: ConfigFile = { ...TENANTS, entities: { ...TENANTS.entities, Employee: POLICY } };

/** Fields whose resolvers ask for rows by keys that nobody has checked. */
const CONFIG: ConfigFile = {
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

const OPERATIONS: readonly (readonly [string, string])[] = [
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
    'types with tables of their own, and over the same rows',
    `{ employees { ${STAFF} ... on Engineer { info } ... on Contractor { rate } } engineers { info } contractors { id rate } }`,
  ],
  [
    'a type over the same rows by key',
    '{ a: contractor(id: 903) { name rate } b: contractor(id: 102) { name rate } contractorsAggregate { count max { rate } } }',
  ],
  ['fields of the base of a hidden row', '{ engineers { info tasks { note } badge { motto } } }'],
  [
    'variants below rows',
    `{ teams { id employees { ${STAFF} ... on Engineer { info tasks { note } } ... on Contractor { rate boss { name } } } } }`,
  ],
  [
    'one of several types',
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
  ['orders by the first of many', '{ employees(orderBy: [{ dearest: { note: DESC } }, { id: ASC }]) { id } }'],
  ['trees', '{ employees { id descendants { id name depth: id } ancestors { name tasks { note } } } }'],
  [
    'lazy loads',
    `{ employees { id tasks @load(strategy: LAZY) { note labels @load(strategy: LAZY) { name } } boss @load(strategy: LAZY) { name } team @load(strategy: LAZY) { name } } }`,
  ],
  [
    'rows that are held and lack columns',
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
  ['what resolvers load', '{ tasks { id ownerName byCode others labelled owned required } }'],
  ['rows whose keys resolvers give', '{ picked { name employees { name } } first { note } }'],
  [
    'representations',
    `{ _entities(representations: [
      { __typename: "Team", id: 901 }, { __typename: "Team", id: 101 }, { __typename: "Task", id: 901 }, { __typename: "Label", id: 902 },
      { __typename: "Badge", id: 902 }, { __typename: "TaskLabel", taskId: 101, labelId: 102 }, { __typename: "Contractor", id: 903 }
    ]) { __typename ... on Team { name employees { name } } ... on Task { note } ... on Label { name } ... on Badge { motto } ... on Contractor { name } } }`,
  ],
];

const BY_ID = [{ id: 'DESC' }];

const TASKS: RootForm = {
  entity: 'Task',
  orderBy: BY_ID,
  select: {
    id: true,
    note: true,
    owner: { select: { id: true, name: true, boss: { select: { name: true } } } },
    labels: { orderBy: BY_ID, limit: 1, select: { id: true, name: true } },
  },
};
const TEAMS: RootForm = {
  entity: 'Team',
  orderBy: BY_ID,
  limit: 2,
  select: { id: true, employees: { orderBy: BY_ID, select: { id: true, tasks: { select: { note: true } } } } },
};

const LOADS: readonly Load[] = ['auto', 'selectin', 'joined', 'derived'];

const SIDES = [
  { tenant: 1, hidden: /two|\b9\d\d\b/ },
  { tenant: 2, hidden: /\bone\b|\b10\d\b/ },
] as const;

/** Rows of the other tenant are not there; foreign keys are not looked after. */
function without(other: number): string {
  const tables = ['teams', 'employees', 'tasks', 'labels', 'task_labels', 'badges'];
  const gone = tables.map((table) => `delete from ${table} where tenant = ${other};`);
  return `set session_replication_role = replica; ${gone.join(' ')} delete from engineers where floor = ${other};`;
}

interface Opened {
  readonly database: TestDatabase;
  readonly gateway: TestGateway;
  readonly programs: RecordedPrograms;
}

async function open(sql: readonly (string | URL)[]): Promise<Opened> {
  const database = await createDatabase(sql);
  const gateway = await openGateway(database.url, CONFIG);
  return { database, gateway, programs: await openPrograms(database.url, ROWS) };
}

let whole: Opened;
const alone = new Map<number, Opened>();
beforeAll(async () => {
  whole = await open([TABLES]);
  for (const { tenant } of SIDES) alone.set(tenant, await open([TABLES, without(3 - tenant)]));
});
afterAll(async () => {
  for (const { database, gateway, programs } of [whole, ...alone.values()]) {
    await gateway.close();
    await programs.pool.close();
    await database.drop();
  }
});

function aloneOf(tenant: number): Opened {
  const opened = alone.get(tenant);
  if (!opened) throw new Error(`there is no tenant ${tenant}`);
  return opened;
}

describe.each(SIDES)('tenant $tenant sees its own rows alone', ({ tenant, hidden }) => {
  const claims = { tenant };

  it.each(OPERATIONS)('by %s', async (_name, query) => {
    for (const load of LOADS) {
      const { data, errors } = await whole.gateway.run(query, { claims, load });
      const expected = await aloneOf(tenant).gateway.run(query, { claims, load });
      expect({ data, errors }, load).toEqual({ data: expected.data, errors: expected.errors });
      expect(data, JSON.stringify(errors)).toBeDefined();
      expect(JSON.stringify({ data, errors }), load).not.toMatch(hidden);
    }
    const { written, executed } = await whole.gateway.write(query, { claims });
    if (written !== null) expect(written).toBe(executed);
    expect(executed).not.toMatch(hidden);
  });

  it('in sessions of programs, whatever is loaded after what', async () => {
    const seen = async ({ programs }: Opened): Promise<string> => {
      await using session = programs.session({ claims });
      const narrow = await session.load({ entity: 'Employee', orderBy: BY_ID, select: { id: true } });
      const loaded = [await session.load(TASKS), await session.load(TEAMS), narrow];
      await session.fill(narrow, ['name', 'code']);
      return JSON.stringify(loaded);
    };
    const rows = await seen(whole);
    expect(rows).toBe(await seen(aloneOf(tenant)));
    expect(rows).toContain('"code"');
    expect(rows).not.toMatch(hidden);
  });

  it.each([TASKS, TEAMS])('in streams: $entity', async (form) => {
    const seen = async ({ programs }: Opened): Promise<string> => {
      await using session = programs.session({ claims });
      const batches: unknown[] = [];
      for await (const batch of session.stream(form, { batchSize: 2 })) batches.push(JSON.parse(JSON.stringify(batch)));
      return JSON.stringify(batches);
    };
    const rows = await seen(whole);
    expect(rows).toBe(await seen(aloneOf(tenant)));
    expect(rows.length).toBeGreaterThan(50);
    expect(rows).not.toMatch(hidden);
  });

  it('by keys that are found again in the flight of a limited root, which has the policy once more', async () => {
    const query = '{ teams(limit: 2, orderBy: [{ id: DESC }]) { id name employees { id } } }';
    const { data, statements, connections } = await whole.gateway.run(query, { claims, load: 'derived' });
    expect(data).toEqual((await whole.gateway.run(query, { claims, load: 'selectin' })).data);
    expect(connections[0]?.flights).toHaveLength(1);
    const again = statements[1]?.sql ?? '';
    for (const table of ['employees', 'teams']) {
      expect(again).toMatch(new RegExp(`"${table}" (t\\d+) join \\(select\\) t\\d+ on \\(?\\1\\."tenant" = `));
    }
  });
});

/** The same configuration with other policies. */
function policed(change: (policy: object) => object | undefined): ConfigFile {
  const entities = Object.entries(CONFIG.entities ?? {}).map(([entity, { policy, ...others }]) => {
    const changed = policy && change(policy);
    return [entity, { ...others, ...(changed && { policy: changed }) }] as const;
  });
  return { ...CONFIG, claims: { tenant: 'int4', role: 'text' }, entities: Object.fromEntries(entities) };
}

describe('a policy that asks for a claim by itself', () => {
  let open: TestGateway;
  let all: TestGateway;
  beforeAll(async () => {
    const orAdmin = policed((policy) => ({ or: [{ claim: 'role', eq: 'admin' }, policy] }));
    open = await openGateway(whole.database.url, orAdmin);
    all = await openGateway(
      whole.database.url,
      policed(() => undefined),
    );
  });
  afterAll(async () => {
    await open.close();
    await all.close();
  });

  it.each(OPERATIONS)('lets admins see all, and nobody else: %s', async (_name, query) => {
    for (const load of LOADS) {
      const admin = await open.run(query, { claims: { role: 'admin' }, load });
      const { data, errors } = await all.run(query, { load });
      expect({ data: admin.data, errors: admin.errors }, load).toEqual({ data, errors });
      for (const claims of [{ tenant: 1, role: 'clerk' }, { tenant: 2 }, {}]) {
        const other = await open.run(query, { claims, load });
        const expected = await whole.gateway.run(query, { claims, load });
        expect({ data: other.data, errors: other.errors }, load).toEqual({
          data: expected.data,
          errors: expected.errors,
        });
        // Far away, what a policy is expected to leave decides how relations are loaded.
        if (load !== 'derived') expect(other.S).toBe(expected.S);
        expect(other.statements.some(({ sql }) => /admin|clerk|role/.test(sql))).toBe(false);
      }
    }
    const { written, executed } = await open.write(query, { claims: { role: 'admin' } });
    if (written !== null) expect(written).toBe(executed);
  });
});

describe('two tenants at once', () => {
  const query = '{ a: team(id: 101) { name } b: team(id: 901) { name } tasks { id owner { name } labels { name } } }';

  it('ask for the same keys and never share a row', async () => {
    const answers = new Map<number, unknown>();
    for (const { tenant } of SIDES) {
      answers.set(tenant, (await aloneOf(tenant).gateway.run(query, { claims: { tenant } })).data);
    }
    const tenants = [1, 2, 1, 1, 2, 2, 1, 2, 2, 1, 2, 1];
    for (const load of LOADS) {
      const results = await Promise.all(
        tenants.map((tenant) => whole.gateway.run(query, { claims: { tenant }, load })),
      );
      expect(results.map(({ data }) => data)).toEqual(tenants.map((tenant) => answers.get(tenant)));
    }
  });

  it('and neither do their sessions', async () => {
    await using first = whole.programs.session({ claims: { tenant: 1 } });
    await using second = whole.programs.session({ claims: { tenant: 2 } });
    const form: RootForm = { ...TASKS, where: { id: { in: [101, 901] } } };
    for (let round = 0; round < 2; round++) {
      const [ones, twos] = await Promise.all([first.load(form), second.load(form)]);
      expect([ones, twos]).toMatchObject([[{ id: 101 }], [{ id: 901, owner: null }]]);
    }
  });
});
