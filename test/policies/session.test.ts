/** PostgreSQL's own row security: role and settings of a request hold for its transaction and end with it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { openDatabase } from '../../loaders/postgres/open-database.ts';
import { readConfig } from '../../schema/config/read-config.ts';
import { ConfigError } from '../../schema/config/reader/config-issues.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type Load, openGateway, type TestGateway } from '../support/gateway.ts';
import type { Claims } from '../../resolvers/operation/executor-type.ts';

/** The lock is needed because roles belong to the whole server and test files run side by side. */
const ROLES = `
  select pg_advisory_lock(hashtext('espalier row security roles'));
  do $$ begin
    if not exists (select from pg_roles where rolname = 'espalier_member') then
      create role espalier_member; create role espalier_guest; create role espalier_owner superuser;
      create role espalier_gateway login password 'gateway' noinherit;
      grant espalier_member, espalier_guest to espalier_gateway;
    end if;
  end $$;
  select pg_advisory_unlock(hashtext('espalier row security roles'));`;

const TABLES = `
  create table teams (id int primary key, name text not null);
  create table notes (id int primary key, team_id int not null references teams, note text not null);
  insert into teams select g, 'team ' || g from generate_series(1, 3) g;
  insert into notes select g, g % 3 + 1, 'note ' || g from generate_series(1, 6) g;
  alter table teams enable row level security;
  create policy own on teams to espalier_member using (id = nullif(current_setting('app.team', true), '')::int);
  grant select on teams, notes to espalier_member, espalier_gateway;
  grant select (id, name) on teams to espalier_guest;
  grant usage on schema public to espalier_member, espalier_gateway, espalier_guest;`;

const CONFIG: ConfigOptions = {
  claims: { role: 'text', team: 'int4', names: 'text[]' },
  pool: { size: 1 },
  session: {
    role: { claim: 'role' },
    settings: { 'app.team': { claim: 'team' }, 'app.names': { claim: 'names' }, 'app.fixed': 'yes' },
  },
};

let database: TestDatabase;
let url: string;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createDatabase([ROLES, TABLES]);
  const asGateway = new URL(database.url);
  asGateway.username = 'espalier_gateway';
  asGateway.password = 'gateway';
  url = asGateway.href;
  gateway = await openGateway(url, CONFIG);
});
afterAll(async () => {
  await gateway.close();
  await database.drop();
});

const member = (team: number | null): Claims => ({ role: 'espalier_member', team });

