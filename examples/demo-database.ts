/** The database that comes along: PostgreSQL from npm with the Chinook sample, loaded once and kept. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runScript } from '../loaders/postgres/run-script.ts';
import { EMBEDDED_MAJOR, embeddedPostgres } from './embedded-postgres.ts';
import { startPostgres, type PostgresServer } from './postgres-server.ts';
import { releaseDataFolder } from './running-server.ts';
import { serverAccount } from './server-account.ts';
import { serverFolder } from './server-folder.ts';

export interface DemoDatabaseOptions {
  /** Where to keep the data. */
  readonly folder: string;
  /** Told what takes its time, in a line for people. */
  log(line: string): void;
}

const SCRIPT = new URL('databases/chinook/chinook.sql', import.meta.url);

/** Starts the demo database. Where that cannot be, rejects with one line that says why and what to do. */
export async function startDemoDatabase(options: DemoDatabaseOptions): Promise<PostgresServer> {
  try {
    return await start(options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`No demo database: ${reason}. To use your own, set DATABASE_URL=postgres://…`, { cause: error });
  }
}

async function start({ folder: wanted, log }: DemoDatabaseOptions): Promise<PostgresServer> {
  const { path: folder, account } = await serverFolder(wanted, `postgres-${EMBEDDED_MAJOR}`, serverAccount());
  if (!folder.startsWith(wanted)) log(`PostgreSQL cannot use ${wanted}; the demo database is kept in ${folder}.`);
  const binaries = await embeddedPostgres(account, folder);
  await releaseDataFolder(join(folder, 'data'));
  const server = await startPostgres({
    binaries,
    folder,
    account,
    initdbFlags: ['--locale=C', '--locale-provider=icu', '--icu-locale=en'],
    settings: {},
    removeFolder: false,
  });
  try {
    return { url: await chinook(server.url, log), stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** The URL of the sample. It gets its name when it is complete, so what a killed process has begun is begun again. */
async function chinook(server: string, log: DemoDatabaseOptions['log']): Promise<string> {
  const databases = await runScript(server, `select from pg_database where datname = 'chinook'`);
  if (databases === 0) {
    log('Loading the Chinook sample, once…');
    await runScript(server, 'drop database if exists chinook_new');
    await runScript(server, 'create database chinook_new');
    await runScript(databaseUrl(server, 'chinook_new'), await readFile(SCRIPT, 'utf8'));
    await runScript(databaseUrl(server, 'chinook_new'), 'analyze');
    await runScript(server, 'alter database chinook_new rename to chinook');
  }
  return databaseUrl(server, 'chinook');
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
