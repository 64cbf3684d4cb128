import { type Drift, DriftCheck } from '../../loaders/session/drift.ts';
import type { RowPolicies } from '../../loaders/sql/shared/scope.ts';
import { reachable } from '../../schema/model/reachable.ts';
import type { Gateway } from '../plan/runtime.ts';

/** What an attempt to answer starts from. */
export interface Known {
  /** What the database no longer has; null: nobody has asked, as nothing has failed. */
  readonly gone: Drift['gone'] | null;
  /** What fails now, fails for good. */
  readonly isLast: boolean;
}

/** Finds what the database no longer has of what the schema, its functions and its policies read. */
export function driftCheck({ database, schema: { model } }: Gateway, policies: RowPolicies): DriftCheck {
  return new DriftCheck(database, { tables: reachable(model), functions: model.functions, policies });
}

/** A schema that has changed is changed for every request: so long they share what one has learned of it. */
const SHARED_MS = 1000;

/** Where the database turns out to have changed: again by what is known of it, and once more by what can be learned now. */
export async function untilAllIsKnown<Result>(
  driftSince: (time: number) => Promise<Drift>,
  isChange: (error: unknown) => boolean,
  attempt: (known: Known) => Promise<Result>,
): Promise<Result> {
  const start = performance.now();
  let known: Drift | null = null;
  for (;;) {
    const isLast: boolean = known !== null && known.askedAt >= start;
    try {
      return await attempt({ gone: known?.gone ?? null, isLast });
    } catch (error) {
      if (isLast || !isChange(error)) throw error;
    }
    known = await driftSince(known ? start : start - SHARED_MS);
  }
}
