/**
 * Rows of one table that change, found and locked by key, and matched to their input by the key again:
 *
 *     with cur as materialized (select k.ord, r0."id" as p0, r0."version" = k.c2 as m, r0."name" as o0, k.c1 as v0
 *                   from unnest($1::int4[], $2::text[], $3::int4[]) with ordinality as k(c0, c1, c2, ord)
 *                   join customers r0 on r0."id" = k.c0 order by r0."id" for no key update of r0),
 *          upd as (update customers w0 set "name" = cur.v0 from cur where w0."id" = cur.p0 and cur.m returning cur.ord, w0."id" as n0)
 *     select cur.ord, true, cur.m, upd.ord is not null, cur.o0, upd.n0 from cur left join upd on upd.ord = cur.ord order by cur.ord
 *
 * A row of the input without a row of the result was not found.
 */
import { JSONB } from '../../../schema/model/built-in-types.ts';
import type { Column, Entity } from '../../../schema/model/model.ts';
import { quote, tableSql } from '../shared/identifiers.ts';
import { type RowPolicies, type Scope, tableRef } from '../shared/scope.ts';
import { changeSql, type ChangeKind } from './change-sql.ts';
import { type Presets, presetSets } from './preset.ts';
import { locked, type RowLock, sameKey } from './find-statement.ts';
import { keyColumns, named, names, Source, type WriteStatement } from './write-statement.ts';

export interface UpdateShape {
  readonly entity: Entity;
  readonly by: readonly Column[];
  /** Columns and how they change; the arrays of their operands follow those of the key. */
  readonly changes: readonly (readonly [Column, ChangeKind])[];
  /** Columns that the gateway sets wherever a row changes. */
  readonly computed: Presets;
  /** Columns that must hold a given value; their arrays come last. */
  readonly match: readonly Column[];
  /** Rows that hold the values already are not written. */
  readonly isConnect: boolean;
  readonly old: readonly Column[];
  readonly returning: readonly Column[];
}

export function updateStatement(shape: UpdateShape, policies: RowPolicies): WriteStatement {
  const { entity, changes, computed, old, returning } = shape;
  const source = new Source(policies);
  const operands = changes.map(([column, kind]) => operand(source, column, kind));
  const { cur, key } = currentRows(source, shape, 'no key update', operands);
  const sets = changes.map(([column, kind], index) => {
    const place = operands[index] === null ? '' : `cur.v${index}`;
    return `${quote(column.name)} = ${changeSql(source.scope, `w0.${quote(column.name)}`, column, kind, place)}`;
  });
  if (changes.length > 0) sets.push(...presetSets(source.scope, computed, 'w0'));
  const differs = changes.map(([{ name }], index) => `w0.${quote(name)} is distinct from cur.v${index}`);
  const same = `${sameRow(source.scope, key)} and cur.m${shape.isConnect ? ` and (${differs.join(' or ')})` : ''}`;
  const back = ['cur.ord', ...named('w0', returning, 'n')].join(', ');
  // Without a change nothing is written, whatever the gateway would set: the row is only compared.
  const act =
    changes.length > 0
      ? `update ${tableSql(entity.table)} w0 set ${sets.join(', ')} from cur where ${same} returning ${back}`
      : `select ${back} from ${tableSql(entity.table)} w0, cur where false`;
  const sql = `with ${cur},
 upd as (${act})
select ${['cur.ord::pg_catalog.int4', 'true', 'cur.m', 'upd.ord is not null', ...names('cur', old, 'o'), ...names('upd', returning, 'n')].join(', ')} from cur left join upd on upd.ord = cur.ord order by cur.ord`;
  return { sql, parameters: source.scope.parameters, layout: { old, now: returning } };
}

/** The array of an operand; null for a change that has none. */
function operand(source: Source, column: Column, kind: ChangeKind): string | null {
  switch (kind) {
    case 'default':
      return null;
    case 'set':
    case 'inc':
      return source.column(column);
    case 'json':
      return source.value(JSONB);
    default:
      return source.value(column.type);
  }
}

interface Rows {
  readonly entity: Entity;
  readonly by: readonly Column[];
  readonly match: readonly Column[];
  readonly old: readonly Column[];
}

/** `cur`: the rows as they are locked, with the operands of their changes. The key's arrays come after the operands. */
export function currentRows(
  source: Source,
  { entity, by, match, old }: Rows,
  lock: RowLock,
  operands: readonly (string | null)[],
): { readonly cur: string; readonly key: readonly Column[] } {
  const key = keyColumns(entity).length > 0 ? keyColumns(entity) : by;
  const same = sameKey(source, 'r0', by);
  const row = tableRef(source.scope, 'r0');
  const matches = match.map(
    (column) =>
      `${column.computed ? row.column(column) : `r0.${quote(column.name)}`} is not distinct from ${source.column(column)}`,
  );
  const values = operands.flatMap((value, index) => (value === null ? [] : [`${value} as v${index}`]));
  const columns = [
    'k.ord',
    ...named('r0', key, 'p'),
    `${matches.length > 0 ? `(${matches.join(' and ')})` : 'true'} as m`,
    ...named('r0', old, 'o'),
    ...values,
  ];
  const cur = `cur as materialized (select ${columns.join(', ')} from ${source.sql} join ${source.scope.table(entity, 'r0')} on ${same}${locked(entity, lock)})`;
  return { cur, key };
}

export function sameRow(scope: Scope, key: readonly Column[]): string {
  return key
    .map((column, index) => `w0.${quote(column.name)} ${scope.operators.compare('=', column.type)} cur.p${index}`)
    .join(' and ');
}
