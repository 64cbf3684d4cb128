/** Calls of functions of the database. */
import { encodeInput } from '../../schema/values/encode-input.ts';
import type { Column, Computed } from '../../schema/model/model.ts';
import { type Json, quote, tableName } from './naive-names.ts';
import type { NaiveSql } from './naive-sql.ts';

export type NaiveFunction = Extract<Computed, { kind: 'function' }>;

/** A function has its own default for an argument that is not given. */
export function callSql(sql: NaiveSql, { function: name, args }: NaiveFunction, given: Json, first: string[] = []) {
  const written = args.flatMap((argument) => {
    const value = given[argument.name];
    if (value === undefined) return [];
    const bound = sql.bind(argument.type, encoded(argument.type, value));
    const named = argument.sqlName === '' ? bound : `${quote(argument.sqlName)} => ${bound}`;
    return [argument.isVariadic ? `variadic ${named}` : named];
  });
  return `${tableName(name)}(${[...first, ...written].join(', ')})`;
}

export function encoded(type: Column['type'], value: unknown): string | null {
  return value === undefined || value === null ? null : encodeInput(type, value);
}
