/** From the text form of one PostgreSQL type to the value in the response. */
export interface Codec {
  /** The response value of a text that is not NULL. Throws an Error for a person when there is none. */
  decode(text: string): unknown;
}
