/** Plain objects of unknown values: of a configuration, of JSON, and what graphql makes of an input object. */

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What it has itself: of objects of JavaScript's, not what all of them have. */
export function own(record: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
