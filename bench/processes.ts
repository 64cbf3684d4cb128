/**
 * The resources used by processes, as Linux reports them in /proc. Elsewhere there are none, and the report says so.
 */
import { readdirSync, readFileSync } from 'node:fs';

const NANOSECONDS = 1e6;

/** The CPU time in milliseconds by process. */
export type CpuTimes = ReadonlyMap<number, number>;

/** Processes that have ended are left out. */
export function cpuTimes(pids: readonly number[]): CpuTimes {
  return new Map(
    pids.map((pid) => [pid, cpuOf(pid)] as const).filter((entry): entry is [number, number] => entry[1] !== null),
  );
}

/** The CPU time between two readings of the processes that are there at the end, or null when there are none. */
export function cpuBetween(before: CpuTimes, after: CpuTimes): number | null {
  if (after.size === 0) return null;
  return [...after].reduce((sum, [pid, time]) => sum + time - (before.get(pid) ?? 0), 0);
}

/** A process and its children, because PostgreSQL has one process per connection. */
export function familyOf(parent: number): number[] {
  const pids = list('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((pid) => pid === parent || parentOf(pid) === parent);
}

export function parentOf(pid: number): number | null {
  const stat = read(`/proc/${pid}/stat`);
  // The name of the command may contain blanks and brackets.
  const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  return parent === undefined ? null : Number(parent);
}

/** The current resident memory in bytes. */
export function memoryOf(pid: number): number | null {
  return statusOf(pid, 'VmRSS');
}

/** The peak resident memory in bytes since the process began. */
export function peakMemoryOf(pid: number): number | null {
  return statusOf(pid, 'VmHWM');
}

function statusOf(pid: number, name: string): number | null {
  const line = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(read(`/proc/${pid}/status`) ?? '');
  return line ? Number(line[1]) * 1024 : null;
}

/**
 * Adds all threads up. `schedstat` counts nanoseconds. `stat` would count in steps of 10 ms, too coarse for ten
 * connections.
 */
function cpuOf(pid: number): number | null {
  const threads = list(`/proc/${pid}/task`).map((thread) => read(`/proc/${pid}/task/${thread}/schedstat`));
  const known = threads.filter((text) => text !== null);
  if (known.length === 0) return null;
  return known.reduce((sum, text) => sum + Number(text.split(' ')[0]), 0) / NANOSECONDS;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
