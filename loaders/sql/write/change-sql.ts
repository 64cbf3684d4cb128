/** How an update changes one column, as SQL over the column and its operand. */
import type { Column } from '../../../schema/model/model.ts';
import { typeSql } from '../shared/identifiers.ts';
import type { Scope } from '../shared/scope.ts';

export type ChangeKind = 'set' | 'default' | 'inc' | 'append' | 'prepend' | 'remove' | 'merge' | 'json';

/** `value` is the operand; NULL counts as 0, as an empty array and as an empty object. */
export function changeSql(scope: Scope, own: string, column: Column, kind: ChangeKind, value: string): string {
  const { operators } = scope;
  switch (kind) {
    case 'set':
      return value;
    case 'json':
      return stepped(own, value);
    case 'default':
      return 'default';
    case 'inc':
      return `coalesce(${own}, '0') operator(pg_catalog.+) ${value}`;
    case 'append':
      return `coalesce(${own}, '{}') operator(pg_catalog.||) ${value}`;
    case 'prepend':
      return `${value} operator(pg_catalog.||) coalesce(${own}, '{}')`;
    case 'remove':
      return removed(own, column, value, operators.compare('=', elementOf(column)));
    case 'merge':
      return `coalesce(${own}, '{}') operator(pg_catalog.||) ${value}`;
  }
}

/**
 * The document after all steps, which come as one document: `[{"path": ["a", "b"], "value": 1}, {"path": ["c"]}]`; a step
 * without a value drops its path. PostgreSQL's jsonb_set makes the last step of a path alone, so each value is set from the
 * end of its path to the beginning: what is missing on the way, or is null, becomes an object.
 */
function stepped(own: string, steps: string): string {
  const step = `(${steps} operator(pg_catalog.->) s.i)`;
  const path = `array(select e.k from pg_catalog.jsonb_array_elements_text(${step} operator(pg_catalog.->) 'path') with ordinality as e(k, o) order by e.o)`;
  const there = `pg_catalog.jsonb_extract_path(s.d, variadic p.path[1:p.i - 1])`;
  const put = `with recursive p(path, i, v) as (
    select q.path, pg_catalog.cardinality(q.path), ${step} operator(pg_catalog.->) 'value' from (select ${path} as path) q
    union all select p.path, p.i - 1, pg_catalog.jsonb_set(case when ${there} operator(pg_catalog.<>) 'null' then ${there} else '{}' end, p.path[p.i:p.i], p.v) from p where p.i > 0)
    select p.v from p where p.i = 0`;
  const next = `case when pg_catalog.jsonb_exists(${step}, 'value') then (${put}) else s.d operator(pg_catalog.#-) ${path} end`;
  return `(with recursive s(i, d) as (
    select 0, coalesce(${own}, '{}')
    union all select s.i + 1, ${next} from s where s.i < pg_catalog.jsonb_array_length(${steps}))
    select s.d from s order by s.i desc limit 1)`;
}

function elementOf({ type }: Column): Column['type'] {
  return type.kind === 'array' ? type.element : type;
}

/** Every element that equals one of the given goes away; the others keep their order. */
function removed(own: string, { type }: Column, value: string, equals: string): string {
  const rest = `select pg_catalog.array_agg(e.v order by e.o) from pg_catalog.unnest(${own}) with ordinality as e(v, o) where not exists (select from pg_catalog.unnest(${value}) as r(v) where r.v ${equals} e.v)`;
  return `coalesce((${rest}), '{}'::${typeSql(type)})`;
}
