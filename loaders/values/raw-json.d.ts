/** JSON.rawJSON and the source text in revivers: ECMAScript's "JSON.parse source text access", in Node since 21. */
interface JSON {
  /** A value that JSON.stringify prints as `text`, which must be one JSON primitive. */
  rawJSON(text: string): { readonly rawJSON: string };
  isRawJSON(value: unknown): value is { readonly rawJSON: string };
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
}
