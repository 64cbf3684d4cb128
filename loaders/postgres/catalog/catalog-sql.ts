/**
 * The statements of the catalog reader, which see PostgreSQL's own names alone. `$1` is the list of schema names; names sort by the C collation, so that the same
 * catalog reads the same everywhere. Columns that only newer servers have are read through `to_jsonb(row)`.
 */
import {
  columnWrite,
  columnWriteSources,
  foreignKeyWrite,
  indexWrite,
  tableWrite,
  triggersByTable,
  writable,
} from './write-sql.ts';

export const schemasSql = `
select n.nspname::text as name, has_schema_privilege(n.oid, 'usage') as usable,
  current_setting('server_version_num') as server_version, session_user::text as session_role, current_user::text as current_role
from pg_namespace n order by n.nspname collate "C"`;

/** Partitions are read through their root; what an extension owns is not the user's. */
const readableTables = `
readable as materialized (
  select c.oid, n.nspname, array_position($1::text[], n.nspname::text) as position, c.relname, c.relkind,
    has_table_privilege(c.oid, 'select') as whole
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any($1::text[]) and c.relkind in ('r', 'v', 'm', 'f', 'p') and not c.relispartition
    and not exists (
      select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0 and d.deptype = 'e'
    )
    and (has_table_privilege(c.oid, 'select') or has_any_column_privilege(c.oid, 'select'))
)`;

/**
 * `ctid` (-1) and `tableoid` (-6) take the right to read the whole table, or a grant of their own. Foreign tables need not
 * know where a row is kept, nor need those that have a foreign one among their partitions or heirs.
 */
const hasRowIds = `
  t.relkind in ('r', 'm', 'p')
    and has_column_privilege(t.oid, (-1)::int2, 'select') and has_column_privilege(t.oid, (-6)::int2, 'select')
    and not exists (
      with recursive heirs as (
        select i.inhrelid from pg_inherits i where i.inhparent = t.oid
        union all
        select i.inhrelid from pg_inherits i join heirs h on i.inhparent = h.inhrelid
      )
      select from heirs h join pg_class c on c.oid = h.inhrelid where c.relkind = 'f'
    )`;

export const tablesSql = `
with ${readableTables}, ${writable}, ${triggersByTable}
select t.oid::text as table_oid, t.nspname::text as schema, t.relname::text as name, t.relkind::text as kind,
  row_security_active(t.oid) as row_security,
  (select c.relrowsecurity from pg_class c where c.oid = t.oid) as row_security_of_others,
  t.relkind <> 'p' and exists (select from pg_inherits i where i.inhparent = t.oid) as inherited, ${hasRowIds} as has_row_ids,
  obj_description(t.oid, 'pg_class') as comment, ${tableWrite}
from readable t
join writable w on w.oid = t.oid
order by t.position, t.relname collate "C"`;

/** The tables whose rows are among those of another table, however far below. Partitions keep what their root says. */
const heirs = `
heirs as (
  select t.oid as ancestor, i.inhrelid as oid from readable t join pg_inherits i on i.inhparent = t.oid where t.relkind <> 'p'
  union
  select h.ancestor, i.inhrelid from heirs h join pg_inherits i on i.inhparent = h.oid
)`;

/** A NOT NULL that was added NOT VALID (PostgreSQL 18) proves nothing. */
const isNotNull = (attribute: string): string => `
  ${attribute}.attnotnull and not exists (
    select from pg_constraint n where n.conrelid = ${attribute}.attrelid and n.contype = 'n'
      and n.conkey = array[${attribute}.attnum] and not n.convalidated
  )`;

/** No column of a view proves anything. Heirs may have dropped a NOT NULL, or never have had it: a key's, one with NO INHERIT. */
export const columnsSql = `
with recursive ${readableTables}, ${writable}, ${heirs}
select t.oid::text as table_oid, a.attnum, a.attname::text as name, a.atttypid::text as type_oid, a.attndims as dimensions,
  t.relkind not in ('v', 'm') as may_prove,
  ${isNotNull('a')} and not exists (
    select from heirs h join pg_attribute o on o.attrelid = h.oid and o.attname = a.attname
    where h.ancestor = t.oid and not (${isNotNull('o')})
  ) as not_null,
  c.collname::text as collation, n.nspname::text as collation_schema, c.collisdeterministic as deterministic,
  has_schema_privilege(n.oid, 'usage') as collation_usable, d.description as comment, ${columnWrite}
from readable t
join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
${columnWriteSources}
left join pg_collation c on c.oid = a.attcollation
left join pg_namespace n on n.oid = c.collnamespace
left join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = t.oid and d.objsubid = a.attnum
where t.whole or has_column_privilege(t.oid, a.attnum, 'select')
order by t.oid, a.attnum`;

/** Attribute numbers that stand in an expression of the catalog. */
const columnsOf = (expression: string): string => `
  (select coalesce(string_agg(v[1], ' '), '') from regexp_matches(${expression}::text, ':varattno ([0-9]+)', 'g') as m(v))`;

