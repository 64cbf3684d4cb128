import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startDemoDatabase } from '../../examples/demo-database.ts';
import type { SampleName } from '../../schema/config/config.ts';
import { query } from '../support/database.ts';

const module = new URL('../../examples/demo-database.ts', import.meta.url).href;

/**
 * Starts the demo database in a process of its own that never stops it, and resolves with the first line it printed.
 */
async function startElsewhere(folder: string): Promise<{ line: string; kill(): Promise<void> }> {
  const script = `
    const { startDemoDatabase } = await import(${JSON.stringify(module)});
    console.log((await startDemoDatabase({ sample: 'chinook', folder: ${JSON.stringify(folder)}, log: console.log })).url);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const gone = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  return { line, kill };
}

describe('the demo database', () => {
  let folder: string;
  let lines: string[];
  // A test that fails early must not leave a server behind, nor keep the next test out of its folder.
  const running: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of running.splice(0)) await each.stop();
  });
  const start = async (sample: SampleName = 'chinook') => {
    const database = await startDemoDatabase({ sample, folder, log: (line) => lines.push(line) });
    running.push(database);
    return database;
  };
  const elsewhere = async () => {
    const { line, kill } = await startElsewhere(folder);
    running.push({ stop: kill });
    return { line, kill };
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-demo-'));
    // For root, the server runs under another account, which needs access to this folder.
    await chmod(folder, 0o711);
    lines = [];
  });
  afterAll(async () => {
    // The last start stops the server that a killed process has left running.
    await start().then(
      (database) => database.stop(),
      () => {},
    );
    await rm(folder, { recursive: true, force: true });
  });

  it('the demo database starts again after a killed process has loaded half of it', async () => {
    const { line, kill } = await elsewhere();
    expect(line).toContain('Loading');
    await kill();
    const database = await start();
    expect(await query(database.url, 'select count(*)::int as tracks from track')).toEqual([{ tracks: 3503 }]);
    expect(await query(database.url, `select from pg_stats where tablename = 'track' limit 1`)).toHaveLength(1);
    expect(lines.at(-1)).toContain('Loading');
  });

  it('the demo database is loaded once', async () => {
    lines = [];
    await start();
    expect(lines.filter((line) => line.includes('Loading'))).toEqual([]);
  });

  it.each([
    ['northwind', 'select count(*)::int as rows from orders', 830],
    ['mondial', 'select count(*)::int as rows from country', 245],
  ] as const)('the demo database loads %s as well', async (sample, sql, rows) => {
    const database = await start(sample);
    expect(await query(database.url, sql)).toEqual([{ rows }]);
  });

  it('the demo database listens only on 127.0.0.1', async () => {
    const database = await start();
    const [settings] = await query(
      database.url,
      `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets`,
    );
    expect(settings).toEqual({ addresses: '127.0.0.1', sockets: '' });
  });

  it('a process whose demo database cannot start says so in one line and ends', async () => {
    const data = join(folder, 'postgres-18', 'data');
    await chmod(data, 0o755);
    const script = `
      const { startDemoDatabase } = await import(${JSON.stringify(module)});
      await startDemoDatabase({ sample: 'chinook', folder: ${JSON.stringify(folder)}, log: console.log }).catch(
        (error) => console.log(error.message),
      );`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (printed += text));
    const [code] = await once(child, 'close');
    await chmod(data, 0o700);
    expect(code).toBe(0);
    expect(printed).toMatch(
      /^No demo database: PostgreSQL did not start: .*invalid permissions.* set DATABASE_URL=.*\n$/,
    );
  });

  it('the demo database refuses a second gateway, and outlives a killed one', async () => {
    const { kill } = await elsewhere();
    await expect(start()).rejects.toThrow(/^No demo database: .* in use by another gateway .* set DATABASE_URL=/);
    await kill();
    await start();
  });

  it('the demo database starts in spite of the lock of a process that is not a server', async () => {
    await writeFile(join(folder, 'postgres-18', 'data', 'postmaster.pid'), `${process.pid}\n`);
    await start();
  });
});
