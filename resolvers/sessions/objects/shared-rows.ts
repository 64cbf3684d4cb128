/** A row that is read by its own type and by that of its base is one row. */
import type { Instance } from '../../../loaders/session/instance.ts';
import { keyIdentity } from '../../../loaders/rows/keys.ts';
import type { Column, Entity } from '../../../schema/model/model.ts';
import { haveOneText } from '../../operation/exact-types.ts';

/** The same text for the same row, whichever of its types it was read by. Null: it has one type, or nothing proves that it is the same. */
export function sharedIdentity({ entity, key }: Instance): string | null {
  const base = entity.base?.entity ?? (entity.subtypes ? entity : null);
  const columns = base?.key?.columns;
  if (!columns) return null;
  const texts = columns.map((column) => textOf(entity, key, column));
  return texts.every((text) => text !== null) ? `${base.name} ${keyIdentity(texts)}` : null;
}

/** The part of the key that stands for a column of the base's key. */
function textOf({ base, key }: Entity, texts: readonly string[], column: Column): string | null {
  const pair = base?.relation?.pairs.find(({ remote }) => remote === column);
  if (base?.relation && !(pair && haveOneText(pair))) return null;
  return texts[key?.columns.indexOf(pair?.local ?? column) ?? -1] ?? null;
}
