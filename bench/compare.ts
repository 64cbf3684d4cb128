/** Compares two answers. Formats in which APIs may rightly differ are made equal first. */
import { isDeepStrictEqual } from 'node:util';

/** The number of answers per operation that are compared. */
export const COMPARED_ANSWERS = 3;
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;

/** Returns the data of an answer, and throws when it has errors. */
export function dataOf(answer: unknown): unknown {
  const { data, errors } = answer as { data?: unknown; errors?: readonly { message: string }[] };
  if (errors !== undefined) throw new Error(`errors: ${errors.map(({ message }) => message).join('; ')}`);
  return normalise(data);
}

/** Returns null when they are equal, and else the first place where they differ. */
export function difference(expected: unknown, actual: unknown, path = 'data'): string | null {
  if (isDeepStrictEqual(expected, actual)) return null;
  if (isObject(expected) && isObject(actual) && Array.isArray(expected) === Array.isArray(actual)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const found = difference(expected[key], actual[key], `${path}.${key}`);
      if (found !== null) return found;
    }
  }
  return `${path}: ${brief(expected)} expected, ${brief(actual)} found`;
}

/** Gives a moment one spelling, whether the target writes `Z`, `+00:00` or milliseconds. */
function normalise(value: unknown): unknown {
  if (typeof value === 'string') return TIME.test(value) ? new Date(value).toISOString() : value;
  if (Array.isArray(value)) return value.map(normalise);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, normalise(inner)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function brief(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80);
}
