/** Computed values with arguments, over a list or from a function alone, with one statement each. */
import { codecFor } from '../../loaders/values/codecs.ts';
import type { Column, Computed, RootFunction } from '../../schema/model/model.ts';
import { callSql, encoded, type NaiveFunction } from './naive-call.ts';
import type { NaiveRow, NaiveRows } from './naive-rows.ts';
import type { Json } from './naive-names.ts';
import type { NaiveSql } from './naive-sql.ts';

export async function naiveComputed(naive: NaiveRows, row: NaiveRow, column: Column, args: Json): Promise<unknown> {
  const { computed } = column;
  if (!computed) throw new Error(`${column.field} is a column of the table`);
  if (computed.kind === 'window' && !row.origin?.isList) throw new Error(`${column.field} is a value of a list`);
  const { sql, rows } = naive.siblings(row, computed.kind === 'window');
  const value =
    computed.kind === 'function'
      ? callSql(sql, computed, args, ['t'])
      : `(${computed.parts.map((part) => partSql(sql, computed, part, args)).join('')}\n)`;
  const ids = naive.identity(sql, row, 't');
  const named = ids.map(({ expression }, index) => `${expression} as i${index}`);
  const same = ids.map(({ type, bound }, index) => sql.equal(type, `w.i${index}`, bound));
  const text = `select w.v from (select ${[...named, `${value} as v`].join(', ')} from ${rows}) w where ${same.join(' and ')}`;
  const [found] = await naive.query(text, sql);
  const v = found?.['v'] ?? null;
  return v === null ? null : codecFor(column.type).decode(v);
}

/** Calls a function that gives no rows, but a value or a page of values in their own order. */
export async function naiveValues(
  naive: NaiveRows,
  { call, value, isList }: RootFunction,
  args: Json,
  limit: number | null,
): Promise<unknown> {
  const sql = naive.statement();
  const page = ` limit ${limit} offset ${Number(args['offset'] ?? 0)}`;
  const rows = await naive.query(`select ${callSql(sql, call, args)} as v${isList ? page : ''}`, sql);
  const values = rows.map(({ v }) => (v == null || !value ? null : codecFor(value.type).decode(v)));
  return isList ? values : values[0];
}

type SqlComputed = Exclude<Computed, NaiveFunction>;

function partSql(sql: NaiveSql, { args: declared }: SqlComputed, part: SqlComputed['parts'][number], args: Json) {
  if (typeof part === 'string') return part;
  const argument = part.kind === 'argument' ? declared[part.index] : undefined;
  return argument ? sql.bind(argument.type, encoded(argument.type, args[argument.name])) : 't';
}
