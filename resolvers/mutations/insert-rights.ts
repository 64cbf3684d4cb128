/**
 * A role may be allowed to insert rows, and neither to read them nor to draw from sequences. What a role may do is known when PostgreSQL
 * refuses it: then the operation is done again in a way that takes fewer rights.
 */
import { DatabaseError } from '../../loaders/database/database-error.ts';
import type { PendingRow } from '../../loaders/plan/write/pending.ts';
import { needsCycle } from '../../loaders/work/cycles.ts';
import type { InsertManner, WriteSettings } from '../../loaders/work/row-writes.ts';
import { UnknownRow } from '../../loaders/work/unit-of-work.ts';
import { type WriteError, WriteErrors } from '../../loaders/work/write-error.ts';
import type { Column, Entity } from '../../schema/model/model.ts';
import type { FieldWrites } from './read-field.ts';

/** The rights that inserts take: all that is usual, none to sequences of identities, or none to read either. */
export type InsertRight = 'usual' | 'no sequence' | 'no reading';

/** Collects which inserts an operation has. */
export class InsertRights {
  #inserts = false;
  #lists = false;
  #isShown = false;

  add({ rows }: Pick<FieldWrites, 'rows'>, isShown: boolean): void {
    const inserts = rows.filter(({ kind }) => kind === 'insert');
    this.#inserts ||= inserts.length > 0;
    this.#lists ||= inserts.length > new Set(inserts.map(({ entity }) => entity)).size;
    this.#isShown ||= isShown && inserts.length > 0;
  }

  /** The next lower rights by which the operation may succeed; null: there are none. */
  below(failure: unknown, right: InsertRight): InsertRight | null {
    const refusal = refusalOf(failure);
    if (!this.#inserts || !refusal || right === 'no reading') return null;
    // A row that row security hides is written and not shown; who has no right to read asks for no row.
    if (refusal.details.reason === 'POLICY') return refusal.details.entity?.rowSecurity ? 'no reading' : null;
    if (right === 'usual' && this.#lists) return 'no sequence';
    return this.#isShown ? null : 'no reading';
  }
}

/** PostgreSQL's word that the role may not do it. */
function refusalOf(failure: unknown): WriteError | null {
  const error =
    failure instanceof UnknownRow ? failure.error : failure instanceof WriteErrors ? failure.errors[0] : null;
  return error?.code === 'FORBIDDEN' && error.details.cause instanceof DatabaseError ? error : null;
}

interface Asking {
  readonly inserts: InsertRight;
  readonly settings: Pick<WriteSettings, 'access'>;
  /** Every written row is told to listeners, by its key. */
  readonly tellsOld: boolean;
}

/** `needed`: columns whose values other rows take. */
export function insertManner(
  { inserts, settings, tellsOld }: Asking,
  { rows, isShown }: { readonly rows: readonly PendingRow[]; readonly isShown: boolean },
  needed: ReadonlyMap<Entity, ReadonlySet<Column>>,
): InsertManner {
  const unread = (entity: Entity): readonly Column[] => {
    const key = settings.access.created.has(entity) ? (entity.key?.columns ?? []) : [];
    return [...new Set([...key, ...(needed.get(entity) ?? [])])];
  };
  // Rows of a cycle are completed by their keys.
  const isPossible = !needsCycle(rows.filter(({ kind }) => kind === 'insert' || kind === 'upsert'));
  const isUnread = inserts === 'no reading' ? isPossible : !isShown && !tellsOld && rows.length === 1;
  return { isSingle: inserts !== 'usual', unread: isUnread ? unread : null };
}
