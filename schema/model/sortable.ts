/** Which types have an order. */
import type { PgType } from './model.ts';

/** Types of pg_catalog without a btree order. */
const UNSORTABLE = new Set(
  'json xml jsonpath point line lseg box path polygon circle xid cid aclitem refcursor pg_snapshot txid_snapshot'.split(
    ' ',
  ),
);

export function sortable(type: PgType): boolean {
  // PostgreSQL could sort it without its name, but a cursor compares with it.
  if (type.unusable) return false;
  if (type.kind === 'array') return sortable(type.element);
  if (type.kind === 'composite') return type.composite.attributes.every((attribute) => sortable(attribute.type));
  if (type.kind === 'scalar' && type.lacks) return false;
  return type.kind !== 'scalar' || type.schema !== 'pg_catalog' || !UNSORTABLE.has(type.name);
}
