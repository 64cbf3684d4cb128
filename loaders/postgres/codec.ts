/** How the text of a type becomes a response value, and whether its bytes can be copied as they are. */
export interface Codec {
  readonly form: WireForm;
  /** Throws an Error for a person when the value has no place in GraphQL. */
  decode(text: string): unknown;
}

export type WireForm =
  /** The text is a JSON number. */
  | 'number'
  /** 't' or 'f'. */
  | 'boolean'
  /** A JSON string once it is quoted: nothing in it needs an escape. */
  | 'plain'
  /** A JSON string once it is quoted and escaped. */
  | 'text'
  /** JSON already. */
  | 'json'
  /** 'YYYY-MM-DD HH:MM:SS+00' → RFC 3339. */
  | 'timestamptz'
  | 'timestamp'
  /** Only `decode` knows. */
  | 'decoded';
