/**
 * A cursor holds the values of a row's order as PostgreSQL prints them, so that no digit is lost on the way back. It
 * names the order it was made under, and a checksum reveals a damaged one before any SQL.
 */
import type { OrderTerm } from '../../loaders/plan/shared/filter.ts';

const orderNames = new WeakMap<readonly OrderTerm[], string>();

export function encodeCursor(order: readonly OrderTerm[], values: readonly (string | null)[]): string {
  const name = orderName(order);
  return Buffer.from(JSON.stringify([name, checksum(name, values), ...values])).toString('base64url');
}

/** Returns the values of a cursor of this very order. Throws an Error for a person. */
export function decodeCursor(order: readonly OrderTerm[], cursor: string): readonly (string | null)[] {
  const content = parse(cursor);
  if (!content) throw new Error('is not a cursor of this API. Use one from `edges { cursor }` or `pageInfo`.');
  const [name, check, ...values] = content;
  if (name !== orderName(order) || values.length !== order.length) {
    throw new Error('was made under another orderBy. Page with the orderBy that the cursor came from.');
  }
  if (check !== checksum(orderName(order), values)) throw new Error('is damaged. Use it exactly as it was given.');
  return values;
}

function parse(cursor: string): readonly (string | null)[] | null {
  if (!/^[\w-]+$/.test(cursor)) return null;
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return isTexts(content) ? content : null;
  } catch {
    return null;
  }
}

function isTexts(content: unknown): content is (string | null)[] {
  return Array.isArray(content) && content.every((part) => part === null || typeof part === 'string');
}

/** A short name of the order, the same in every process: the FNV-1a of its words. */
function orderName(order: readonly OrderTerm[]): string {
  const cached = orderNames.get(order);
  if (cached !== undefined) return cached;
  const words = order.map(({ path, by, descending, nullsFirst }) => {
    const steps = path.map((relation) => relation.field);
    return `${[...steps, leafName(by)].join('.')} ${descending} ${nullsFirst}`;
  });
  const name = fnv(words.join('\n'));
  orderNames.set(order, name);
  return name;
}

function leafName(by: OrderTerm['by']): string {
  if (by.kind === 'aggregate') return `#${by.relation.field} ${by.value.column.name}`;
  if (by.kind === 'system') return `@${by.column}`;
  if (by.kind === 'text') return `${by.column.name}::text`;
  return by.kind === 'column' ? by.column.name : by.kind;
}

function checksum(name: string, values: readonly (string | null)[]): string {
  return fnv(JSON.stringify([name, values]));
}

/** The hash is http://www.isthe.com/chongo/tech/comp/fnv/ with 32 bits, over UTF-16 units. */
function fnv(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(36);
}
