/** The result of a statement, which carries the rows of its own select and of those that ride along. */
import type { RowLayout } from '../sql/shared/statement.ts';
import type { Keys } from './keys.ts';
import type { RowBlock } from './row-block.ts';

export interface Carrier {
  readonly block: RowBlock;
  readonly layout: RowLayout;
  /** The keys that were bound; null for a root select. */
  readonly keys: Keys | null;
  /** First block row of every chunk of keys, and the row count at the end. */
  readonly chunks: readonly number[];
  readonly chunkSize: number;
}
