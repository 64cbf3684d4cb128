/** Reads what `create statistics` lets PostgreSQL know of several columns together. */
import type { ExtendedStatistics } from '../../plan/estimates/statistics.ts';
import { textOf } from '../catalog-values.ts';
import { amongOwn, type RunStatement } from '../run-statement.ts';

/** `names`: the columns by attribute number, for `n_distinct` and `dependencies` only have numbers. */
const EXTENDED = `
  select s.schemaname::text as schema, s.tablename::text as table, s.statistics_name::text as name,
         coalesce(s.n_distinct::text, '{}') as distinct, coalesce(s.dependencies::text, '{}') as dependencies,
         (select json_object_agg(a.attnum, a.attname) from pg_attribute a
           where a.attrelid = format('%I.%I', s.schemaname, s.tablename)::regclass and a.attnum > 0)::text as names
    from pg_stats_ext s where s.schemaname = any($1::text[]) and has_schema_privilege(s.schemaname, 'usage')`;

export function tableKey(schema: string, table: string): string {
  return JSON.stringify([schema, table]);
}

/** By `tableKey`. */
export async function readExtendedStatistics(
  run: RunStatement,
  schemas: readonly string[],
): Promise<ReadonlyMap<string, readonly ExtendedStatistics[]>> {
  const tables = new Map<string, ExtendedStatistics[]>();
  for (const row of await amongOwn(run)(EXTENDED, [schemas])) {
    const table = tableKey(textOf(row, 'schema'), textOf(row, 'table'));
    const names = new Map(Object.entries(recordOf(textOf(row, 'names'))));
    const statistics = {
      name: textOf(row, 'name'),
      dependencies: dependenciesOf(recordOf(textOf(row, 'dependencies')), names),
      distinct: distinctOf(recordOf(textOf(row, 'distinct')), names),
    };
    tables.set(table, [...(tables.get(table) ?? []), statistics]);
  }
  return tables;
}

type Names = ReadonlyMap<string, unknown>;

/** `{"2, 3 => 4": 0.98}` */
function dependenciesOf(degrees: Readonly<Record<string, unknown>>, names: Names): ExtendedStatistics['dependencies'] {
  return Object.entries(degrees).flatMap(([key, degree]) => {
    const [left = '', right = ''] = key.split('=>');
    const from = namesOf(left, names);
    const [to] = namesOf(right, names) ?? [];
    return from && to !== undefined && typeof degree === 'number' ? [{ from, to, degree }] : [];
  });
}

/** `{"2, 3": 140}` */
function distinctOf(counts: Readonly<Record<string, unknown>>, names: Names): ExtendedStatistics['distinct'] {
  return Object.entries(counts).flatMap(([key, values]) => {
    const of = namesOf(key, names);
    return of && typeof values === 'number' ? [{ of, values }] : [];
  });
}

/** Null where one of them is an expression, which has a negative number. */
function namesOf(numbers: string, names: Names): readonly string[] | null {
  const found = numbers.split(',').map((number) => names.get(number.trim()));
  return found.every((name) => typeof name === 'string') ? found : null;
}

function recordOf(json: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(json);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
