/** Existing values as clients would write them, so that conditions made from them find rows. */
import { codecFor } from '../../loaders/values/codecs.ts';
import { valueColumns } from '../../schema/model/value-columns.ts';
import { aggregatesOf } from '../../schema/model/aggregates.ts';
import type { Aggregates } from '../../schema/model/aggregate-model.ts';
import type { Column, Model } from '../../schema/model/model.ts';
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
    addAggregates(samples, aggregatesOf(entity));
  }
  return samples;
}

/** Adds samples of aggregates. A group has about as many rows as a value occurs. */
function addAggregates(samples: Map<Column, readonly unknown[]>, { values, keys }: Aggregates): void {
  for (const { column, of, function: name } of values) {
    const counts = name === 'count' || name === 'countDistinct';
    samples.set(column, counts || !of ? [0, 1, 2, 3] : (samples.get(of) ?? []));
  }
  for (const { column, of } of keys) samples.set(column, samples.get(of) ?? []);
}

const AMOUNTS = new Set(['numeric', 'money']);

/** A client may leave out trailing zeros. */
function shorter(amount: string): string[] {
  return /\.0+$/.test(amount) ? [amount.replace(/\.0+$/, '')] : [];
}

/** Returns nothing for a value that JSON cannot carry, such as NaN. */
function decoded(column: Column, text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(JSON.stringify(codecFor(column.type).decode(text)));
    return typeof value === 'string' && AMOUNTS.has(column.type.name) ? [value, ...shorter(value)] : [value];
  } catch {
    return [];
  }
}
