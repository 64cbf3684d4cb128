/**
 * The rows of one statement, kept as the database sent them. Every value is in PostgreSQL's text form; nothing is decoded
 * until somebody asks. Rows are addressed by number, columns by position in the statement's select list.
 */
export interface RowBlock {
  readonly rowCount: number;
  readonly columnCount: number;
  /** Bytes of all rows; see `start` and `length`. Valid as long as the block is held. */
  readonly bytes: Uint8Array;
  /** Offset in `bytes` of the first byte of a value. Undefined for NULL. */
  start(row: number, column: number): number;
  /** Length of the value in bytes, -1 for NULL. */
  length(row: number, column: number): number;
  isNull(row: number, column: number): boolean;
  /** The value's text, null for NULL. */
  text(row: number, column: number): string | null;
  /** A non-negative int4 in text form (ordinals, counts that fit), without making a string. */
  integer(row: number, column: number): number;
}
