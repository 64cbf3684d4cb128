/** Related rows that a field does not name: they are no longer related, or go. */
import type { Entity } from '../../../schema/model/model.ts';
import type { InputPath, RowKey } from './pending.ts';

export interface PendingOthers {
  /** The table whose rows go, or lose their parent. */
  readonly entity: Entity;
  readonly action: 'delete' | 'disconnect';
  /** The columns that hold the parent's key, with its values. */
  readonly parent: RowKey;
  /** Rows that stay, each by the same columns. */
  readonly kept: readonly RowKey[];
  readonly input: InputPath;
}
