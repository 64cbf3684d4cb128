/**
 * A tenant sees the same as in a database without the other tenant's rows, whichever way it asks. Foreign keys of that
 * database lead nowhere, as they do for clients that may not see the target.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RootForm } from '../../index.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { openPrograms, type RecordedPrograms } from '../sessions/support.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { type Load, openGateway, type TestGateway } from '../support/gateway.ts';
import { BY_ID, CONFIG, OPERATIONS, ROWS, TASKS, TEAMS } from './ways-to-rows.ts';

const TABLES = new URL('../fixtures/tenants.sql', import.meta.url);

const LOADS: readonly Load[] = ['auto', 'selectin', 'joined', 'derived'];

const SIDES = [
  { tenant: 1, hidden: /two|\b9\d\d\b/ },
  { tenant: 2, hidden: /\bone\b|\b10\d\b/ },
] as const;

/** Deletes the rows of the other tenant. Foreign keys are not enforced. */
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

describe.each(SIDES)('rows of tenant $tenant', ({ tenant, hidden }) => {
  const claims = { tenant };

  it.each(OPERATIONS)('a tenant sees only its own rows in %s', async (_name, query) => {
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

  it('a tenant sees only its own rows in sessions, in any order of loads', async () => {
    const seen = async ({ programs }: Opened): Promise<string> => {
      await using session = programs.session({ claims });
      const narrow = await session.load({ entity: 'Employee', orderBy: BY_ID, select: { id: true } });
      const loaded = [await session.load(TASKS), await session.load(TEAMS)];
      await session.fill(narrow, ['name', 'code']);
      // The JSON of a list has the selection of its load. The JSON of a single row has filled columns as well.
      return JSON.stringify([...loaded, [...narrow]]);
    };
    const rows = await seen(whole);
    expect(rows).toBe(await seen(aloneOf(tenant)));
    expect(rows).toContain('"code"');
    expect(rows).not.toMatch(hidden);
  });

  it.each([TASKS, TEAMS])('a tenant sees only its own rows in streams: $entity', async (form) => {
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

  it('keys that are found again in the flight of a limited root repeat its policy', async () => {
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
function policed(change: (policy: object) => object | undefined): ConfigOptions {
  const entities = Object.entries(CONFIG.entities ?? {}).map(([entity, { policy, ...others }]) => {
    const changed = policy && change(policy);
    return [entity, { ...others, ...(changed && { policy: changed }) }] as const;
  });
  return { ...CONFIG, claims: { tenant: 'int4', role: 'text' }, entities: Object.fromEntries(entities) };
}

describe('a policy that tests only a claim', () => {
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

  it.each(OPERATIONS)('an admin sees all rows and others see none, in %s', async (_name, query) => {
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
        // With `derived`, the estimate of a policy decides how relations are loaded, so statements may differ.
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

  it('requests of two tenants for the same keys never share a row', async () => {
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

  it('sessions of two tenants never share a row', async () => {
    await using first = whole.programs.session({ claims: { tenant: 1 } });
    await using second = whole.programs.session({ claims: { tenant: 2 } });
    const form: RootForm = { ...TASKS, where: { id: { in: [101, 901] } } };
    for (let round = 0; round < 2; round++) {
      const [ones, twos] = await Promise.all([first.load(form), second.load(form)]);
      expect([ones, twos]).toMatchObject([[{ id: 101 }], [{ id: 901, owner: null }]]);
    }
  });
});
