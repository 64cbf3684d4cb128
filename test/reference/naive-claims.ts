/** Claims in policies and criteria. Their values are known here, so they are written out. */
import { isJson, type Json } from './naive-names.ts';

/** Writes claims out. */
export function withClaims(where: unknown, claims: Json): unknown {
  if (Array.isArray(where)) return where.map((each) => withClaims(each, claims));
  if (!isJson(where)) return where;
  if (typeof where['claim'] === 'string') return isClaimTest(where) ? where : claims[where['claim']];
  return Object.fromEntries(Object.entries(where).map(([key, value]) => [key, withClaims(value, claims)]));
}

function isClaimTest(where: Json): boolean {
  return Object.keys(where).length > 1;
}

/** Both sides are known here, so the comparison is JavaScript's. An absent claim gives neither true nor false. */
export function claimTest(value: unknown, where: Json): string {
  const parts = Object.entries(where).flatMap(([operator, operand]): (boolean | null)[] => {
    if (operator === 'claim') return [];
    if (operator === 'isNull') return [(value === undefined) === operand];
    if (value === undefined) return [null];
    const operands: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    const found = operands.map(String).includes(String(value));
    return [operator === 'eq' || operator === 'in' ? found : !found];
  });
  return `(${parts.map((part) => `${part}::boolean`).join(' and ')})`;
}
