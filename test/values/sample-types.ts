/** Types of PostgreSQL as the model has them, and conversions of their values in both directions. */
import { codecFor } from '../../loaders/values/codecs.ts';
import { encodeInput } from '../../schema/values/encode-input.ts';
import type { PgType } from '../../schema/model/model.ts';
import { coerce } from '../support/coerce.ts';

export function scalar(name: string): PgType {
  return { kind: 'scalar', oid: 0, schema: 'pg_catalog', name };
}
export function array(element: PgType, dimensions = 1): PgType {
  return { kind: 'array', oid: 0, schema: element.schema, name: `_${element.name}`, element, dimensions };
}
export function range(name: string, subtype: PgType, schema = 'pg_catalog'): PgType {
  return { kind: 'range', oid: 0, schema, name, subtype };
}

export const mood: PgType = {
  kind: 'enum',
  oid: 0,
  schema: 'public',
  name: 'mood',
  enum: {
    name: 'Mood',
    schema: 'public',
    pgName: 'mood',
    description: null,
    values: [
      { name: 'sad', label: 'sad' },
      { name: 'SO_SO', label: 'so-so' },
      { name: 'TRUE', label: 'true' },
      { name: 'VERY_HAPPY', label: 'very happy' },
    ],
  },
};
export const part: PgType = {
  kind: 'composite',
  oid: 0,
  schema: 'public',
  name: 'part',
  composite: {
    name: 'Part',
    schema: 'public',
    pgName: 'part',
    description: null,
    attributes: [
      { field: 'name', name: 'name', type: scalar('text') },
      { field: 'amount', name: 'amount', type: scalar('numeric') },
      { field: 'tags', name: 'tags', type: array(scalar('text')) },
    ],
  },
};
export const span = range('span', scalar('text'), 'public');

export function sqlName(type: PgType): string {
  return `"${type.schema}"."${type.name}"`;
}

/** A value as a client sees it and would send it back. */
export function response(type: PgType, text: string): unknown {
  return JSON.parse(JSON.stringify(codecFor(type).decode(text)));
}

/** Converts a client's JSON value by GraphQL's coercion to PostgreSQL's text. */
export function request(type: PgType, value: unknown): string {
  return encodeInput(type, coerce(type, value));
}

/** Turns cases into objects whose names vitest can print. */
export function named<Rest extends readonly unknown[]>(cases: readonly (readonly [type: PgType, ...rest: Rest])[]) {
  return cases.map(([type, ...rest]) => ({ name: type.name, type, rest }));
}
