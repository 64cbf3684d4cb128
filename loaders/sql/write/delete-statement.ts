/**
 * Rows of one table that go, found and locked by key:
 *
 *     with cur as materialized (select k.ord, r0."id" as p0, true as m, r0."name" as o0 from unnest($1::int4[]) with ordinality as k(c0, ord)
 *                   join customers r0 on r0."id" = k.c0 order by r0."id" for update of r0),
 *          upd as (delete from customers w0 using cur where w0."id" = cur.p0 and cur.m returning cur.ord)
 *     select cur.ord, true, cur.m, upd.ord is not null, cur.o0 from cur left join upd on upd.ord = cur.ord order by cur.ord
 */
import type { Column, Entity } from '../../../schema/model/model.ts';
import type { RowPolicies } from '../shared/scope.ts';
import { type Presets, removal } from './preset.ts';
import { currentRows, sameRow } from './update-statement.ts';
import { names, Source, type WriteStatement } from './write-statement.ts';

export interface DeleteShape {
  readonly entity: Entity;
  readonly by: readonly Column[];
  readonly match: readonly Column[];
  readonly old: readonly Column[];
  /** Columns that say that the row is gone; empty: it goes. */
  readonly soft: Presets;
}

export function deleteStatement(shape: DeleteShape, policies: RowPolicies): WriteStatement {
  const { entity, old, soft } = shape;
  const source = new Source(policies);
  const { cur, key } = currentRows(source, shape, 'update', []);
  const where = `${sameRow(source.scope, key)} and cur.m returning cur.ord`;
  const act = removal(source.scope, entity, soft, { alias: 'w0', source: 'cur', where });
  const sql = `with ${cur},
 upd as (${act})
select ${['cur.ord::pg_catalog.int4', 'true', 'cur.m', 'upd.ord is not null', ...names('cur', old, 'o')].join(', ')} from cur left join upd on upd.ord = cur.ord order by cur.ord`;
  return { sql, parameters: source.scope.parameters, layout: { old, now: [] } };
}
