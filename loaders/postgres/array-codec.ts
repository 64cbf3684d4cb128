/** Array literals: `{1,NULL,"a \"b\""}`, also with bounds: `[0:1]={1,2}`. */
import type { PgType } from '../../schema/model.ts';
import type { Codec } from './codec.ts';

export function arrayCodec(element: Codec, type: PgType): Codec {
  // Only the type box separates its elements by a semicolon (pg_type.typdelim).
  const separator = type.kind === 'scalar' && type.schema === 'pg_catalog' && type.name === 'box' ? ';' : ',';
  return {
    form: 'decoded',
    decode: (text) => parseArray(text, separator).map((item) => item && element.decode(item.text)),
  };
}

interface Item {
  readonly text: string;
}

/** One dimension; null for NULL. https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
function parseArray(text: string, separator: string): (Item | null)[] {
  const open = text.indexOf('{');
  if (text[open + 1] === '}') return [];
  const items: (Item | null)[] = [];
  let at = open + 1;
  while (at < text.length) {
    if (text[at] === '{') throw new Error('the array has more than one dimension; a GraphQL list has one');
    const item = text[at] === '"' ? quotedItem(text, at) : plainItem(text, at, separator);
    items.push(item.value);
    at = item.end + 1;
  }
  return items;
}

function plainItem(text: string, start: number, separator: string): { value: Item | null; end: number } {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== '}') end++;
  const plain = text.slice(start, end);
  return { value: plain === 'NULL' ? null : { text: plain }, end };
}

/** `end` is the separator or brace after the closing quote. */
function quotedItem(text: string, start: number): { value: Item; end: number } {
  let value = '';
  let at = start + 1;
  while (text[at] !== '"') {
    if (text[at] === '\\') at++;
    value += text[at++];
  }
  return { value: { text: value }, end: at + 1 };
}
