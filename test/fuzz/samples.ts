/** Values that really occur, as clients would write them: conditions made of them find something. */
import { codecFor } from '../../loaders/postgres/codecs.ts';
import { valueColumns } from '../../schema/computed/value-columns.ts';
import type { Column, Model } from '../../schema/model.ts';
import { columnName, tableName } from '../reference/naive-names.ts';
import type { Reference } from '../reference/reference.ts';

export type Samples = ReadonlyMap<Column, readonly unknown[]>;

export async function readSamples(model: Model, reference: Reference): Promise<Samples> {
  const samples = new Map<Column, readonly unknown[]>();
  for (const entity of model.entities) {
    const columns = valueColumns(entity);
    const names = columns.map((column) => `${columnName('t', column)} as c${column.index}`);
    const rows = await reference.query(`select ${names.join(', ')} from ${tableName(entity.table)} t limit 12`);
    for (const column of columns) {
      const texts = new Set(rows.flatMap((row) => row[`c${column.index}`] ?? []));
      samples.set(
        column,
        [...texts].flatMap((text) => decoded(column, text)),
      );
    }
  }
  return samples;
}

/** Nothing for a value that JSON cannot carry, such as NaN. */
function decoded(column: Column, text: string): unknown[] {
  try {
    return [codecFor(column.type).decode(text)];
  } catch {
    return [];
  }
}
