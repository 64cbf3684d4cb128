/**
 * Related rows that are not named go, or lose their parent; `p` are the parents and `n` the rows of the table that stay:
 *
 *     with gone as (delete from product_tags r0 using unnest($1::int4[]) as p(c0)
 *       where r0."product_id" = p.c0 and not exists (select from unnest($2::int4[], $3::int4[]) as n0(c0, c1) where n0.c0 = r0."product_id" and n0.c1 = r0."tag_id")
 *       returning true as n) select count(*) from gone
 */
import type { Column, Entity } from '../../../schema/model/model.ts';
import { quote, tableSql, travelsAsText, typeSql } from '../shared/identifiers.ts';
import { type RowPolicies, Scope } from '../shared/scope.ts';
import type { Parameter } from '../shared/statement.ts';
import { type Presets, presetSets, removal } from './preset.ts';
import { valueType } from './write-statement.ts';

export interface OthersShape {
  readonly entity: Entity;
  readonly action: 'delete' | 'disconnect';
  /** The columns that hold the parent's key; their arrays come first. */
  readonly parent: readonly Column[];
  /** Rows that stay: for each set of columns the parent's and these, an array each. */
  readonly kept: readonly (readonly Column[])[];
  /** Columns that the gateway sets; with `delete`: the rows stay. */
  readonly presets: Presets;
}

export function othersStatement(
  { entity, action, parent, kept, presets }: OthersShape,
  policies: RowPolicies,
): { readonly sql: string; readonly parameters: readonly Parameter[] } {
  const scope = new Scope(policies);
  let position = 0;
  const source = (name: string, columns: readonly Column[]): { readonly from: string; readonly same: string } => {
    const arrays = columns.map((column) => scope.key(position++, valueType(column)));
    const names = columns.map((_, index) => `c${index}`);
    const same = columns.map((column, index) => {
      const type = valueType(column);
      const value = `${name}.c${index}${travelsAsText(type) ? `::${typeSql(type)}` : ''}`;
      return `r0.${quote(column.name)} ${scope.operators.compare('=', column.type)} ${value}`;
    });
    return { from: `unnest(${arrays.join(', ')}) as ${name}(${names.join(', ')})`, same: same.join(' and ') };
  };
  const parents = source('p', parent);
  const stays = kept.map((columns, index) => {
    const { from, same } = source(`n${index}`, [...parent, ...columns]);
    return ` and not exists (select from ${from} where ${same})`;
  });
  // Rows that a policy hides are none of the field's business.
  const visible = scope.isPoliced(entity) ? ` and ${scope.guard(entity, 'r0')}` : '';
  const where = `${parents.same}${stays.join('')}${visible}`;
  const lost = parent.map(({ name }) => `${quote(name)} = null`);
  const act =
    action === 'delete'
      ? removal(scope, entity, presets, { alias: 'r0', source: parents.from, where })
      : `update ${tableSql(entity.table)} r0 set ${[...lost, ...presetSets(scope, presets, 'r0')].join(', ')} from ${parents.from} where ${where}`;
  const sql = `with gone as (${act} returning true as n) select pg_catalog.count(*)::pg_catalog.int4 from gone`;
  return { sql, parameters: scope.parameters };
}
