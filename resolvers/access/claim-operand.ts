/** `{ claim: 'userId' }`: where a condition of the configuration has a claim of the request in place of a value. */
import type { Claim } from '../../schema/config/reader/claim-types.ts';
import type { PgType } from '../../schema/model/model.ts';
import { isRecord } from '../../schema/util/records.ts';

/** The claim's name; null for what is a value. */
export function claimName(operand: unknown): string | null {
  if (!isRecord(operand) || Object.keys(operand).length !== 1) return null;
  const name = operand['claim'];
  return typeof name === 'string' ? name : null;
}

const INTEGERS = new Set(['int2', 'int4', 'int8']);
const TEXTS = new Set(['text', 'varchar', 'bpchar', 'citext', 'name']);

/** The type that a claim is bound as where `type` is compared with it; null where PostgreSQL could not compare them. */
export function boundType(claim: Claim, type: PgType): PgType | null {
  if (type.kind !== 'scalar') return null;
  // Any number is compared as it is: narrowing it could overflow.
  if (INTEGERS.has(claim.type.name)) return INTEGERS.has(type.name) || type.name === 'numeric' ? claim.type : null;
  // A text takes on the column's rules: citext folds case.
  if (TEXTS.has(claim.type.name)) return TEXTS.has(type.name) ? type : null;
  return type.schema === claim.type.schema && type.name === claim.type.name ? type : null;
}
