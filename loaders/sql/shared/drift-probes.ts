/** Statements that show whether the SQL of the configuration still fits the database. None of them reads a row. */
import type { Column, Computed, Entity, Relation, RootFunction } from '../../../schema/model/model.ts';
import { calledColumn } from '../../plan/shared/called-column.ts';
import type { Slot } from '../../plan/shared/filter.ts';
import { relatedSql } from './check-statements.ts';
import { callSql } from './computed-sql.ts';
import { tableSql } from './identifiers.ts';
import { type RowPolicies, Scope, tableRef } from './scope.ts';

export interface DriftProbe {
  /** It cannot be read if PostgreSQL refuses the statement; of an entity no row can. */
  readonly of: Column | Relation | Entity | RootFunction;
  readonly sql: string;
  /** The number of parameters, which are all null. */
  readonly parameters: number;
  /** The oid that the only column must have; 0: any. */
  readonly type: number;
  /** The error that clients see. */
  readonly message: string;
}

/**
 * Takes columns by schema, table, name and type. Gives the positions of those that are gone or have another type, and whether
 * each is still there. A domain counts as its base type.
 */
export const COLUMN_PROBE = `
with recursive base(oid, base) as (
  select oid, oid from pg_catalog.pg_type where typtype <> 'd'
  union all
  select t.oid, b.base from base b join pg_catalog.pg_type t on t.typtype = 'd' and t.typbasetype = b.oid
)
select k.ord::pg_catalog.int4, a.attname is not null
from unnest($1::pg_catalog.text[], $2::pg_catalog.text[], $3::pg_catalog.text[], $4::pg_catalog.oid[]) with ordinality as k(schema, "table", "column", type, ord)
left join pg_catalog.pg_namespace n on n.nspname = k.schema
left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = k."table"
left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = k."column" and not a.attisdropped
left join base b on b.oid = a.atttypid
where b.base is distinct from k.type`;

/** With a limit of 0 the function is not called. */
export function functionProbe(of: RootFunction): DriftProbe {
  const { call, field, value } = of;
  const scope = new Scope(null);
  const called = callSql((slot) => scope.slot(slot), call, slotsOf(call));
  const sql = value ? `select ${called} limit 0` : `select 1 from ${called} limit 0`;
  const message = `${field} cannot be called: its function no longer fits the database.`;
  return { of, sql, parameters: scope.parameters.length, type: value?.type.oid ?? 0, message };
}

function slotsOf({ args }: Computed): readonly Slot[] {
  return args.map(({ type }, index) => ({ index, type, isArray: false }));
}

export function driftProbes(entities: Iterable<Entity>, policies: RowPolicies): readonly DriftProbe[] {
  return [...entities].flatMap((entity) => [
    ...(policies.has(entity) ? [policyProbe(entity, policies)] : []),
    ...entity.computed.flatMap((column) => (column.computed ? [computedProbe(entity, column, column.computed)] : [])),
    ...entity.relations.filter((each) => isConfigured(each, policies)).map((each) => relationProbe(each, policies)),
  ]);
}

function policyProbe(entity: Entity, policies: RowPolicies): DriftProbe {
  const scope = new Scope(policies);
  const sql = `select 1 from ${scope.table(entity, scope.alias())} limit 0`;
  const message = `${entity.name} cannot be read: its policy no longer fits the database.`;
  return { of: entity, sql, parameters: scope.parameters.length, type: 0, message };
}

function computedProbe({ name, table }: Entity, column: Column, computed: Computed): DriftProbe {
  const scope = new Scope(null);
  const slots = slotsOf(computed);
  const called = slots.length > 0 ? calledColumn([], column, { call: '', slots }, column.index) : column;
  const alias = scope.alias();
  const sql = `select ${tableRef(scope, alias).column(called)} from ${tableSql(table)} ${alias} limit 0`;
  const message = `${name}.${column.field} cannot be computed: its SQL no longer fits the database.`;
  return { of: column, sql, parameters: scope.parameters.length, type: column.type.oid, message };
}

function relationProbe(relation: Relation, policies: RowPolicies): DriftProbe {
  const scope = new Scope(policies);
  const sql = relatedSql(scope, relation);
  const message = `${relation.source.name}.${relation.field} cannot be read: its configuration no longer fits the database.`;
  return { of: relation, sql, parameters: scope.parameters.length, type: 0, message };
}

/** A relation that compares columns alone needs no probe: its columns are looked up. */
function isConfigured(relation: Relation, policies: RowPolicies): boolean {
  return !relation.target.stub && (relation.on !== null || policies.has(relation));
}
