/** Whether there is a value at all. */
import type { PgType } from '../../../schema/model/model.ts';

/** `IS NULL` holds of a composite value without attributes too, and `IS NOT NULL` of no composite value that lacks one. */
export function nullSql(expression: string, { kind }: PgType, isNull: boolean): string {
  const not = isNull ? '' : 'not ';
  return kind === 'composite'
    ? `${expression} is ${isNull ? 'not ' : ''}distinct from null`
    : `${expression} is ${not}null`;
}
