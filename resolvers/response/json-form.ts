/** Says how PostgreSQL's text of a type becomes JSON. */
import type { PgType } from '../../schema/model/model.ts';

/**
 * A `raw` text is JSON already. A `quoted` one needs only quotes. A `text` needs quotes and escapes. A `decoded` one
 * goes through its codec. From `objects` the client selects.
 */
export type JsonForm =
  | 'raw'
  | 'quoted'
  | 'text'
  | 'boolean'
  | 'float'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'enumeration'
  | 'jsonb'
  | 'decoded'
  | 'objects';

export function jsonFormOf(type: PgType): JsonForm {
  if (holdsObjects(type)) return 'objects';
  if (type.kind === 'enum') return 'enumeration';
  if (type.kind !== 'scalar') return 'decoded';
  // An ID is a text, whatever the column.
  if (type.as === 'ID' && /^int[24]$/.test(type.name)) return 'quoted';
  const own = type.schema === 'pg_catalog' ? FORMS.get(type.name) : undefined;
  return own ?? (DECODED.has(type.name) ? 'decoded' : 'text');
}

function holdsObjects(type: PgType): boolean {
  // An array of several dimensions is JSON, whatever it holds.
  if (type.kind === 'array') return type.dimensions === 1 && holdsObjects(type.element);
  return type.kind === 'composite' || type.kind === 'range';
}

const FORMS = new Map<string, JsonForm>([
  ['int2', 'raw'],
  ['int4', 'raw'],
  ['int8', 'quoted'],
  ['numeric', 'quoted'],
  ['uuid', 'quoted'],
  ['time', 'quoted'],
  ['interval', 'quoted'],
  ['bool', 'boolean'],
  ['float4', 'float'],
  ['float8', 'float'],
  ['date', 'date'],
  ['timestamptz', 'timestamptz'],
  ['timestamp', 'timestamp'],
  ['jsonb', 'jsonb'],
]);

/** The types whose text differs from the response. */
const DECODED = new Set(['json', 'bytea', 'money', 'timetz']);

/** The text of every value in PostgreSQL and in the response. */
export function enumTexts(type: PgType): { readonly label: Buffer; readonly json: Buffer }[] {
  if (type.kind !== 'enum') return [];
  return type.enum.values.map(({ name, label }) => ({ label: Buffer.from(label), json: Buffer.from(`"${name}"`) }));
}
