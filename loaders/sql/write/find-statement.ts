/**
 * Rows that are named by a key, locked in the order of their primary key, so that two operations lock them in the same order:
 *
 *     select k.ord, true, true, false, r0."id" from unnest($1::text[]) with ordinality as k(c0, ord)
 *       join customers r0 on r0."email" = k.c0 order by r0."id" for key share of r0
 */
import type { Column, Entity } from '../../../schema/model/model.ts';
import { quote } from '../shared/identifiers.ts';
import { type RowPolicies, tableRef } from '../shared/scope.ts';
import { keyColumns, named, Source, type WriteStatement } from './write-statement.ts';

/** Statements that write call their tables `r0` (as read) and `w0` (as written): `r0`, `w0`, … are the names that a scope gives. */

/** The weakest lock that keeps a row as the unit of work needs it. */
export type RowLock = 'key share' | 'no key update' | 'update';

export interface FindShape {
  readonly entity: Entity;
  readonly by: readonly Column[];
  readonly returning: readonly Column[];
  /** Null: the rows are not locked. */
  readonly lock: RowLock | null;
}

export function findStatement({ entity, by, returning, lock }: FindShape, policies: RowPolicies): WriteStatement {
  const source = new Source(policies);
  const same = sameKey(source, 'r0', by);
  const columns = ['k.ord::pg_catalog.int4', 'true', 'true', 'false', ...named('r0', returning, 'n')].join(', ');
  const sql = `select ${columns} from ${source.sql} join ${source.scope.table(entity, 'r0')} on ${same}${locked(entity, lock)}`;
  return { sql, parameters: source.scope.parameters, layout: { old: [], now: returning } };
}

/** `r0."id" = k.c0`; the values of the key become the first arrays. */
export function sameKey(source: Source, alias: string, by: readonly Column[]): string {
  const row = tableRef(source.scope, alias);
  const pairs = by.map((column) => {
    const value = source.column(column);
    return `${row.column(column)} ${source.scope.operators.compare('=', column.type)} ${value}`;
  });
  return pairs.join(' and ');
}

/** Every operation locks the rows of a table in the order of its key. */
export function locked(entity: Entity, lock: RowLock | null): string {
  const order = keyColumns(entity).map((column) => `r0.${quote(column.name)}`);
  return `${order.length > 0 ? ` order by ${order.join(', ')}` : ''}${lock ? ` for ${lock} of r0` : ''}`;
}
