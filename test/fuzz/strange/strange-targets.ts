/** Strange databases on the test server, one after the other, each with settings and perhaps a role of its own. */
import { createDatabase, query, type TestDatabase } from '../../support/database.ts';
import { type OpenTarget, openTarget } from '../check.ts';
import { READER } from './grants.ts';
import type { StrangeKind } from './kinds.ts';
import { type StrangeDatabase, strangeDatabases } from './strange-database.ts';

export interface StrangeRuns {
  readonly runs: number;
  readonly seed: number;
  readonly kinds: readonly StrangeKind[];
  /** The number of operations on one database. */
  readonly each: number;
}

type Use = (target: OpenTarget, runs: number, seed: number) => Promise<void>;

export async function withStrangeTargets({ runs, seed, kinds, each }: StrangeRuns, use: Use): Promise<void> {
  const databases = strangeDatabases(seed, Math.ceil(runs / each), kinds, await availableExtensions());
  for (const [index, strange] of databases.entries()) {
    const database = await createDatabase([strange.script]);
    const role = nameOf(database);
    try {
      const url = await settle(database, strange, role);
      // Every second database has policies and custom fields.
      const config = strange.timeZone === null ? {} : { database: { timeZone: strange.timeZone } };
      const target = await openTarget(told(index, strange), url, config, index % 2 === 0 ? null : seed + index);
      try {
        await use(target, Math.min(each, runs - index * each), seed + index);
      } finally {
        await target.close();
      }
    } finally {
      await database.drop();
      if (strange.grants) await query(serverUrl(), `drop role if exists ${role}`);
    }
  }
}

async function availableExtensions(): Promise<readonly string[]> {
  const rows = await query<{ name: string }>(serverUrl(), 'select name from pg_available_extensions');
  return rows.map(({ name }) => name);
}

/** Applies the settings and grants, and returns the URL for the gateway. */
async function settle(database: TestDatabase, { settings, grants }: StrangeDatabase, role: string): Promise<string> {
  const statements = settings.map((setting, at) => `alter ${settingOwner(at, grants, role)} set ${setting}`);
  await query(serverUrl(), ['select', ...statements].join(';'));
  if (!grants) return database.url;
  const given = grants.map((grant) => grant.replaceAll(READER, role));
  await query(database.url, [`create role ${role} login password '${role}'`, ...given].join(';'));
  const url = new URL(database.url);
  url.username = role;
  url.password = role;
  return url.href;
}

/**
 * Every second setting is the role's, for this database only. A role with few grants has the settings of the database.
 */
function settingOwner(at: number, grants: readonly string[] | null, database: string): string {
  return grants || at % 2 === 0 ? `database ${database}` : `role current_user in database ${database}`;
}

/** Tells everything that is needed to see a difference again. */
function told(index: number, { kinds, script, settings, timeZone, grants }: StrangeDatabase): string {
  const more = [
    `-- database.timeZone: ${timeZone}`,
    ...settings.map((setting, at) => `alter ${settingOwner(at, grants, '…')} set ${setting};`),
    ...(grants ?? []),
  ];
  return `strange ${index} (${kinds.join(', ')}):\n${[script, ...more].join('\n')}\n`;
}

/** A role has the name of the database that it may read. */
function nameOf({ url }: TestDatabase): string {
  return new URL(url).pathname.slice(1);
}

function serverUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) throw new Error('No test server is running.');
  return url;
}
