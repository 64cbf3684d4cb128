/** Arrays, composite values and ranges: their text forms taken apart, each part decoded by its own codec. */
import type { CompositeType, PgType } from '../../schema/model.ts';
import type { Codec } from './codec.ts';
import { LiteralReader } from './literal-reader.ts';

/** `{1,NULL,3}` → a list. A value of several dimensions is no list of elements: PostgreSQL's types do not tell them apart. */
export function arrayCodec(type: PgType, element: Codec): Codec {
  // The one type of pg_catalog whose values hold commas.
  const separator = type.name === '_box' ? ';' : ',';
  return {
    decode(text) {
      // `[0:2]={…}`: bounds other than PostgreSQL's default.
      const reader = new LiteralReader(text, text.indexOf('{') + 1);
      if (reader.peek === '{')
        throw new Error('The database holds an array of several dimensions; only one can be shown.');
      const list: unknown[] = [];
      if (reader.peek === '}') return list;
      do {
        const item = reader.item(separator, '}');
        list.push(item === 'NULL' && !reader.quoted ? null : element.decode(item));
      } while (reader.next() === separator);
      return list;
    },
  };
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
