/** Databases of foreign making. Their contents are legal, or were let in while nothing was checked. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type Load, openGateway, type TestGateway, type TestResult } from '../support/gateway.ts';
import { expectInvariants } from '../support/invariants.ts';
import { walk } from '../support/walk.ts';

export interface StrangeDatabase {
  /** The rule that the database shows. */
  readonly name: string;
  /** SQL in which `{{db}}` stands for the name of the database, and `{{user}}` for a role of its own. */
  readonly sql: string;
  /** True if the gateway connects as `{{user}}`. */
  readonly asUser?: true;
  /** Versions of PostgreSQL that have everything the database needs. */
  readonly versions?: { readonly min?: number; readonly max?: number };
  readonly config?: ConfigOptions;
  /** The answers by the text of the operation. */
  readonly answers: Readonly<Record<string, Answer>>;
  readonly walks?: readonly PageWalk[];
}

export interface Answer {
  readonly data: unknown;
  /** Codes by response path, such as `{ 'tools.2.maker': 'INTERNAL' }`. */
  readonly errors?: Readonly<Record<string, string>>;
}

/** A connection that is read page by page, in both directions. */
export interface PageWalk {
  readonly connection: string;
  readonly args?: string;
  readonly select: string;
  readonly size: number;
  readonly values: readonly unknown[];
}

const LOADS: readonly Load[] = ['auto', 'joined', 'selectin', 'derived'];
const LAZY: ConfigOptions = { entities: { '*': { relations: { '*': { load: 'lazy' } } } } };

export function strangeDatabases(title: string, databases: readonly StrangeDatabase[]): void {
  describe.each(databases)(`${title}: $name`, (strange) => {
    const opened = useStrange(strange);
    it.each(Object.entries(strange.answers))(
      'the answer is the same under every strategy: %s',
      async (text, answer) => {
        const { gateway, lazy } = opened();
        if (!gateway || !lazy) return;
        for (const load of LOADS) {
          const result = await gateway.run(text, { load });
          expect(seen(result), load).toEqual({ errors: {}, ...answer });
          expectInvariants(result);
          const { written, executed } = await gateway.write(text, { load });
          expect(written ?? executed, load).toBe(executed);
        }
        expect(seen(await lazy.run(text)), 'lazy').toEqual({ errors: {}, ...answer });
      },
    );
    it.each(strange.walks ?? [])(
      'pages of $connection($args) lead over every row in both directions',
      async ({ values, ...walked }) => {
        const { gateway } = opened();
        if (!gateway) return;
        const nodes = values.map((value) => ({ [walked.select]: value }));
        expect(await walk(gateway, walked)).toEqual({ forward: nodes, backward: nodes });
      },
    );
  });
}

interface Opened {
  readonly gateway?: TestGateway;
  /** A gateway that loads every relation lazily. */
  readonly lazy?: TestGateway;
}

/** Opens nothing on a version of PostgreSQL that the database does not fit. */
function useStrange({ sql, asUser, versions = {}, config = {} }: StrangeDatabase): () => Opened {
  let database: TestDatabase | undefined;
  let opened: Opened = {};
  let user = '';
  beforeAll(async () => {
    database = await createDatabase([]);
    const [server] = await query<{ version: number }>(
      database.url,
      `select current_setting('server_version_num')::int4 / 10000 as version`,
    );
    const { min = 0, max = Infinity } = versions;
    if (!server || server.version < min || server.version > max) return;
    const url = new URL(database.url);
    const db = url.pathname.slice(1);
    user = `${db}_user`;
    if (asUser) await query(database.url, `create role ${user} login password '${user}'`);
    await query(database.url, sql.replaceAll('{{db}}', db).replaceAll('{{user}}', user));
    if (asUser) [url.username, url.password] = [user, user];
    const gateway = await openGateway(url.href, config);
    opened = { gateway, lazy: await openGateway(url.href, { ...LAZY, ...config }) };
  });
  afterAll(async () => {
    await opened.gateway?.close();
    await opened.lazy?.close();
    if (asUser && database) await query(database.url, `drop owned by ${user}; drop role ${user}`);
    await database?.drop();
  });
  return () => opened;
}

function seen({ data, errors }: TestResult): Answer {
  const codes = errors.map(({ path, extensions }) => [path?.join('.') ?? '', String(extensions?.['code'])]);
  return { data, errors: Object.fromEntries(codes) };
}
