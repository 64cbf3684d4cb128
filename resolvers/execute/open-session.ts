import type { Lifetime } from '../../loaders/session/lifetime.ts';
import { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import type { Access } from '../access/access.ts';
import type { Runtime } from '../plan/runtime.ts';
import type { AttemptStart } from './retry-after-drift.ts';

/** Whoever reads, and for how long. */
export interface Reader extends AttemptStart {
  readonly access: Access;
  readonly lifetime: Lifetime;
}

/** The door to the database of one request, or of one load of a program. */
export function openTransaction(
  { database, config, observer, access: { policies } }: Runtime,
  { access, missing, isLast, lifetime }: Reader,
): ReadTransaction {
  const { chunkSize } = config.selectin;
  const { maxRowsPerStatement: maxRows, maxEntities } = config.limits;
  // Where the schema has changed, prepared statements may no longer be what they were.
  const prepare = missing === null;
  const isUnchanged = isLast && missing?.size === 0;
  const settings = { ...access, chunkSize, maxRows, maxEntities, prepare, policies, observer, isUnchanged };
  return new ReadTransaction(database, settings, lifetime);
}
