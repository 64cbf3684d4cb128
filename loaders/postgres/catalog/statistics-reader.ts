/** Reads what ANALYZE left in pg_class and pg_stats. pg_stats shows a role only the columns that it may read. */
import type { Column, Entity, Model } from '../../../schema/model/model.ts';
import { comparable } from '../../plan/estimates/comparable.ts';
import type { ColumnStatistics, Statistics, TableStatistics } from '../../plan/estimates/statistics.ts';
import { numberOf, pairsOf, stringsOf, textOf } from '../catalog-values.ts';
import { readExtendedStatistics, tableKey } from './extended-statistics-reader.ts';
import { amongOwn, type RunStatement } from '../run-statement.ts';

/** A tablespace may have prices of its own. */
const price = (setting: string): string =>
  `coalesce((select option_value from pg_options_to_table(s.spcoptions) where option_name = '${setting}'), current_setting('${setting}'))::float8`;

/**
 * reltuples is -1 for a table never analysed; a partitioned table's own count is its partitions' where it has none. Rows of
 * tables that inherit are not in the count of a table, but in its lists, and in the statistics of its columns.
 */
const TABLES = `
  with recursive heirs as (
    select i.inhparent as ancestor, i.inhrelid as oid
      from pg_inherits i join pg_class c on c.oid = i.inhparent where c.relkind in ('r', 'f')
    union
    select h.ancestor, i.inhrelid from heirs h join pg_inherits i on i.inhparent = h.oid
  ), inherited as (
    select h.ancestor, sum(greatest(0, c.reltuples)) as rows, sum(greatest(0, c.relpages)) as pages
      from heirs h join pg_class c on c.oid = h.oid group by h.ancestor
  )
  select n.nspname::text as schema, c.relname::text as name,
    (greatest(0, coalesce(parts.pages, c.relpages)) + coalesce(i.pages, 0))::float8 as pages,
    ${price('random_page_cost')} / greatest(${price('seq_page_cost')}, 1e-9) as price,
    (case
      when c.reltuples >= 0 then c.reltuples + coalesce(i.rows, 0)
      when c.relkind = 'p' then coalesce(parts.rows, -1)
      else c.reltuples
    end)::float8 as rows
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    left join inherited i on i.ancestor = c.oid
    left join pg_tablespace s on s.oid = coalesce(nullif(c.reltablespace, 0), (select dattablespace from pg_database where datname = current_database()))
    left join lateral (
      select sum(p.reltuples) filter (where p.reltuples >= 0) as rows, sum(greatest(0, p.relpages)) as pages
        from pg_partition_tree(c.oid) t join pg_class p on p.oid = t.relid where c.relkind = 'p' and t.isleaf) parts on true
   where n.nspname = any($1::text[]) and c.relkind in ('r', 'p', 'm', 'f')`;

/**
 * The statistics of a table with children are those that include them. For each column no more than `$2` values of a kind come, and none of more
 * than 64 characters: the planner needs magnitudes, and a gateway holds the statistics of every table.
 */
const COLUMNS = `
  select distinct on (schemaname, tablename, attname)
         schemaname::text as schema, tablename::text as table, attname::text as name,
         n_distinct::float8 as distinct, null_frac::float8 as nulls, avg_width::float8 as width, coalesce(correlation, 0)::float8 as correlation,
         (select coalesce(json_agg(json_build_array(c.value, c.share)), '[]') from (
           select v.value, v.share from unnest(
             case when most_common_elems is null then most_common_vals::text::text[] else most_common_elems::text::text[] end,
             case when most_common_elems is null then most_common_freqs else most_common_elem_freqs end) as v(value, share)
           where length(v.value) <= 64 order by v.share desc limit $2) c)::text as common,
         (select coalesce(json_agg(h.value order by h.place), '[]') from unnest(histogram_bounds::text::text[]) with ordinality as h(value, place)
           where length(h.value) <= 64 and ((h.place - 1) % (1 + cardinality(histogram_bounds::text::text[]) / $2::int) = 0 or h.place = cardinality(histogram_bounds::text::text[])))::text as bounds
    from pg_stats where schemaname = any($1::text[]) order by schemaname, tablename, attname, inherited desc`;

