/**
 * The changes of one field, written in an order that foreign keys allow: rows are found and locked first, then deletes,
 * inserts from parents to children, and updates. Statements do not grow with rows: each level has one per table, kind and
 * set of columns.
 */
import type { Entity } from '../../schema/model/model.ts';
import { DatabaseError } from '../database/database-error.ts';
import { entityOrder } from '../plan/write/entity-order.ts';
import { PendingRow, textOf } from '../plan/write/pending.ts';
import { changedTwice } from './changed-twice.ts';
import { cycleWrite, drawings, isDeferred, isOneTable, needsCycle, postponed, requiredTargets } from './cycles.ts';
import { hiddenConflict, rowError } from './constraint-errors.ts';
import type { PendingOthers } from '../plan/write/pending-others.ts';
import { othersWrites } from './others-write.ts';
import { changesName, groupBy, insertName, keyName } from './row-groups.ts';
import { deletesOf, findsOf, insertsOf, type RowWrite, updatesOf, type WriteSettings } from './row-writes.ts';
import { upsertsOf } from './upsert-writes.ts';
import { WriteError, WriteErrors } from './write-error.ts';

/** Sends statements in one round trip, and tells each row what became of it. */
export type SendWrites = (writes: readonly RowWrite[]) => Promise<void>;

type WriteGroup = (rows: readonly PendingRow[], settings: WriteSettings) => readonly RowWrite[];

/** PostgreSQL has refused some row of several: which, a repetition row by row tells. */
export class UnknownRow extends Error {
  override readonly name = 'UnknownRow';
  override readonly cause: DatabaseError;
  /** The error of the field as a whole, for where nothing is repeated. */
  readonly error: WriteError;

  constructor(cause: DatabaseError, { code, message, details }: WriteError) {
    super(cause.message);
    this.cause = cause;
    this.error = new WriteError(code, message, { ...details, input: [] });
  }
}

export class UnitOfWork {
  readonly rows: readonly PendingRow[];
  readonly #others: readonly PendingOthers[];
  readonly #settings: WriteSettings;
  /** Rows that went or lost their parent because nobody named them. */
  othersCount = 0;
  readonly #send: SendWrites;
  /** Updates that complete rows of a cycle. */
  readonly #added: PendingRow[] = [];

  /** `others`: related rows that no row of the unit names. */
  constructor(
    { rows, others = [] }: { readonly rows: readonly PendingRow[]; readonly others?: readonly PendingOthers[] },
    settings: WriteSettings,
    send: SendWrites,
  ) {
    this.rows = rows;
    this.#others = others;
    this.#settings = settings;
    this.#send = send;
  }

  /** Finds and locks what the rows refer to. */
  async find(): Promise<void> {
    for (let waiting = this.#of('find'); waiting.length > 0; waiting = this.#of('find')) {
      const ready = waiting.filter((row) => [...row.needs()].every((cell) => textOf(cell) !== undefined));
      // A row that waits for one of those to come is found when that is written.
      if (ready.length === 0) return;
      await this.#step(ready, keyName, findsOf);
    }
  }

  /** Writes all rows. Throws WriteErrors with every mistake of the step that failed. */
  async flush(): Promise<void> {
    await this.find();
    await this.#deleteOthers();
    await this.#step(
      this.#of('delete').filter(({ isLate }) => !isLate),
      keyName,
      deletesOf,
      'children first',
    );
    await this.#inserts(this.#of('insert', 'upsert'));
    await this.#step(this.#of('update'), changesName, updatesOf);
    await this.#step(this.#of('delete'), keyName, deletesOf, 'children first');
  }

  async #deleteOthers(): Promise<void> {
    const writes = othersWrites(this.#others, this.#settings, (count) => {
      this.othersCount += count;
    });
    if (writes.length === 0) return;
    try {
      await this.#send(writes);
    } catch (error) {
      throw error instanceof DatabaseError ? blamedOthers(error, this.#others) : error;
    }
  }

  #of(...kinds: readonly PendingRow['kind'][]): readonly PendingRow[] {
    return [...this.rows, ...this.#added].filter(
      ({ kind, outcome, isRefused }) => kinds.includes(kind) && outcome === null && !isRefused,
    );
  }

  /** One statement per group, all of them in one round trip, the tables in the order that all operations share. */
  async #step(
    rows: readonly PendingRow[],
    nameOf: (row: PendingRow) => string,
    write: WriteGroup,
    order: 'parents first' | 'children first' = 'parents first',
  ): Promise<void> {
    const place = placesOf(rows);
    const sign = order === 'parents first' ? 1 : -1;
    const sorted = [...rows].sort((a, b) => sign * ((place.get(a.entity) ?? 0) - (place.get(b.entity) ?? 0)));
    const writes = groupBy(sorted, nameOf).flatMap((group) => write(group, this.#settings));
    if (writes.length > 0) await this.#sendAll(writes);
    const twice = changedTwice(this.rows);
    if (twice.length > 0) throw new WriteErrors(twice);
    const missing = rows.filter((row) => row.mustExist && !row.isRefused && row.outcome?.action == null);
    if (missing.length > 0) throw new WriteErrors(missing.map(missingRow));
  }

  async #sendAll(writes: readonly RowWrite[]): Promise<void> {
    try {
      await this.#send(writes);
    } catch (error) {
      throw error instanceof DatabaseError ? blamed(error, writes) : error;
    }
  }

  /** Parents before children; tables whose foreign keys form a cycle are written together. */
  async #inserts(rows: readonly PendingRow[]): Promise<void> {
    const entities = rows.map(({ entity }) => entity);
    for (const component of entityOrder(entities, referredTo)) {
      const together = rows.filter(({ entity, isRefused }) => component.includes(entity) && !isRefused);
      if (needsCycle(together)) await this.#cycle(together);
      else await this.#levels(together);
    }
  }

  /** Whatever needs nothing that is not there yet goes next, until all rows are there. */
  async #levels(rows: readonly PendingRow[]): Promise<void> {
    const left = (): readonly PendingRow[] => rows.filter(({ outcome, isRefused }) => outcome === null && !isRefused);
    for (let waiting = left(); waiting.length > 0; waiting = left()) {
      const ready = readyRows(waiting);
      if (ready.length > 0) await this.#step(ready, insertName, insertOrUpsert);
      else if (left().length > 0) throw new Error(`rows of ${waiting[0]?.entity.name} wait for each other`);
    }
  }

  /** Rows that need each other. */
  async #cycle(rows: readonly PendingRow[]): Promise<void> {
    // A row that an upsert finds has its own key already.
    const isNew = rows.every(({ kind }) => kind !== 'upsert');
    if (isNew && (isOneTable(rows) || isDeferred(rows))) {
      await this.#draw(rows);
      return this.#step(rows, insertName, insertOrUpsert);
    }
    this.#added.push(...postponed(rows));
    const entities = rows.map(({ entity }) => entity);
    for (const component of entityOrder(entities, requiredTargets)) {
      const together = rows.filter(({ entity }) => component.includes(entity));
      if (component.length > 1) {
        await this.#draw(together);
        await this.#sendAll([cycleWrite(together, this.#settings)]);
      } else await this.#levels(together);
    }
  }

  async #draw(rows: readonly PendingRow[]): Promise<void> {
    const drawn = drawings(rows, this.#settings);
    if (drawn.length > 0) await this.#sendAll(drawn);
  }
}

