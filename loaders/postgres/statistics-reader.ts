/** Reads what ANALYZE left in pg_class and pg_stats. pg_stats shows a role only the columns that it may read. */
import type { Column, Entity, Model } from '../../schema/model.ts';
import type { ColumnStatistics, Statistics, TableStatistics } from '../plan/statistics.ts';
import type { RunStatement } from './catalog-reader.ts';
import { numberOf, textOf } from './catalog-values.ts';

/** A tablespace may have prices of its own. */
const price = (setting: string): string =>
  `coalesce((select option_value from pg_options_to_table(s.spcoptions) where option_name = '${setting}'), current_setting('${setting}'))::float8`;

/** reltuples is -1 for a table never analysed; a partitioned table's own count is its partitions' where it has none. */
const TABLES = `
  select n.nspname::text as schema, c.relname::text as name, greatest(0, coalesce(parts.pages, c.relpages))::float8 as pages,
    ${price('random_page_cost')} / greatest(${price('seq_page_cost')}, 1e-9) as price,
    (case when c.reltuples >= 0 or c.relkind <> 'p' then c.reltuples else coalesce(parts.rows, -1) end)::float8 as rows
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    left join pg_tablespace s on s.oid = coalesce(nullif(c.reltablespace, 0), (select dattablespace from pg_database where datname = current_database()))
    left join lateral (
      select sum(p.reltuples) filter (where p.reltuples >= 0) as rows, sum(greatest(0, p.relpages)) as pages
        from pg_partition_tree(c.oid) t join pg_class p on p.oid = t.relid where c.relkind = 'p' and t.isleaf) parts on true
   where n.nspname = any($1::text[]) and c.relkind in ('r', 'p', 'm', 'f')`;

/** Of a table with children, the statistics that include them. */
const COLUMNS = `
  select distinct on (schemaname, tablename, attname)
         schemaname::text as schema, tablename::text as table, attname::text as name,
         n_distinct::float8 as distinct, null_frac::float8 as nulls, avg_width::float8 as width,
         coalesce(most_common_freqs[1], 0)::float8 as top
    from pg_stats where schemaname = any($1::text[]) order by schemaname, tablename, attname, inherited desc`;

export async function readStatistics(run: RunStatement, model: Model, roundTripMs: number): Promise<Statistics> {
  const schemas = [...new Set(model.entities.map((entity) => entity.table.schema))];
  const tables = new Map<string, TableStatistics>();
  for (const row of await run(TABLES, [schemas])) {
    const rows = numberOf(row, 'rows');
    const statistics = { rows, pages: numberOf(row, 'pages'), pagePrice: numberOf(row, 'price') };
    if (rows >= 0) tables.set(JSON.stringify([textOf(row, 'schema'), textOf(row, 'name')]), statistics);
  }
  const columns = new Map<string, ColumnStatistics>();
  for (const row of await run(COLUMNS, [schemas])) {
    const table = [textOf(row, 'schema'), textOf(row, 'table')];
    const rows = tables.get(JSON.stringify(table))?.rows ?? 0;
    const distinct = numberOf(row, 'distinct');
    columns.set(JSON.stringify([...table, textOf(row, 'name')]), {
      // A negative n_distinct is a share of the rows.
      distinct: Math.max(1, distinct < 0 ? -distinct * rows : distinct),
      nullFraction: numberOf(row, 'nulls'),
      width: numberOf(row, 'width'),
      topFrequency: numberOf(row, 'top'),
    });
  }
  return lookup(tables, columns, roundTripMs);
}

function lookup(
  tables: ReadonlyMap<string, TableStatistics>,
  columns: ReadonlyMap<string, ColumnStatistics>,
  roundTripMs: number,
): Statistics {
  const byColumn = new WeakMap<Column, ColumnStatistics | null>();
  return {
    roundTripMs,
    table({ table }: Entity): TableStatistics | null {
      return tables.get(JSON.stringify([table.schema, table.name])) ?? null;
    },
    column({ table }: Entity, column: Column): ColumnStatistics | null {
      const known = byColumn.get(column);
      if (known !== undefined) return known;
      const found = columns.get(JSON.stringify([table.schema, table.name, column.name])) ?? null;
      byColumn.set(column, found);
      return found;
    },
  };
}
