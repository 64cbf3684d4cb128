/** Parts of the catalog's statements that tell what can be written. `t` is a readable table, `w` what `writable` says of it. */

/** Whether a constraint or a trigger can be put off, from its two flags. */
const deferrable = (isDeferrable: string, isDeferred: string): string =>
  `case when not ${isDeferrable} then 'no' when ${isDeferred} then 'initially deferred' else 'initially immediate' end`;

/**
 * `pg_relation_is_updatable` counts 4 for UPDATE, 8 for INSERT and 16 for DELETE, and so does `instead`; `tgtype` counts 4 for INSERT and
 * 16 for UPDATE. The function opens a table only to say that all can be done.
 */
export const writable = `
writable as materialized (
  select r.oid, has_table_privilege(r.oid, 'insert') as may_insert, has_table_privilege(r.oid, 'update') as may_update,
    case when r.relkind in ('r', 'p') then 28 else pg_relation_is_updatable(r.oid, true) end as events,
    r.relkind = 'v' as is_view,
    case when r.relkind <> 'v' then 0 else (
      select coalesce(bit_or(i.event), 0) from (
        select (g.tgtype & 4) * 2 | (g.tgtype & 16) / 4 as event from pg_trigger g where g.tgrelid = r.oid and g.tgtype & 64 <> 0
        union all
        select case l.ev_type when '2' then 4 else 8 end
        from pg_rewrite l where l.ev_class = r.oid and l.is_instead and l.ev_type in ('2', '3')
      ) i
    ) end as instead
  from readable r
)`;

/**
 * A column of a view takes values where a trigger or a rule of the view takes them, else where the view passes them on. The function that
 * tells the latter would count triggers for any column.
 */
const takes = (event: number): string => `
  w.events & ${event} <> 0
    and (not w.is_view or w.instead & ${event} <> 0 or pg_column_is_updatable(t.oid, a.attnum, w.instead = 0))`;

const columnWritable = (event: 'insert' | 'update', refuses: string, code: number): string => `
  case when ${refuses} or not (${takes(code)}) then 'never'
    when w.may_${event} or has_column_privilege(t.oid, a.attnum, '${event}') then 'yes' else 'no right' end`;

/** A base type has its default as text, a domain as an expression. */
const domainDefault = `
  coalesce(pg_get_expr(y.typdefaultbin, 0), quote_literal(y.typdefault) || '::' || format_type(y.oid, null))`;

export const columnWrite = `
  ${columnWritable('insert', `a.attgenerated <> ''`, 8)} as insertable,
  ${columnWritable('update', `a.attgenerated <> '' or a.attidentity = 'a'`, 4)} as updatable,
  a.attnotnull as refuses_null, a.atttypmod as modifier,
  case when a.attgenerated <> '' then 'generated' when a.attidentity <> '' then 'identity' else 'value' end as default_kind,
  a.attgenerated = 's' as is_stored, a.attidentity = 'a' as is_always,
  case when a.attidentity <> '' then (
    select format('nextval(%L::regclass)', format('%I.%I', sn.nspname, s.relname))
    from pg_depend e
    join pg_class s on s.oid = e.objid and s.relkind = 'S'
    join pg_namespace sn on sn.oid = s.relnamespace
    where e.classid = 'pg_class'::regclass and e.refclassid = 'pg_class'::regclass and e.deptype = 'i'
      and e.refobjid = t.oid and e.refobjsubid = a.attnum
      and has_sequence_privilege(s.oid, 'usage, update') and has_schema_privilege(sn.oid, 'usage')
  ) when a.attgenerated = '' then coalesce(pg_get_expr(f.adbin, f.adrelid), ${domainDefault}) end as default_expression`;

/** The tables that `columnWrite` looks at beside the column itself. */
export const columnWriteSources = `
join writable w on w.oid = t.oid
join pg_type y on y.oid = a.atttypid
left join pg_attrdef f on f.adrelid = t.oid and f.adnum = a.attnum`;

const tableWritable = (right: string, code: number): string =>
  `case when w.events & ${code} = 0 then 'never' when ${right} then 'yes' else 'no right' end`;

