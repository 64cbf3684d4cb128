/**
 * Text forms of arrays, composite values and ranges. Every part is quoted, which PostgreSQL accepts for every type and which
 * leaves only the quote and the backslash to escape.
 */

export function arrayLiteral(elements: readonly (string | null)[], separator: string): string {
  return `{${elements.map((element) => (element === null ? 'NULL' : quoted(element))).join(separator)}}`;
}

export function compositeLiteral(attributes: readonly (string | null)[]): string {
  return `(${attributes.map(orNothing).join()})`;
}

export interface RangeBounds {
  readonly start: string | null;
  readonly startInclusive: boolean;
  readonly end: string | null;
  readonly endInclusive: boolean;
}

export function rangeLiteral({ start, startInclusive, end, endInclusive }: RangeBounds): string {
  return `${startInclusive ? '[' : '('}${orNothing(start)},${orNothing(end)}${endInclusive ? ']' : ')'}`;
}

function orNothing(part: string | null): string {
  return part === null ? '' : quoted(part);
}

function quoted(part: string): string {
  return `"${part.replaceAll(/["\\]/g, '\\$&')}"`;
}
