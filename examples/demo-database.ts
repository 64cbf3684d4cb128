/** The sample databases: PostgreSQL from npm with a sample, each loaded once and kept. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { runScript } from '../loaders/postgres/run-script.ts';
import type { SampleName } from '../schema/config/config.ts';
import { EMBEDDED_MAJOR, embeddedPostgres } from './embedded-postgres.ts';
import { startPostgres, type PostgresServer } from './postgres-server.ts';
import { releaseDataFolder } from './running-server.ts';
import { serverAccount } from './server-account.ts';
import { serverFolder } from './server-folder.ts';

export interface DemoDatabaseOptions {
  readonly sample: SampleName;
  /** The folder for the data. */
  readonly folder: string;
  /** Receives a line for people before each long step. */
  log(line: string): void;
}

/** The scripts of each sample, in their order. */
export const SAMPLES: Readonly<Record<SampleName, readonly URL[]>> = {
  chinook: scripts('chinook', 'chinook.sql'),
  northwind: scripts('northwind', 'northwind.sql'),
  mondial: scripts('mondial', 'mondial-schema.sql', 'mondial-inputs.sql', 'foreign-keys.sql'),
};

/** Starts the demo database. On failure, it rejects with one line that gives the reason and a remedy. */
export async function startDemoDatabase(options: DemoDatabaseOptions): Promise<PostgresServer> {
  try {
    return await start(options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`No demo database: ${reason}. To use your own, set DATABASE_URL=postgres://…`, { cause: error });
  }
}

async function start({ sample, folder: wanted, log }: DemoDatabaseOptions): Promise<PostgresServer> {
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
    return { url: await loaded(sample, server.url, log), stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/**
 * Returns the URL of the sample. A database gets its name when it is complete, so a killed process leaves nothing that
 * looks complete.
 */
async function loaded(sample: SampleName, server: string, log: DemoDatabaseOptions['log']): Promise<string> {
  const databases = await runScript(server, `select from pg_database where datname = '${sample}'`);
  if (databases === 0) {
    const unfinished = `${sample}_new`;
    log(`Loading the sample ${sample}, once…`);
    await runScript(server, `drop database if exists ${unfinished}`);
    await runScript(server, `create database ${unfinished}`);
    for (const script of SAMPLES[sample]) {
      await runScript(databaseUrl(server, unfinished), await readScript(script));
    }
    await runScript(databaseUrl(server, unfinished), 'analyze');
    await runScript(server, `alter database ${unfinished} rename to ${sample}`);
  }
  return databaseUrl(server, sample);
}

function scripts(sample: SampleName, ...files: readonly string[]): URL[] {
  return files.map((file) => new URL(`databases/${sample}/${file}`, import.meta.url));
}

/** The script is plain in a checkout and compressed in the package. */
async function readScript(script: URL): Promise<string> {
  if (existsSync(script)) return readFile(script, 'utf8');
  const compressed = await readFile(new URL(`${script.href}.br`)).catch(() => {
    throw new Error('this sample is not part of the package, but of the checkout');
  });
  return (await promisify(brotliDecompress)(compressed)).toString();
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
