import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoDatabase } from '../../examples/demo-database.ts';
import type { SampleName } from '../../schema/config.ts';
import { query } from '../support/database.ts';

const module = new URL('../../examples/demo-database.ts', import.meta.url).href;

/** Starts the demo database in a process of its own that never stops it, and resolves with what it printed first. */
async function startElsewhere(folder: string): Promise<{ line: string; kill(): Promise<void> }> {
  const script = `
    const { startDemoDatabase } = await import(${JSON.stringify(module)});
    console.log((await startDemoDatabase({ sample: 'chinook', folder: ${JSON.stringify(folder)}, log: console.log })).url);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { line, kill };
}

describe('the demo database', () => {
  let folder: string;
  let lines: string[];
  const start = (sample: SampleName = 'chinook') =>
    startDemoDatabase({ sample, folder, log: (line) => lines.push(line) });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-demo-'));
    // Under root the server runs under another account, which must be able to get here.
    await chmod(folder, 0o711);
    lines = [];
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('begins again what a killed process has half loaded', async () => {
    const { line, kill } = await startElsewhere(folder);
    expect(line).toContain('Loading');
    await kill();
    const database = await start();
    expect(await query(database.url, 'select count(*)::int as tracks from track')).toEqual([{ tracks: 3503 }]);
    expect(await query(database.url, `select from pg_stats where tablename = 'track' limit 1`)).toHaveLength(1);
    await database.stop();
    expect(lines.at(-1)).toContain('Loading');
  });

  it('loads once', async () => {
    lines = [];
    const database = await start();
    await database.stop();
    expect(lines.filter((line) => line.includes('Loading'))).toEqual([]);
  });

  it.each([
    ['northwind', 'select count(*)::int as rows from orders', 830],
    ['mondial', 'select count(*)::int as rows from country', 245],
  ] as const)('loads %s beside it', async (sample, sql, rows) => {
    const database = await start(sample);
    expect(await query(database.url, sql)).toEqual([{ rows }]);
    await database.stop();
  });

  it('listens on 127.0.0.1 alone', async () => {
    const database = await start();
    const [settings] = await query(
      database.url,
      `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets`,
    );
    await database.stop();
    expect(settings).toEqual({ addresses: '127.0.0.1', sockets: '' });
  });

  it('is not given to a second gateway, and outlives a killed one', async () => {
    const { kill } = await startElsewhere(folder);
    await expect(start()).rejects.toThrow(/^No demo database: .* in use by another gateway .* set DATABASE_URL=/);
    await kill();
    const database = await start();
    await database.stop();
  });

  it('starts over the lock of a process that is no server', async () => {
    await writeFile(join(folder, 'postgres-18', 'data', 'postmaster.pid'), `${process.pid}\n`);
    const database = await start();
    await database.stop();
  });
});
