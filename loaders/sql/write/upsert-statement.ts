/**
 * New rows of one table, or changes of those that hold the same unique values:
 *
 *     with src as materialized (select k.ord, k.c0 as v0, k.c1 as v1 from unnest($1::text[], $2::text[]) with ordinality as k(c0, c1, ord)),
 *          keyed as materialized (select src.*, src.v0 as x0, first_value(ord) over (partition by src.v0 order by ord) as first from src),
 *          old as (select keyed.ord, r.o0 from keyed join (select r0."email" as x0, r0."name" as o0 from customers r0) as r on keyed.holds and r.x0 = keyed.x0),
 *          ins as (insert into customers as w0 ("email", "name") select v0, v1 from keyed where first = ord order by x0
 *                  on conflict ("email") do update set "name" = excluded."name" returning w0."email" as x0, w0."id" as n0)
 *     select keyed.ord, old.ord is not null, true, ins.x0 is not null, old.o0, ins.n0, keyed.first
 *       from keyed left join old on old.ord = keyed.ord left join ins on ins.x0 = keyed.x0 order by keyed.ord
 *
 * `found` tells of a row that was there in the snapshot of the statement, and `first` of the first input with the same key.
 * Rows are inserted in the order of the unique values, so that two operations wait for each other in one order.
 */
import type { UniqueIndex } from '../../../schema/catalog/write.ts';
import type { Column, Entity } from '../../../schema/model/model.ts';
import { quote, tableSql, typeSql } from '../shared/identifiers.ts';
import type { RowPolicies, Scope } from '../shared/scope.ts';
import { type Presets, presetSets, presetSql } from './preset.ts';
import { defaultSql, named, names, Source, valueType, type WriteStatement } from './write-statement.ts';

export interface UpsertShape {
  readonly entity: Entity;
  readonly given: readonly Column[];
  /** Columns of a new row that the gateway sets. */
  readonly computed: Presets;
  readonly key: Pick<UniqueIndex<Column>, 'elements' | 'operators' | 'predicate'>;
  /** Columns that an existing row takes; empty together with `inc`: it stays as it is. */
  readonly update: readonly Column[];
  readonly inc: readonly Column[];
  /** Columns that the gateway sets where it updates a row. */
  readonly set: Presets;
  /** Columns that an existing row must hold already, or not hold, for it to be updated; null: all are. */
  readonly parent: { readonly columns: readonly Column[]; readonly moves: boolean } | null;
  /** One row needs no matching. */
  readonly isSingle: boolean;
  readonly old: readonly Column[];
  readonly returning: readonly Column[];
}

export function upsertStatement(shape: UpsertShape, policies: RowPolicies): WriteStatement {
  const { entity, given, computed, key, isSingle, old, returning } = shape;
  const source = new Source(policies);
  const spelled = new Map(given.map((column) => [column, source.column(column)] as const));
  for (const [column, preset] of computed) spelled.set(column, presetSql(source.scope, column, preset, 'r0'));
  const columns = [...spelled.keys()];
  const src = [...spelled.values()].map((sql, index) => `${sql} as v${index}`);
  const keys = key.elements.map((_, index) => `x${index}`);
  const same = (alias: string): string =>
    key.elements
      .map((element, index) => {
        const operator =
          typeof element === 'string' ? key.operators[index] : source.scope.operators.compare('=', element.type);
        return `${alias}.x${index} ${operator} keyed.x${index}`;
      })
      .join(' and ');
  const shown = [...old, ...returning];
  const current = currentRows(shape, shown, source.scope);
  const back = [
    ...key.elements.map((element, index) => `${elementSql(element, 'w0')} as x${index}`),
    ...named('w0', returning, 'n'),
  ];
  const matched = isSingle ? 'true' : same('ins');
  const sql = `with src as materialized (select ${['k.ord', ...src].join(', ')} from ${source.sql}),
 keyed as materialized (${keyed(shape, columns)}),
 old as (select ${['keyed.ord', ...names('r', shown, 'o')].join(', ')} from keyed join (${current}) as r on keyed.holds and ${same('r')}),
 ins as (insert into ${tableSql(entity.table)} as w0 (${columns.map(({ name }) => quote(name)).join(', ')}) select ${columns.map((_, index) => `v${index}`).join(', ')} from keyed where first = ord order by ${keys.join(', ')}, ord on conflict ${target(shape)} ${resolution(shape, source.scope)} returning ${['true as w', ...back].join(', ')})
select ${['keyed.ord::pg_catalog.int4', 'old.ord is not null', 'true', 'ins.w is not null', ...names('old', shown, 'o'), ...names('ins', returning, 'n'), 'keyed.first::pg_catalog.int4'].join(', ')} from keyed left join old on old.ord = keyed.ord left join ins on ${matched} order by keyed.ord`;
  return { sql, parameters: source.scope.parameters, layout: { old: shown, now: returning } };
}

