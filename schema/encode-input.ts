/** Input values → PostgreSQL's text form, for every kind of type. */
import { encodeText, encoderFor } from './input-text.ts';
import type { PgType } from './model.ts';

/** Throws an Error that says what is wrong with the value. */
export function encodeInput(type: PgType, value: unknown): string {
  switch (type.kind) {
    case 'scalar':
      return type.schema === 'pg_catalog' ? encoderFor(type.name)(value) : encodeText(value);
    case 'enum':
      return encodeText(value);
    case 'array':
      return encodeArray(type.element, value);
    case 'range':
      return encodeRange(type.subtype, value);
    case 'composite':
      throw new Error(`a value of ${type.name} cannot be given as an argument`);
  }
}

function encodeArray(element: PgType, value: unknown): string {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return `{${items.map((item) => (item === null ? 'NULL' : quoted(encodeInput(element, item)))).join(',')}}`;
}

/** https://www.postgresql.org/docs/current/rangetypes.html#RANGETYPES-IO: quoted, a bound may hold anything. */
function encodeRange(subtype: PgType, value: unknown): string {
  if (typeof value !== 'object' || value === null) throw new Error('expected a range object');
  const bound = (name: string): string => {
    const given: unknown = Reflect.get(value, name);
    return given === null || given === undefined ? '' : quoted(encodeInput(subtype, given));
  };
  if (Reflect.get(value, 'isEmpty') === true) return 'empty';
  const opens = Reflect.get(value, 'startInclusive') === false ? '(' : '[';
  const closes = Reflect.get(value, 'endInclusive') === true ? ']' : ')';
  return `${opens}${bound('start')},${bound('end')}${closes}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
