/** Arrays, composite values and ranges: their text forms taken apart, each part decoded by its own codec. */
import type { CompositeType, PgType } from '../../schema/model/model.ts';
import type { Codec } from './codec.ts';
import { LiteralReader } from './literal-reader.ts';

/**
 * `{1,NULL,3}` → a list, `{{1,2},{3,4}}` → nested lists. PostgreSQL holds no value to the dimensions of its column; one of
 * others has no place in the column's GraphQL type.
 */
export function arrayCodec(type: Extract<PgType, { kind: 'array' }>, element: Codec): Codec {
  // The one type of pg_catalog whose values hold commas.
  const separator = type.name === '_box' ? ';' : ',';
  const { dimensions } = type;
  const readList = (reader: LiteralReader, depth: number): unknown[] => {
    const list: unknown[] = [];
    // The opening brace.
    reader.next();
    if (reader.peek === '}') return list;
    if ((reader.peek === '{') !== depth < dimensions) throw otherDimensions(dimensions);
    do {
      list.push(depth < dimensions ? readList(reader, depth + 1) : readItem(reader));
    } while (reader.next() === separator);
    return list;
  };
  const readItem = (reader: LiteralReader) => {
    const item = reader.item(separator, '}');
    return item === 'NULL' && !reader.quoted ? null : element.decode(item);
  };
  // `[0:2]={…}`: bounds other than PostgreSQL's default.
  return { decode: (text) => readList(new LiteralReader(text, text.indexOf('{')), 1) };
}

function otherDimensions(dimensions: number): Error {
  const one = 'The database holds an array of several dimensions; its column declares one, and only one can be shown.';
  const many = `The database holds an array of other dimensions than the ${dimensions} that its column declares.`;
  return new Error(dimensions === 1 ? one : many);
}

/** `(a,"b c",)` → an object by field names; nothing between two commas is NULL. */
export function compositeCodec(type: CompositeType, attributes: readonly Codec[]): Codec {
  return {
    decode(text) {
      const reader = new LiteralReader(text, 1);
      const value: Record<string, unknown> = Object.create(null);
      type.attributes.forEach(({ field }, index) => {
        const item = reader.item(',', ')');
        value[field] = item === '' && !reader.quoted ? null : attributes[index]?.decode(item);
        reader.next();
      });
      return value;
    },
  };
}

export interface RangeValue {
  readonly start: unknown;
  readonly startInclusive: boolean;
  readonly end: unknown;
  readonly endInclusive: boolean;
  readonly isEmpty: boolean;
}

/** `[1,10)`, `(,5]`, `empty`. */
export function rangeCodec(bound: Codec): Codec {
  return {
    decode(text): RangeValue {
      if (text === 'empty')
        return { start: null, startInclusive: false, end: null, endInclusive: false, isEmpty: true };
      const reader = new LiteralReader(text, 1);
      const read = (stop: string, orStop: string) => {
        const item = reader.item(stop, orStop);
        return item === '' && !reader.quoted ? null : bound.decode(item);
      };
      const start = read(',', ',');
      reader.next();
      const end = read(']', ')');
      return { start, startInclusive: text.startsWith('['), end, endInclusive: text.endsWith(']'), isEmpty: false };
    },
  };
}
