/** The ten operations in PostGraphile's API, aliased so that the answers have the shape of all others. */
import type { OperationName } from '../operations.ts';

export const POSTGRAPHILE_DOCUMENTS: Readonly<Record<OperationName, string | null>> = {
  q1: null,
  q2: null,
  q3: null,
  q4: null,
  q5: null,
  q6: null,
  q7: null,
  q8: null,
  q9: null,
  q10: null,
};
