/**
 * Which database to serve: the one that was named, else a sample that comes along.
 */
import { resolve } from 'node:path';
import type { Config } from '../../schema/config/config.ts';

export interface DatabaseSource {
  /** Null: the PG* variables. */
  readonly url: string | null;
  /** For people; without the password. */
  readonly label: string;
  stop(): Promise<void>;
}

const demoFolder = '.espalier';
const databaseVariables = ['PGHOST', 'PGPORT', 'PGDATABASE', 'PGUSER'];

/** Starts the sample where no other is named; `announce` tells what takes its time. */
export async function openDatabaseSource(
  config: Pick<Config, 'database'>,
  env: Readonly<Record<string, string | undefined>>,
  announce: (line: string) => void,
): Promise<DatabaseSource> {
  const { url } = config.database;
  if (url !== null) return { url, label: withoutPassword(url), stop: async () => {} };
  if (env['PGSERVICE']) {
    throw new Error('PGSERVICE is not supported: set PGHOST, PGDATABASE and so on, or DATABASE_URL=postgres://…');
  }
  if (databaseVariables.some((name) => env[name]))
    return { url: null, label: variablesLabel(env), stop: async () => {} };

  // Only who has no database needs the one that comes along.
  const { startDemoDatabase } = await import('../../examples/demo-database.ts');
  const { sample } = config.database;
  const demo = await startDemoDatabase({ sample, folder: resolve(demoFolder), log: announce });
  const label = `the sample ${sample}, kept in ${demoFolder}/ (yours: DATABASE_URL=postgres://…)`;
  return { url: demo.url, label, stop: () => demo.stop() };
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  shown.searchParams.delete('password');
  return shown.href;
}

function variablesLabel(env: Readonly<Record<string, string | undefined>>): string {
  const given = databaseVariables.filter((name) => env[name]).map((name) => `${name}=${env[name]}`);
  return `${given.join(' ')} (and the defaults of psql)`;
}
