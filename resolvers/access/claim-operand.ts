/** In conditions of the configuration, `{ claim: 'userId' }` stands for the value of a claim of the request. */
import { pgScalar } from '../../schema/catalog/pg-scalars.ts';
import type { Claim } from '../../schema/config/reader/claim-types.ts';
import type { PgType } from '../../schema/model/model.ts';
import { isRecord } from '../../schema/util/records.ts';

/** Gives the name of the claim, and null for a value. */
export function claimName(operand: unknown): string | null {
  if (!isRecord(operand) || Object.keys(operand).length !== 1) return null;
  const name = operand['claim'];
  return typeof name === 'string' ? name : null;
}

/** Gives the type that a claim is bound as where it is compared with `type`, and null where PostgreSQL cannot compare them. */
export function boundType(claim: Claim, type: PgType): PgType | null {
  if (type.kind !== 'scalar') return null;
  // A number keeps its type, because narrowing it could overflow.
  const family = pgScalar(type)?.family;
  const given = pgScalar(claim.type)?.family;
  if (given === 'integer') return family === 'integer' || family === 'decimal' ? claim.type : null;
  // A text takes on the rules of the column, as citext folds case.
  if (given === 'text') return family === 'text' ? type : null;
  return type.schema === claim.type.schema && type.name === claim.type.name ? type : null;
}
