/**
 * Values of groups that stand for several equal ones, such as `1 day` and `24 hours`, or `Anna` and `anna`. No rule
 * says which one is given.
 */
import { aggregatesOf } from '../../schema/model/aggregates.ts';
import type { Column, Model } from '../../schema/model/model.ts';
import { sortable } from '../../schema/model/sortable.ts';
import { columnName, tableName } from '../reference/naive-names.ts';
import type { Reference } from '../reference/reference.ts';

/** Minimums, maximums and keys of groups over columns that hold equal values with different texts. */
export async function readAmbiguous(model: Model, reference: Reference): Promise<ReadonlySet<Column>> {
  const ambiguous = new Set<Column>();
  for (const entity of model.entities) {
    const { values, keys } = aggregatesOf(entity);
    const candidates = [...values.filter(({ function: name }) => name === 'min' || name === 'max'), ...keys];
    const columns = [...new Set(candidates.flatMap(({ of }) => (of && sortable(of.type) ? [of] : [])))];
    if (columns.length === 0) continue;
    const counts = columns.map((column, index) => {
      const name = columnName('t', column);
      const texts = `pg_catalog.count(distinct ${name}::pg_catalog.text collate "C")`;
      return `pg_catalog.count(distinct ${name}) operator(pg_catalog.<) ${texts} as c${index}`;
    });
    const [row] = await reference.query(`select ${counts.join(', ')} from ${tableName(entity.table)} t`);
    const found = new Set(columns.filter((_, index) => row?.[`c${index}`] === 't'));
    for (const { of, column } of candidates) if (of && found.has(of)) ambiguous.add(column);
  }
  return ambiguous;
}
