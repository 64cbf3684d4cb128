import type { SchemaDrift } from '../../loaders/session/drift.ts';
import type { Lifetime } from '../../loaders/session/lifetime.ts';
import { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import type { RowPolicies } from '../../loaders/sql/shared/scope.ts';
import type { Access } from '../access/access.ts';
import type { Runtime } from '../plan/runtime.ts';

/** Who reads, and what is known of the database. */
export interface Reader {
  readonly access: Access;
  readonly policies: RowPolicies;
  readonly missing: SchemaDrift['missing'] | null;
  /** What is missing was asked for after this reader had failed. */
  readonly isLast: boolean;
  readonly lifetime: Lifetime;
}

/** The door to the database of one request, or of one load of a program. */
export function openTransaction(
  { database, config, observer }: Runtime,
  { access, policies, missing, isLast, lifetime }: Reader,
): ReadTransaction {
  const { chunkSize } = config.selectin;
  const { maxRowsPerStatement: maxRows, maxEntities } = config.limits;
  // Where the schema has changed, what is prepared may no longer be what it was.
  const prepare = missing === null;
  const isUnchanged = isLast && missing?.size === 0;
  const settings = { ...access, chunkSize, maxRows, maxEntities, prepare, policies, observer, isUnchanged };
  return new ReadTransaction(database, settings, lifetime);
}