/**
 * Every usable index; an INCLUDE column is no part of it. Attribute number 0 is an expression. An index of the rows that have a value in its first column
 * leads to every row that equals something there: PostgreSQL knows that `=` finds no null.
 */
export const indexesSql = `
with ${readableTables}
select t.oid::text as table_oid, i.relname::text as name, x.indisprimary as is_primary,
  x.indisunique and not x.indisexclusion and x.indexprs is null and x.indpred is null and (x.indimmediate or x.indisprimary) as is_key,
  am.amname = 'btree' and x.indpred is null as is_ordered,
  -- 1: desc nulls last, 2: nulls first
  am.amname = 'btree' and x.indoption[0] in (1, 2) as has_own_nulls,
  am.amname in ('btree', 'hash') and (x.indpred is null or exists (
    select from pg_attribute a
    where a.attrelid = t.oid and a.attnum = x.indkey[0]
      and pg_get_expr(x.indpred, x.indrelid) = format('(%I IS NOT NULL)', a.attname)
  )) as is_lookup,
  ${columnsOf('x.indexprs')} as expression_columns, ${columnsOf('x.indpred')} as condition_columns,
  (select coalesce(string_agg(k.attnum::text, ' '), '')
    from unnest(x.indkey::int2[], x.indclass::oid[]) as k(attnum, class) join pg_opclass c on c.oid = k.class
    where am.amname = 'gin' and c.opcname in ('jsonb_ops', 'jsonb_path_ops') and k.attnum > 0) as contained_columns,
  (select coalesce(string_agg(a.attnum::text, ' '), '') from pg_attribute a
    where a.attrelid = t.oid and a.atttypid in ('text'::regtype, 'varchar'::regtype)
      and pg_get_expr(x.indexprs, x.indrelid) in (format('lower(%I)', a.attname), format('lower((%I)::text)', a.attname))
  ) as lowered_columns,
  (select coalesce(string_agg(k.attnum::text, ' '), '')
    from unnest(x.indkey::int2[], x.indclass::oid[]) as k(attnum, class) join pg_opclass c on c.oid = k.class
    where c.opcname in ('gin_trgm_ops', 'gist_trgm_ops') and k.attnum > 0) as pattern_columns,
  coalesce((to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false) as nulls_not_distinct,
  (select coalesce(string_agg(k.attnum::text, ' ' order by k.place), '')
    from unnest(x.indkey::int2[]) with ordinality as k(attnum, place) where k.place <= x.indnkeyatts) as columns, ${indexWrite}
from readable t
join pg_index x on x.indrelid = t.oid and x.indisvalid
join pg_class i on i.oid = x.indexrelid
join pg_am am on am.oid = i.relam
order by t.oid, i.relname collate "C"`;

const constrainedNames = (constraint: string): string => `
  array(
    select a.attname from unnest(${constraint}.conkey) with ordinality as k(attnum, place)
    join pg_attribute a on a.attrelid = ${constraint}.conrelid and a.attnum = k.attnum order by k.place
  )`;

/**
 * Copies that a partitioned table hands to its partitions have a parent; temporal keys (PERIOD) match by overlap, not equality.
 * No foreign key is handed down to tables that inherit: they may have one of their own.
 */
export const foreignKeysSql = `
with recursive ${readableTables}, ${heirs}
select t.oid::text as table_oid, f.conname::text as name, array_to_string(f.conkey, ' ') as columns,
  f.confrelid::text as target_oid, array_to_string(f.confkey, ' ') as target_columns,
  f.convalidated and not exists (
    select from heirs h where h.ancestor = t.oid and not exists (
      select from pg_constraint o
      where o.conrelid = h.oid and o.contype = 'f' and o.convalidated and o.confrelid = f.confrelid
        and o.confkey = f.confkey and ${constrainedNames('o')} = ${constrainedNames('f')}
    )
  ) as validated,
  (select json_agg(json_build_object('schema', n.nspname::text, 'name', o.oprname::text) order by k.place)
    from unnest(f.conpfeqop) with ordinality as k(operator, place)
    join pg_operator o on o.oid = k.operator join pg_namespace n on n.oid = o.oprnamespace)::text as operators,
  ${foreignKeyWrite}
from readable t
join pg_constraint f on f.conrelid = t.oid and f.contype = 'f' and f.conparentid = 0
  and not coalesce((to_jsonb(f) ->> 'conperiod')::boolean, false)
order by t.oid, f.conname collate "C"`;

/**
 * PostgreSQL's own types are known by name. Without an operator class a base type has the operators that are called so; enums, ranges,
 * arrays and composites have PostgreSQL's, whatever the user has made for one of them.
 */