const insertOrUpsert: WriteGroup = (group, settings) =>
  group[0]?.kind === 'upsert' ? upsertsOf(group, settings) : insertsOf(group, settings);

/** The error in words of the input, where one row alone can have brought it. */
function blamed(error: DatabaseError, writes: readonly RowWrite[]): Error {
  const rows = writes.flatMap((write) => write.rows);
  const table = error.violation?.table;
  const row = rows.find(({ entity }) => entity.table.name === table) ?? rows[0];
  const known = row && rowError(error, row);
  if (!known) return error;
  const isTold = rows.length === 1 && !(known.code === 'FORBIDDEN' && writes[0]?.probe);
  return isTold ? new WriteErrors([known]) : new UnknownRow(error, known);
}

/** The input has no row to name; where several relations leave rows out, the error is one of the field. */
function blamedOthers(error: DatabaseError, [first, ...more]: readonly PendingOthers[]): Error {
  if (!first) return error;
  const kind = first.action === 'delete' ? 'delete' : 'update';
  const input = more.length > 0 ? [] : first.input;
  const known = rowError(error, new PendingRow({ entity: first.entity, kind, input }));
  return known ? new WriteErrors([known]) : error;
}

/** A row that must be there, or was written, and is not. */
function missingRow({ kind, entity, input }: PendingRow): WriteError {
  if (kind === 'upsert' && (entity.rowSecurity || entity.write?.configured?.update?.where != null)) {
    return hiddenConflict(entity, input);
  }
  if (kind !== 'insert' && kind !== 'upsert') {
    return new WriteError('NOT_FOUND', `There is no ${entity.name} with this key.`, { input, entity });
  }
  const message = `The row of ${entity.name} was not written: a trigger or rule of the database kept it out or changed its key.`;
  return new WriteError('NOT_WRITTEN', message, { input, entity });
}

/** Rows whose values are all there. A table waits until all its rows are ready, where that is possible. */
function readyRows(waiting: readonly PendingRow[]): readonly PendingRow[] {
  const isReady = (row: PendingRow): boolean => [...row.needs()].every((cell) => textOf(cell) !== undefined);
  for (const row of waiting) row.isRefused ||= [...row.needs()].some((cell) => cell.row.isRefused);
  const left = waiting.filter(({ isRefused }) => !isRefused);
  const unready = new Set(left.filter((row) => !isReady(row)).map(({ entity }) => entity));
  const whole = left.filter(({ entity }) => !unready.has(entity));
  return whole.length > 0 ? whole : left.filter(isReady);
}

function placesOf(rows: readonly PendingRow[]): ReadonlyMap<Entity, number> {
  const entities = rows.map(({ entity }) => entity);
  return new Map(
    entityOrder(entities, referredTo)
      .flat()
      .map((entity, place) => [entity, place]),
  );
}

/** The entities that foreign keys of an entity lead to. */
function referredTo(entity: Entity): readonly Entity[] {
  return entity.relations.flatMap(({ direction, junction, tree, target }) =>
    direction === 'forward' && !junction && tree === null ? [target] : [],
  );
}
