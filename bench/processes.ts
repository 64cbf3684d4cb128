/** What processes have used, as Linux tells it in /proc. Elsewhere everything is null and the report says so. */
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in ticks of 10 ms whatever the kernel's own clock. */
const TICK_MS = 10;

/** Milliseconds of CPU time that a process has used, all threads. */
export function cpuOf(pid: number): number | null {
  const stat = readStat(pid);
  return stat && (Number(stat[11]) + Number(stat[12])) * TICK_MS;
}

/** The same of PostgreSQL: the postmaster and all its processes. */
export function cpuOfFamily(parent: number): number | null {
  if (readStat(parent) === null) return null;
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const family = pids.filter((pid) => pid === parent || parentOf(pid) === parent);
  // What children have used that are gone by now is kept by their parent.
  const buried = readStat(parent);
  const gone = buried ? (Number(buried[13]) + Number(buried[14])) * TICK_MS : 0;
  return family.reduce((sum, pid) => sum + (cpuOf(pid) ?? 0), gone);
}

export function parentOf(pid: number): number | null {
  const stat = readStat(pid);
  return stat && Number(stat[1]);
}

/** Peak resident memory in bytes since the process began, or since `resetPeakMemory`. */
export function peakMemoryOf(pid: number): number | null {
  const line = /^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? '');
  return line ? Number(line[1]) * 1024 : null;
}

/** The fields after the command's name, which may hold blanks and brackets: [0] is the state, [1] the parent. */
function readStat(pid: number): string[] | null {
  const text = read(`/proc/${pid}/stat`);
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
