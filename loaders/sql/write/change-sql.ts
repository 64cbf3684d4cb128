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
    case 'json':
      return value;
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

function elementOf({ type }: Column): Column['type'] {
  return type.kind === 'array' ? type.element : type;
}

/** Every element that equals one of the given goes away; the others keep their order. */
function removed(own: string, { type }: Column, value: string, equals: string): string {
  const rest = `select pg_catalog.array_agg(e.v order by e.o) from pg_catalog.unnest(${own}) with ordinality as e(v, o) where not exists (select from pg_catalog.unnest(${value}) as r(v) where r.v ${equals} e.v)`;
  return `coalesce((${rest}), '{}'::${typeSql(type)})`;
}
