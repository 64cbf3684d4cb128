/**
 * Measures how busy the machine is with other work. Numbers from a busy machine are worth little, and the report must
 * say so.
 */
import { cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';

const WATCHED_MS = 1_500;

/** The busy share of all cores, from 0 to 1, while the bench itself does nothing. */
export async function busyShare(): Promise<number> {
  const before = times();
  await setTimeout(WATCHED_MS);
  const after = times();
  const total = after.total - before.total;
  return total === 0 ? 0 : 1 - (after.idle - before.idle) / total;
}

function times(): { idle: number; total: number } {
  const all = cpus().map((cpu) => cpu.times);
  const idle = all.reduce((sum, each) => sum + each.idle, 0);
  return { idle, total: all.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, idle) };
}
