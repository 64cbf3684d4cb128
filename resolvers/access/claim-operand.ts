/** `{ claim: 'userId' }`: where a condition of the configuration has a claim of the request in place of a value. */
import { pgScalar } from '../../schema/catalog/pg-scalars.ts';
import type { Claim } from '../../schema/config/reader/claim-types.ts';
import type { PgType } from '../../schema/model/model.ts';
import { isRecord } from '../../schema/util/records.ts';

/** The claim's name; null for what is a value. */
export function claimName(operand: unknown): string | null {
  if (!isRecord(operand) || Object.keys(operand).length !== 1) return null;
  const name = operand['claim'];
  return typeof name === 'string' ? name : null;
}

/** The type that a claim is bound as where `type` is compared with it; null where PostgreSQL could not compare them. */
export function boundType(claim: Claim, type: PgType): PgType | null {
  if (type.kind !== 'scalar') return null;
  // Any number is compared as it is: narrowing it could overflow.
  const family = pgScalar(type)?.family;
  const given = pgScalar(claim.type)?.family;
  if (given === 'integer') return family === 'integer' || family === 'decimal' ? claim.type : null;
  // A text takes on the column's rules: citext folds case.
  if (given === 'text') return family === 'text' ? type : null;
  return type.schema === claim.type.schema && type.name === claim.type.name ? type : null;
}