describe('the role of a request', () => {
  it.each<Load>(['auto', 'selectin', 'joined', 'derived'])(
    'a role sees the rows that its policies show: %s',
    async (load) => {
      const query = '{ teams { id notes { id } } notes(limit: 3) { id team { name } } teamsAggregate { count } }';
      const { data, errors, connections } = await gateway.run(query, { claims: member(2), load });
      expect(errors).toEqual([]);
      expect(data).toEqual({
        teams: [{ id: 2, notes: [{ id: 1 }, { id: 4 }] }],
        notes: [
          { id: 1, team: { name: 'team 2' } },
          { id: 2, team: null },
          { id: 3, team: null },
        ],
        teamsAggregate: { count: 1 },
      });
      expect(connections).toHaveLength(1);
    },
  );

  it('a relation that the role may not see is nullable even if the gateway sees it', () => {
    const note = gateway.gateway.model.entities.find(({ name }) => name === 'Note');
    expect(note?.relations).toMatchObject([{ field: 'team', nullable: true }]);
  });

  it('a role sees nothing when its settings are absent', async () => {
    expect((await gateway.run('{ teams { id } }', { claims: member(null) })).data).toEqual({ teams: [] });
  });

  it('a role needs an explicit transaction, even for one statement', async () => {
    const { connections } = await gateway.run('{ teams { id } }', { claims: member(1) });
    const [flight] = connections[0]?.flights ?? [];
    expect(flight?.transaction).toMatchObject({
      begin: true,
      commit: true,
      settings: [
        ['app.team', '1'],
        ['app.names', ''],
        ['app.fixed', 'yes'],
        ['role', 'espalier_member'],
      ],
    });
  });

  it('a role is denied a table that it was not granted', async () => {
    const { data, errors } = await gateway.run('{ notes { id } }', { claims: { role: 'espalier_guest' } });
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it.each([
    ['a role that the gateway may not take', 'espalier_owner'],
    ['an unknown role', 'espalier_nobody'],
    ['a role that is a piece of SQL', "x'; drop table teams; --"],
    ['a long role', 'r'.repeat(100_000)],
  ])('%s is FORBIDDEN', async (_name, role) => {
    const { data, errors } = await gateway.run('{ teams { id } }', { claims: { role, team: 1 } });
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect((await gateway.run('{ teams { id } }', { claims: member(1) })).data).toEqual({ teams: [{ id: 1 }] });
  });

  it.each([
    ['none is given', {}],
    ['there are no claims', null],
    ['the role is none, as PostgreSQL writes it', { role: 'none' }],
    ["the role is the gateway's own", { role: 'espalier_gateway' }],
    ['the role is not a text', { role: 1 }],
  ])('a request is refused before any SQL where %s', async (_name, claims) => {
    const { errors, connections } = await gateway.run('{ teams { id } }', { claims });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', http: { status: 403 } } }]);
    expect(connections).toEqual([]);
  });

  it('a request without a role has the anonymous one if it is configured', async () => {
    const open = await openGateway(url, {
      ...CONFIG,
      session: { ...CONFIG.session, anonymousRole: 'espalier_member' },
    });
    expect((await open.run('{ teams { id } notes(limit: 1) { id } }')).data).toEqual({ teams: [], notes: [{ id: 1 }] });
    await open.close();
  });
});

describe('two users on one connection', () => {
  // covers: I10
  it("two users never see each other's rows, in any interleaving", async () => {
    const teams = [1, 2, 3, 2, 1, 3, 3, 1];
    const load = 'selectin';
    const results = await Promise.all(
      teams.map((team) => gateway.run('{ teams { id notes { team { id } } } }', { claims: member(team), load })),
    );
    const seen = results.map(({ data }) => JSON.stringify(data).match(/"id":\d/g) ?? []);
    expect(seen).toEqual(teams.map((team) => [`"id":${team}`, `"id":${team}`, `"id":${team}`]));
  });

  it('two users leave neither role nor setting on the connection, not even after errors', async () => {
    const config = readConfig({ file: CONFIG });
    const opened = openDatabase({ url, pool: { ...config.pool, size: 1 }, limits: config.limits });
    const [teams] = await query(database.url, 'select count(*)::int as n from teams');
    expect(teams).toEqual({ n: 3 });
    const ask = `select current_user::text as role, current_setting('app.team', true) as team`;
    for (const role of ['espalier_member', 'espalier_owner']) {
      const connection = await opened.acquire(null);
      const call = { sql: 'select 1 as n', values: [], maxRows: 1, prepare: true };
      const settings = [
        ['app.team', '2'],
        ['role', role],
      ] as const;
      const sent = connection.send([call], { mode: 'read', begin: true, commit: false, settings });
      await sent.catch(() => null);
      await connection.release();
      const [left] = await opened.query(ask);
      expect(left).toEqual({ role: 'espalier_gateway', team: expect.toBeOneOf(['', null]) });
    }
    await opened.close();
  });
});

describe('roles of the configuration', () => {
  it('a configured role must exist and be grantable to the gateway, or the gateway does not start', async () => {
    const opening = openGateway(url, { session: { role: 'espalier_owner', anonymousRole: 'espalier_gest' } });
    const outcome = await opening.then(
      (open) => open.close().then(() => 'served'),
      (error: unknown) => error,
    );
    expect(outcome instanceof ConfigError && outcome.mistakes).toEqual([
      'session.role is "espalier_owner", which the gateway\'s own role may not take; grant it: grant "espalier_owner" to the role that logs in.',
      'session.anonymousRole is "espalier_gest", and there is no such role. Did you mean "espalier_guest"?',
    ]);
  });

  it('a configured role serves every request', async () => {
    const open = await openGateway(url, { session: { role: 'espalier_member', settings: { 'app.team': '1' } } });
    const { data, errors } = await open.run('{ teams { id } }');
    await open.close();
    expect({ data, errors }).toEqual({ data: { teams: [{ id: 1 }] }, errors: [] });
  });
});

describe("PostgreSQL's estimates of hidden rows", () => {
  it('an estimate of hidden rows is not revealed: it is counted, and nothing is analyzed', async () => {
    const query = '{ teamsConnection(where: { name: { eq: "team 1" } }) { totalCount(mode: ESTIMATE) } }';
    const { data, errors, plan, statements } = await gateway.run(query, { claims: member(2), explain: 'analyze' });
    expect({ data, errors }).toEqual({ data: { teamsConnection: { totalCount: 0 } }, errors: [] });
    expect(statements.map(({ sql }) => /explain/.test(sql))).toEqual([false]);
    expect(plan).toMatchObject({ refused: expect.stringMatching(/policy or row security/) });
  });
});
