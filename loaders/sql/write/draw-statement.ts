/** Keys that the database makes, drawn before their rows are written: `select k.ord, nextval('orders_id_seq') from generate_series(1, $1) as k(ord)`. */
import type { Column } from '../../../schema/model/model.ts';
import { defaultSql } from './write-statement.ts';

/** One row for each number; the values of the columns follow it. Null where a column has no default that can be drawn. */
export function drawStatement(columns: readonly Column[]): string | null {
  const drawn = columns.flatMap((column) => defaultSql(column) ?? []);
  if (drawn.length < columns.length) return null;
  return `select k.ord, ${drawn.join(', ')} from pg_catalog.generate_series(1, $1::pg_catalog.int4) as k(ord) order by k.ord`;
}
