/** Columns that depend on each other, as `create statistics` makes PostgreSQL find out. */
import type { Column } from '../../../schema/model/model.ts';
import type { ExtendedStatistics } from './statistics.ts';

interface ColumnShare {
  readonly column: Column;
  readonly share: number;
}

/**
 * The share of rows in which several columns have the values asked for. Where `a` determines `b` to the degree f, a row with the
 * right `a` has the right `b` with f + (1 - f) P(b) (dependencies.c). `used` names the statistics, null where there are none.
 */
export function dependentShare(
  extended: readonly ExtendedStatistics[],
  columns: readonly ColumnShare[],
): { readonly share: number; readonly used: string | null } {
  const names = new Set(columns.map(({ column }) => column.name));
  const candidates = extended.flatMap(({ name, dependencies }) =>
    dependencies
      .filter(({ from, to }) => names.has(to) && from.every((each) => names.has(each)))
      .map((dependency) => ({ name, ...dependency })),
  );
  const left = new Map(columns.map(({ column, share }) => [column.name, share]));
  let share = 1;
  let used: string | null = null;
  // The strongest first; a column that is implied by others implies none itself any more.
  for (const { name, from, to, degree } of candidates.toSorted((a, b) => b.degree - a.degree)) {
    const implied = left.get(to);
    if (implied === undefined || !from.every((each) => left.has(each))) continue;
    share *= degree + (1 - degree) * implied;
    left.delete(to);
    used = name;
  }
  for (const independent of left.values()) share *= independent;
  return { share, used };
}

/** The distinct combinations of these columns; null where nobody counted them. */
export function distinctTogether(extended: readonly ExtendedStatistics[], columns: readonly Column[]): number | null {
  const names = new Set(columns.map(({ name }) => name));
  for (const { distinct } of extended) {
    const counted = distinct.find(({ of }) => of.length === names.size && of.every((name) => names.has(name)));
    if (counted) return counted.values;
  }
  return null;
}
