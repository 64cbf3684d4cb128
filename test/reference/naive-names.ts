/** The spelling of tables and columns, and the form of arguments. */
import type { Column, Computed, PgType, TableName } from '../../schema/model/model.ts';

export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function tableName(table: TableName): string {
  return `${quote(table.schema)}.${quote(table.name)}`;
}

export function columnName(alias: string, column: Column): string {
  if (column.computed) return computedName(alias, column.computed);
  return `${alias}.${quote(column.name)}${column.stored || column.asBase ? `::${typeName(column.type)}` : ''}`;
}

/** The type that operators take. An array of domains becomes an array of their base type. */
export function typeName(type: PgType): string {
  return type.kind === 'array' && type.ofDomain ? `${typeName(type.element)}[]` : tableName(type);
}

function computedName(alias: string, computed: Computed): string {
  if (computed.kind === 'function') return `${tableName(computed.function)}(${alias})`;
  return `(${computed.parts.map((part) => (typeof part === 'string' ? part : alias)).join('')})`;
}