/** Triggers by table, those of partitions under their root, of whose triggers they have copies. A trigger may be for replicas only. */
export const triggersByTable = `
triggers as materialized (
  select coalesce(pg_partition_root(g.tgrelid), g.tgrelid) as oid, json_agg(json_build_object(
      'name', g.tgname::text,
      'timing', case when g.tgtype & 64 <> 0 then 'instead of' when g.tgtype & 2 <> 0 then 'before' else 'after' end,
      'level', case when g.tgtype & 1 <> 0 then 'row' else 'statement' end,
      'events', concat_ws(' ', case when g.tgtype & 4 <> 0 then 'insert' end, case when g.tgtype & 16 <> 0 then 'update' end,
        case when g.tgtype & 8 <> 0 then 'delete' end),
      'deferrable', ${deferrable('g.tgdeferrable', 'g.tginitdeferred')}
    ) order by g.tgname collate "C", g.tgrelid)::text as found
  from pg_trigger g
  where not g.tgisinternal and g.tgparentid = 0 and g.tgenabled in ('O', 'A') and g.tgtype & 28 <> 0
  group by 1
)`;

const rules = `
  (select coalesce(json_agg(distinct case l.ev_type when '2' then 'update' when '3' then 'insert' else 'delete' end), '[]')
    from pg_rewrite l where l.ev_class = t.oid and l.ev_type in ('2', '3', '4') and l.ev_enabled in ('O', 'A'))::text`;

const checks = `
  (select coalesce(json_agg(json_build_object(
      'name', k.conname::text, 'kind', case k.contype when 'c' then 'check' else 'exclusion' end,
      'columns', coalesce(array_to_string(k.conkey, ' '), ''),
      'deferrable', ${deferrable('k.condeferrable', 'k.condeferred')}
    ) order by k.conname collate "C"), '[]')
    from pg_constraint k where k.conrelid = t.oid and k.contype in ('c', 'x'))::text`;

const unreadRequired = `
  case when t.whole then '[]' else (
    select coalesce(json_agg(a.attname::text order by a.attnum), '[]')
    from pg_attribute a join pg_type y on y.oid = a.atttypid
    where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and (a.attnotnull or y.typnotnull)
      and not a.atthasdef and a.attidentity = '' and y.typdefault is null and not has_column_privilege(t.oid, a.attnum, 'select')
  )::text end`;

export const tableWrite = `
  ${tableWritable(`has_any_column_privilege(t.oid, 'insert')`, 8)} as insertable,
  ${tableWritable(`has_any_column_privilege(t.oid, 'update')`, 4)} as updatable,
  ${tableWritable(`has_table_privilege(t.oid, 'delete')`, 16)} as deletable,
  coalesce((select g.found from triggers g where g.oid = t.oid), '[]') as triggers, ${rules} as rules, ${checks} as checks, ${unreadRequired} as unread_required`;

/** Columns about an index `x`. Its elements, and the operators by which it finds them equal (strategy 3 of a B-tree), are told only where one of them is an expression. */
export const indexWrite = `
  x.indisunique and not x.indisexclusion as is_unique,
  case when x.indisunique then pg_get_expr(x.indpred, x.indrelid) end as predicate,
  case when x.indisunique and x.indexprs is not null then (
    select json_agg(pg_get_indexdef(x.indexrelid, place, false) order by place) from generate_series(1, x.indnkeyatts) as g(place)
  )::text else '[]' end as elements,
  case when x.indisunique and x.indexprs is not null then (
    select json_agg((
      select format('operator(%I.%s)', n.nspname, o.oprname)
      from pg_opclass c
      join pg_amop m on m.amopfamily = c.opcfamily and m.amoplefttype = c.opcintype and m.amoprighttype = c.opcintype
        and m.amopstrategy = 3
      join pg_operator o on o.oid = m.amopopr join pg_namespace n on n.oid = o.oprnamespace
      where c.oid = x.indclass[place - 1]) order by place)
    from generate_series(1, x.indnkeyatts) as g(place)
  )::text else '[]' end as element_operators,
  case when x.indimmediate then 'no' else (
    select ${deferrable('k.condeferrable', 'k.condeferred')} from pg_constraint k
    where k.conrelid = x.indrelid and k.conindid = x.indexrelid and k.contype in ('p', 'u')
  ) end as deferrable`;

const action = (code: string): string =>
  `case ${code} when 'a' then 'no action' when 'r' then 'restrict' when 'c' then 'cascade' when 'n' then 'set null' else 'set default' end`;

/** Columns about a foreign key `f`. */
export const foreignKeyWrite = `
  ${deferrable('f.condeferrable', 'f.condeferred')} as deferrable, ${action('f.confdeltype')} as on_delete, ${action('f.confupdtype')} as on_update`;
