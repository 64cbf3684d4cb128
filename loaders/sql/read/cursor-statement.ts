/**
 * A statement whose rows come in batches:
 *
 *     declare "stream" no scroll cursor for select …
 *     fetch forward 500 from "stream"
 *
 * A cursor lives in its transaction and ends with it.
 */
import type { Statement } from '../shared/statement.ts';

export interface CursorSql {
  readonly declare: string;
  readonly fetch: string;
}

export function cursorSql({ sql }: Statement, batchSize: number): CursorSql {
  return {
    declare: `declare "stream" no scroll cursor for ${sql}`,
    fetch: `fetch forward ${batchSize} from "stream"`,
  };
}
