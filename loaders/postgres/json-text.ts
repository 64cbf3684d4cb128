/**
 * A json or jsonb value, kept as PostgreSQL printed it: no digit, no key and no order is lost on the way to the response.
 * Whoever looks into it gets it parsed, with numbers that a double cannot hold as raw JSON.
 */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): unknown {
    return JSON.parse(this.text, keepDigits);
  }
}

/** https://tc39.es/proposal-json-parse-with-source/ */
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value;
  return rawJson(source);
}

/** In every Node since 21, but not yet in TypeScript's library. */
function rawJson(source: string): unknown {
  const make: unknown = Reflect.get(JSON, 'rawJSON');
  return typeof make === 'function' ? Reflect.apply(make, JSON, [source]) : Number(source);
}
