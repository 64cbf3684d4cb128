import { type SchemaDrift, DriftCheck } from '../../loaders/session/drift.ts';
import type { RowPolicies } from '../../loaders/sql/shared/scope.ts';
import { reachable } from '../../schema/model/reachable.ts';
import type { Runtime } from '../plan/runtime.ts';

/** What an attempt to answer starts from. */
export interface AttemptStart {
  /** What the database no longer has; null: nobody has asked, as nothing has failed. */
  readonly missing: SchemaDrift['missing'] | null;
  /** What fails now, fails for good. */
  readonly isLast: boolean;
}

/** Finds what the database no longer has of what the schema, its functions and its policies read. */
export function driftCheck({ database, schema: { model } }: Runtime, policies: RowPolicies): DriftCheck {
  return new DriftCheck(database, { tables: reachable(model), functions: model.functions, policies });
}

/** A schema that has changed is changed for every request: so long they share what one has learned of it. */
const SHARED_MS = 1000;

/** Where the database turns out to have changed: again by what is known of it, and once more by what can be learned now. */
export async function retryAfterDrift<Result>(
  driftSince: (time: number) => Promise<SchemaDrift>,
  isChange: (error: unknown) => boolean,
  attempt: (existing: AttemptStart) => Promise<Result>,
): Promise<Result> {
  const start = performance.now();
  let known: SchemaDrift | null = null;
  for (;;) {
    const isLast: boolean = known !== null && known.askedAt >= start;
    try {
      return await attempt({ missing: known?.missing ?? null, isLast });
    } catch (error) {
      if (isLast || !isChange(error)) throw error;
    }
    known = await driftSince(known ? start : start - SHARED_MS);
  }
}
