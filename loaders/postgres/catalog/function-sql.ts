/**
 * Plain functions of the name `$2` in the schema `$1`, or with '' anywhere on the search path. Their arguments are those
 * that go in; the table whose row a type is comes with the type.
 */
export const FUNCTIONS = `
select n.nspname::text as schema, p.proname::text as name, p.provolatile = 'v' as is_volatile, p.proretset as gives_set,
  has_function_privilege(p.oid, 'execute') as may_execute, p.prorettype::text as type_oid,
  rn.nspname::text as table_schema, rc.relname::text as table_name, p.pronargdefaults as defaults,
  (
    select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
      'name', coalesce(a.name, ''), 'type_oid', t.oid::text, 'table_schema', tn.nspname::text, 'table_name', tc.relname::text,
      'is_variadic', p.provariadic <> 0 and t.place = p.pronargs
    ) order by t.place), '[]')
    from pg_catalog.unnest(p.proargtypes::oid[]) with ordinality as t(oid, place)
    left join (
      select i.name, row_number() over (order by i.place) as place
      from pg_catalog.unnest(p.proargnames) with ordinality as i(name, place)
      where p.proargmodes is null or p.proargmodes[i.place] in ('i', 'b', 'v')
    ) a on a.place = t.place
    left join pg_class tc on tc.reltype = t.oid and tc.relkind <> 'c'
    left join pg_namespace tn on tn.oid = tc.relnamespace
  )::text as args
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
left join pg_class rc on rc.reltype = p.prorettype and rc.relkind <> 'c'
left join pg_namespace rn on rn.oid = rc.relnamespace
where p.prokind = 'f' and p.proname = $2
  and case when $1 = '' then pg_function_is_visible(p.oid) else n.nspname = $1 end
order by p.pronargs, p.oid`;

export const FUNCTION_NAMES = `
select distinct n.nspname || '.' || p.proname as name
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where p.prokind = 'f' and n.nspname not in ('pg_catalog', 'information_schema')
order by 1 limit 10000`;

/** The names in `$1`, with a schema or found along the search path, that volatile functions alone have. */
export const VOLATILE = `
select k.name
from pg_catalog.unnest($1::text[]) as k(name)
join pg_proc p on p.proname = substring(k.name from '[^.]+$') and p.prokind = 'f'
join pg_namespace n on n.oid = p.pronamespace
where case when k.name like '%.%' then n.nspname || '.' || p.proname = k.name else pg_function_is_visible(p.oid) end
group by k.name
having bool_and(p.provolatile = 'v')
order by k.name`;