const comparisons = `
  select distinct on (f.comparison) f.comparison, f.operator
  from (
    select case am.amname when 'hash' then '=' else (array['<', '<=', '=', '>=', '>'])[m.amopstrategy] end as comparison,
      m.amopopr as operator, am.amname as source
    from pg_opclass c
    join pg_am am on am.oid = c.opcmethod and am.amname in ('btree', 'hash')
    join pg_amop m on m.amopfamily = c.opcfamily and m.amoplefttype = c.opcintype and m.amoprighttype = c.opcintype
    where c.opcintype = t.oid and c.opcdefault
    union all
    select '<>', e.oprnegate, am.amname
    from pg_opclass c
    join pg_am am on am.oid = c.opcmethod and am.amname in ('btree', 'hash')
    join pg_amop m on m.amopfamily = c.opcfamily and m.amoplefttype = c.opcintype and m.amoprighttype = c.opcintype
      and m.amopstrategy = case am.amname when 'hash' then 1 else 3 end
    join pg_operator e on e.oid = m.amopopr and e.oprnegate <> 0
    where c.opcintype = t.oid and c.opcdefault
    union all
    select e.oprname::text, e.oid, 'name'
    from pg_operator e
    where e.oprleft = t.oid and e.oprright = t.oid and e.oprresult = 'bool'::regtype and e.oprname in ('=', '<>')
      and t.typtype = 'b' and t.typoutput <> 'array_out'::regproc
  ) f
  where n.nspname <> 'pg_catalog'
  order by f.comparison, f.source, f.operator`;

/** The types `$1` and all they are made of. `array_out` tells a true array from int2vector and its like. */
export const typesSql = `
with recursive used as (
  select unnest($1::oid[]) as oid
  union
  select part.oid
  from used
  join pg_type t on t.oid = used.oid
  left join pg_range r on r.rngtypid = t.oid
  cross join lateral (
    select unnest(array[
      nullif(t.typbasetype, 0), case when t.typoutput = 'array_out'::regproc then nullif(t.typelem, 0) end, r.rngsubtype
    ]) as oid
    union all
    select a.atttypid from pg_attribute a
    where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
  ) part
  where part.oid is not null
)
select t.oid::text as oid, n.nspname::text as schema, t.typname::text as name,
  case when t.typoutput = 'array_out'::regproc and t.typtype = 'b' then 'a' else t.typtype::text end as kind,
  coalesce(
    nullif(t.typbasetype, 0), case when t.typoutput = 'array_out'::regproc then t.typelem end, r.rngsubtype, 0
  )::text as related_oid,
  t.typndims as dimensions, t.typtypmod as modifier, t.typnotnull as not_null,
  has_schema_privilege(n.oid, 'usage') as usable,
  (select coalesce(json_agg(json_build_object(
      'comparison', c.comparison, 'schema', s.nspname::text, 'name', o.oprname::text,
      'usable', has_schema_privilege(s.oid, 'usage')
    ) order by c.comparison), '[]')
    from (${comparisons}) c
    join pg_operator o on o.oid = c.operator
    join pg_namespace s on s.oid = o.oprnamespace
  )::text as operators,
  (select coalesce(json_agg(e.enumlabel::text order by e.enumsortorder), '[]')
    from pg_enum e where e.enumtypid = t.oid)::text as labels,
  (select coalesce(json_agg(json_build_object(
      'name', a.attname::text, 'type_oid', a.atttypid::text, 'dimensions', a.attndims
    ) order by a.attnum), '[]')
    from pg_attribute a
    where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped)::text as attributes,
  obj_description(t.oid, 'pg_type') as comment
from used
join pg_type t on t.oid = used.oid
join pg_namespace n on n.oid = t.typnamespace
left join pg_range r on r.rngtypid = t.oid
order by n.nspname collate "C", t.typname collate "C"`;

/** Everything else that has the name of one of PostgreSQL's own operators. */
export const rivalOperatorsSql = `
select n.nspname::text as schema, o.oprname::text as name,
  l.oid::text as left_oid, case when l.typoutput = 'array_out'::regproc then l.typelem else 0 end::text as left_element,
  l.typtype = 'p' as left_pseudo,
  r.oid::text as right_oid, case when r.typoutput = 'array_out'::regproc then r.typelem else 0 end::text as right_element,
  r.typtype = 'p' as right_pseudo
from pg_operator o
join pg_namespace n on n.oid = o.oprnamespace and n.nspname <> 'pg_catalog'
join pg_type l on l.oid = o.oprleft
join pg_type r on r.oid = o.oprright
where exists (
  select from pg_operator b where b.oprnamespace = 'pg_catalog'::regnamespace and b.oprname = o.oprname
)
order by o.oid`;

export const implicitCastsSql = `
select castsource::text as source, casttarget::text as target from pg_cast where castcontext = 'i'`;

/** 0 where there is no such type, and where the text is no name at all. */
export const namedTypesSql = `
select name, coalesce(to_regtype(name)::oid, 0)::text as oid from unnest($1::text[]) as n(name)`;
