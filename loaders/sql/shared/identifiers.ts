/** The only place that quotes. Names come from the catalog; nothing a client says ever becomes an identifier. */
import type { PgType, TableName } from '../../../schema/model/model.ts';

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text of the configuration; a client's is a parameter. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function tableSql(table: TableName): string {
  return `${quote(table.schema)}.${quote(table.name)}`;
}

/** Without those of tables that inherit. */
export function ownRowsSql(table: TableName): string {
  return `only ${tableSql(table)}`;
}

/** Quoted, a type name carries no implicit length: `"bit"` is any bit string where `bit` would be one bit. */
export function typeSql(type: PgType, list = false): string {
  const suffix = list ? '[]' : '';
  if (type.kind === 'array' && type.ofDomain) return `${typeSql(type.element, true)}${suffix}`;
  return `${quote(type.schema)}.${quote(type.name)}${suffix}`;
}

/** UNNEST opens arrays of arrays to the bottom, and rows into their columns: keys of such types travel as texts. */
export function travelsAsText({ kind }: PgType): boolean {
  return kind === 'array' || kind === 'composite';
}