/** Values kept of all columns together, and the bounds between which one column's number lies. */
const MAX_VALUES = 200_000;
const MIN_VALUES_EACH = 10;
const MAX_VALUES_EACH = 100;

export async function readStatistics(run: RunStatement, model: Model, roundTripMs: number): Promise<Statistics> {
  const schemas = [...new Set(model.entities.map((entity) => entity.table.schema))];
  const extended = await readExtendedStatistics(run, schemas);
  const tables = new Map<string, TableStatistics>();
  for (const row of await amongOwn(run)(TABLES, [schemas])) {
    const rows = numberOf(row, 'rows');
    const key = tableKey(textOf(row, 'schema'), textOf(row, 'name'));
    const statistics = { rows, pages: numberOf(row, 'pages'), pagePrice: numberOf(row, 'price') };
    if (rows >= 0) tables.set(key, { ...statistics, extended: extended.get(key) ?? [] });
  }
  const columns = new Map<string, StoredColumn>();
  for (const row of await amongOwn(run)(COLUMNS, [schemas, valuesEach(model)])) {
    const table = tableKey(textOf(row, 'schema'), textOf(row, 'table'));
    const rows = tables.get(table)?.rows ?? 0;
    const distinct = numberOf(row, 'distinct');
    columns.set(columnKey(table, textOf(row, 'name')), {
      // A negative n_distinct is a share of the rows.
      distinct: Math.max(1, distinct < 0 ? -distinct * rows : distinct),
      nullFraction: numberOf(row, 'nulls'),
      width: numberOf(row, 'width'),
      correlation: numberOf(row, 'correlation'),
      common: pairsOf(row, 'common'),
      bounds: stringsOf(row, 'bounds'),
    });
  }
  return lookup(tables, columns, roundTripMs);
}

function valuesEach({ entities }: Model): number {
  const columns = entities.reduce((sum, entity) => sum + entity.columns.length + entity.hiddenColumns.length, 1);
  return Math.max(MIN_VALUES_EACH, Math.min(MAX_VALUES_EACH, Math.round(MAX_VALUES / columns)));
}

/** A column as pg_stats has it: values become comparable when somebody asks, who knows the type. */
interface StoredColumn extends Omit<ColumnStatistics, 'distribution'> {
  readonly common: readonly (readonly [string, number])[];
  readonly bounds: readonly string[];
}

function distributed({ common, bounds, ...column }: StoredColumn, { type, stored }: Column): ColumnStatistics {
  // The values are those of another type than the one that is asked for.
  if (stored || (common.length === 0 && bounds.length === 0)) return { ...column, distribution: null };
  const of = type.kind === 'array' ? type.element : type;
  const shares = common.flatMap(([text, share]) => {
    const value = comparable(of, text);
    return value === null ? [] : [[value, share] as const];
  });
  const distribution = {
    common: new Map(shares),
    commonShare: type.kind === 'array' ? 0 : shares.reduce((sum, [, share]) => sum + share, 0),
    bounds: type.kind === 'array' ? [] : bounds.flatMap((text) => comparable(of, text) ?? []),
  };
  return { ...column, distribution };
}

function columnKey(table: string, column: string): string {
  return `${table}.${column}`;
}

function lookup(
  tables: ReadonlyMap<string, TableStatistics>,
  columns: ReadonlyMap<string, StoredColumn>,
  roundTripMs: number,
): Statistics {
  const byColumn = new WeakMap<Column, ColumnStatistics | null>();
  return {
    roundTripMs,
    table({ table }: Entity): TableStatistics | null {
      return tables.get(tableKey(table.schema, table.name)) ?? null;
    },
    column({ table }: Entity, column: Column): ColumnStatistics | null {
      const cached = byColumn.get(column);
      if (cached !== undefined) return cached;
      const stored = columns.get(columnKey(tableKey(table.schema, table.name), column.name));
      const found = stored ? distributed(stored, column) : null;
      byColumn.set(column, found);
      return found;
    },
  };
}
