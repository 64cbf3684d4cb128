/** The databases that operations are tried on: the samples, and random ones that change after every few operations. */
import { createDatabase, sampleDatabase, type TestDatabase } from '../support/database.ts';
import { type OpenTarget, openTarget } from './check.ts';
import { randomDatabases } from './random-database.ts';

export const DATABASES = ['chinook', 'northwind', 'mondial', 'random'] as const;

export type DatabaseName = (typeof DATABASES)[number];

/** Operations per random database. */
const OPERATIONS_EACH = 25;

type Use = (target: OpenTarget, runs: number, seed: number) => Promise<void>;

/** Opens the database, or as many random ones as the runs need, one after the other. */
export async function withTarget(name: DatabaseName, runs: number, seed: number, use: Use): Promise<void> {
  if (name !== 'random') return withDatabase(name, await sampleDatabase(name), (target) => use(target, runs, seed));
  const scripts = randomDatabases(seed, Math.ceil(runs / OPERATIONS_EACH));
  for (const [index, script] of scripts.entries()) {
    const database = await createDatabase([script]);
    const part = Math.min(OPERATIONS_EACH, runs - index * OPERATIONS_EACH);
    await withDatabase(`random ${index}:\n${script}\n`, database, (target) => use(target, part, seed + index));
  }
}

async function withDatabase(
  name: string,
  database: TestDatabase,
  use: (target: OpenTarget) => Promise<void>,
): Promise<void> {
  const target = await openTarget(name, database.url);
  try {
    await use(target);
  } finally {
    await target.close();
    await database.drop();
  }
}
