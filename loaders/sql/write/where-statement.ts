/**
 * All rows that satisfy a condition change, or go, if they are no more than allowed:
 *
 *     with k as materialized (select t0."id" as p0, t0."name" as o0 from orders t0 where t0."status" = $1 order by t0."id" limit $2 for no key update of t0),
 *          cur as (select k.*, row_number() over (order by k.p0) as ord from k),
 *          upd as (update orders t1 set "note" = $3 from cur where t1."id" = cur.p0 and (select count(*) from cur) < $2 returning cur.ord, t1."id" as n0)
 *     select cur.ord, true, true, upd.ord is not null, cur.o0, upd.n0 from cur left join upd on upd.ord = cur.ord order by cur.ord
 *
 * The limit is one row more than may be written; where that many are found, nothing is.
 */
import { INT8 } from '../../../schema/model/built-in-types.ts';
import type { Column, Entity } from '../../../schema/model/model.ts';
import type { Filter, Slot } from '../../plan/shared/filter.ts';
import { filterSql } from '../shared/filter-sql.ts';
import { quote, tableSql, travelsAsText, typeSql } from '../shared/identifiers.ts';
import { entityRow, type RowPolicies, Scope } from '../shared/scope.ts';
import { changeSql, type ChangeKind } from './change-sql.ts';
import { type Presets, presetSets, removal } from './preset.ts';
import { keyColumns, named, names, valueType, type WriteStatement } from './write-statement.ts';

export interface WhereShape {
  readonly entity: Entity;
  readonly filter: Filter;
  /** Rows that are only found are locked as those that go. */
  readonly kind: 'find' | 'update' | 'delete';
  /** The columns that an update changes; the operands are slots. */
  readonly changes: readonly (readonly [Column, ChangeKind, Slot | null])[];
  /** One row more than may be written. */
  readonly limit: Slot;
  readonly old: readonly Column[];
  readonly returning: readonly Column[];
  /** Columns that the gateway sets where rows change, or where rows that are deleted stay. */
  readonly presets: Presets;
}

export function whereStatement(shape: WhereShape, policies: RowPolicies): WriteStatement {
  const { entity, filter, kind, limit, old, returning } = shape;
  const scope = new Scope(policies);
  const alias = scope.alias();
  const key = keyColumns(entity);
  const order = key.map(({ name }) => `${alias}.${quote(name)}`).join(', ');
  const from = scope.table(entity, alias);
  const condition = filterSql(scope, entityRow(scope, entity, alias), filter);
  const most = scope.slot({ ...limit, type: INT8 });
  const found = [...named(alias, key, 'p'), ...named(alias, old, 'o')].join(', ');
  const lock = kind === 'update' ? 'no key update' : 'update';
  const k = `k as materialized (select ${found} from ${from} where ${condition} order by ${order} limit ${most} for ${lock} of ${alias})`;
  const numbered = `cur as (select k.*, pg_catalog.row_number() over (order by ${key.map((_, index) => `k.p${index}`).join(', ')}) as ord from k)`;
  const same = key.map(
    (column, index) => `w.${quote(column.name)} ${scope.operators.compare('=', column.type)} cur.p${index}`,
  );
  const guard = `${same.join(' and ')} and (select pg_catalog.count(*) from cur) < ${most}`;
  const now = kind === 'update' ? returning : [];
  const acts = {
    find: () => 'select cur.ord from cur',
    update: () =>
      `update ${tableSql(entity.table)} w set ${[...setsOf(scope, shape.changes), ...presetSets(scope, shape.presets, 'w')].join(', ')} from cur where ${guard} returning ${['cur.ord', ...named('w', now, 'n')].join(', ')}`,
    delete: () =>
      removal(scope, entity, shape.presets, { alias: 'w', source: 'cur', where: `${guard} returning cur.ord` }),
  };
  const shown = [
    'cur.ord::pg_catalog.int4',
    'true',
    'true',
    'upd.ord is not null',
    ...names('cur', old, 'o'),
    ...names('upd', now, 'n'),
  ];
  const sql = `with ${k},\n ${numbered},\n upd as (${acts[kind]()})\nselect ${shown.join(', ')} from cur left join upd on upd.ord = cur.ord order by cur.ord`;
  return { sql, parameters: scope.parameters, layout: { old, now } };
}

function setsOf(scope: Scope, changes: readonly (readonly [Column, ChangeKind, Slot | null])[]): readonly string[] {
  return changes.map(([column, kind, slot]) => {
    const own = quote(column.name);
    return `${own} = ${changeSql(scope, `w.${own}`, column, kind, slot ? operand(scope, column, slot) : '')}`;
  });
}

function operand(scope: Scope, column: Column, slot: Slot): string {
  const type = valueType(column);
  const value = scope.slot({ ...slot, type });
  return travelsAsText(type) ? `${value}::${typeSql(type)}` : value;
}
