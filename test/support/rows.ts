/** Rows without a database. */
import { RowBlockBuilder } from '../../loaders/postgres/wire-row-block.ts';
import type { RowBlock } from '../../loaders/rows/row-block.ts';

/** PostgreSQL's text of every column. */
export type Row = readonly (string | null)[];

/** Makes a row block as PostgreSQL sends it. */
export function block(rows: readonly Row[]): RowBlock {
  const builder = new RowBlockBuilder();
  for (const row of rows) {
    const values = row.map((text) => {
      const bytes = Buffer.from(text ?? '');
      const length = Buffer.alloc(4);
      length.writeInt32BE(text === null ? -1 : bytes.length);
      return Buffer.concat([length, bytes]);
    });
    const body = Buffer.concat(values);
    const head = Buffer.alloc(7);
    head.write('D');
    head.writeInt32BE(body.length + 6, 1);
    head.writeInt16BE(row.length, 5);
    const frame = Buffer.concat([head, body]);
    builder.append(frame, 0, frame.length, 1);
  }
  return builder.finish();
}