/** The rows that the key has. Its expressions and its condition name columns by themselves, so nothing else is in sight of them. */
function currentRows({ entity, key }: UpsertShape, shown: readonly Column[], scope: Scope): string {
  const elements = key.elements.map((element, index) => `${elementSql(element, 'r0')} as x${index}`);
  const where = key.predicate === null ? '' : ` where (${key.predicate})`;
  return `select ${[...elements, ...named('r0', shown, 'o')].join(', ')} from ${scope.table(entity, 'r0')}${where}`;
}

/** The rows of the input with the values of the key, and the number of the first row that has the same ones. */
function keyed({ entity, key, isSingle }: UpsertShape, columns: readonly Column[]): string {
  const isPlain = key.predicate === null && key.elements.every((element) => typeof element !== 'string');
  const place = (column: Column): string => `src.v${columns.indexOf(column)}`;
  const values = isPlain
    ? key.elements.map((element) => (typeof element === 'string' ? element : place(element)))
    : key.elements.map((_, index) => `e.x${index}`);
  const holds = key.predicate === null ? 'true' : 'e.holds';
  const known = [holds, ...values.map((value) => `${value} is not null`)].join(' and ');
  const first = isSingle
    ? 'src.ord'
    : `case when ${known} then pg_catalog.first_value(src.ord) over (partition by ${[holds, ...values].join(', ')} order by src.ord) else src.ord end`;
  const shown = [...values.map((value, index) => `${value} as x${index}`), `${holds} as holds`, `${first} as first`];
  if (isPlain) return `select src.*, ${shown.join(', ')} from src`;
  // Expressions name the columns of the table, so each row of the input is made into one. Keys draw no number for it.
  const row = [...entity.columns, ...entity.hiddenColumns]
    .filter(({ computed }) => !computed)
    .map((column) => {
      const value = columns.includes(column)
        ? place(column)
        : `(${entity.key?.columns.includes(column) ? 'null' : (defaultSql(column) ?? 'null')})::${typeSql(valueType(column))}`;
      return `${value} as ${quote(column.name)}`;
    });
  const elements = key.elements.map((element, index) => `${elementSql(element, 'r')} as x${index}`);
  const evaluated = [...elements, `coalesce((${key.predicate ?? 'true'}), false) as holds`];
  return `select src.*, ${shown.join(', ')} from src cross join lateral (select ${evaluated.join(', ')} from (select ${row.join(', ')}) as r) as e`;
}

function elementSql(element: Column | string, alias: string): string {
  return typeof element === 'string' ? `(${element})` : `${alias}.${quote(element.name)}`;
}

function target({ key }: UpsertShape): string {
  const where = key.predicate === null ? '' : ` where ${key.predicate}`;
  const elements = key.elements.map((element) => (typeof element === 'string' ? `(${element})` : quote(element.name)));
  return `(${elements.join(', ')})${where}`;
}

/** A row that a policy hides is not updated: the statement gives nothing for it. */
function resolution({ entity, update, inc, set, parent }: UpsertShape, scope: Scope): string {
  const sets = [
    ...update.map(({ name }) => `${quote(name)} = excluded.${quote(name)}`),
    ...inc.map(
      ({ name }) => `${quote(name)} = coalesce(w0.${quote(name)}, '0') operator(pg_catalog.+) excluded.${quote(name)}`,
    ),
  ];
  if (sets.length === 0) return 'do nothing';
  sets.push(...presetSets(scope, set, 'w0'));
  const own = parent?.columns.map(({ name }) => {
    const isSame = `w0.${quote(name)} is not distinct from excluded.${quote(name)}`;
    return parent.moves ? isSame : `(w0.${quote(name)} is null or ${isSame})`;
  });
  const ofParent = own && own.length > 0 ? [parent?.moves ? `not (${own.join(' and ')})` : own.join(' and ')] : [];
  const guards = [...ofParent, ...(scope.isPoliced(entity) ? [scope.guard(entity, 'w0')] : [])];
  return `do update set ${sets.join(', ')}${guards.length > 0 ? ` where ${guards.join(' and ')}` : ''}`;
}
