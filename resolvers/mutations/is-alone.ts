/**
 * A field that is one statement, alone in its operation, whose RETURNING has all that is answered, needs no transaction of several round
 * trips, and waits for other writers of its row instead of being refused.
 */
import type { GraphQLResolveInfo } from 'graphql';
import { isDeferring, toldRows } from '../../loaders/work/read-back.ts';
import type { WriteSettings } from '../../loaders/work/row-writes.ts';
import type { FieldWrites } from './read-field.ts';
import { isOnlyField, payloadFields, selectsColumnsAlone } from './selected-columns.ts';

export function isAlone(
  { rows, others, isList }: FieldWrites,
  info: GraphQLResolveInfo,
  { access: { created, updated } }: Pick<WriteSettings, 'access'>,
): boolean {
  const [row] = rows;
  // Only REPEATABLE READ tells exactly what an upsert has done. Where one of several rows fails, the others must go with it.
  if (!row || rows.length > 1 || others.length > 0 || row.kind === 'upsert') return false;
  const { entity } = row;
  if (isDeferring(entity) || created.has(entity) || updated.has(entity)) return false;
  const selected = payloadFields(info);
  const nodes = selected.get(isList ? 'rows' : 'row') ?? [];
  return isOnlyField(info) && !selected.has('query') && toldRows(rows)(row) && selectsColumnsAlone(info, entity, nodes);
}
