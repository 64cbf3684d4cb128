/** Judges a `postmaster.pid` in a data folder. */
import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** A server whose owner was killed takes a moment to notice. */
const PATIENCE = 5_000;

/**
 * Waits for a server that is shutting down, and removes the lock of one that is gone. PostgreSQL ignores a lock only
 * when no process has its number, and numbers are soon used again, above all in containers. Rejects when the server is
 * alive.
 */
export async function releaseDataFolder(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid');
  for (const deadline = Date.now() + PATIENCE; ; await setTimeout(50)) {
    const text = await readFile(lock, 'utf8').catch(() => null);
    if (text === null) return;
    const pid = Number(text.split('\n')[0]);
    if (!(await isServing(pid, data))) return rm(lock, { force: true });
    if (Date.now() > deadline) throw new Error(`the demo database is in use by another gateway (process ${pid})`);
  }
}

/** True if the process is the server of this folder: the working folder of a server is its data folder. */
async function isServing(pid: number, data: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  return folder === (await realpath(data));
}
