/** A list in batches. It holds a connection from its first batch to its end, whichever way it ends. */
import type { Transaction } from '../../loaders/database/database.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';
import type { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import { SessionError } from '../../loaders/session/session-error.ts';
import { checkNumber, idleTimeout, type IdleOptions, withIdleAdvice } from './idle-timeout.ts';
import type { Materialised } from './objects/materialise.ts';
import type { SessionOperation } from './selection/operation.ts';
import type { Caller, SessionPlan, SessionFactory } from './session-factory.ts';
import { RowLists } from './row-lists.ts';
import { RowObjects } from './objects/row-objects.ts';
import type { FillRequest, RowsInHand } from './rows-in-hand.ts';
import { cancelled, DatabaseError, isSchemaChange } from '../../loaders/database/database-error.ts';

export interface StreamOptions extends IdleOptions {
  /** Rows of the list per batch. */
  readonly batchSize?: number;
}

type Settings = StreamOptions & Caller;

interface Reading {
  readonly transaction: ReadTransaction;
  readonly missing: SessionPlan['missing'];
}

interface BatchParts extends Pick<Reading, 'transaction'> {
  readonly loaded: LoadResult;
  readonly rows: RowsInHand | null;
}

interface BatchSettings {
  readonly caller: Caller;
  readonly batchSize: number;
  readonly idle: Transaction['settings'];
}

// Small enough that most rows die young in V8: with 1,000 its heap grows three times as much.
const BATCH_SIZE = 500;

export class RowStream implements AsyncIterableIterator<object[]> {
  readonly #objects: RowObjects;
  readonly #batches: AsyncGenerator<object[], void, undefined>;
  readonly #signal: AbortSignal | null;
  readonly #stop = (): void => void this.close().catch(() => {});
  readonly #sessions: SessionFactory;
  readonly #caller: Caller;
  readonly #lists = new RowLists();
  #state: 'open' | 'finished' | 'stopped' = 'open';
  /** The transaction of the batch in hand. */
  #reading: Reading | null = null;
  /** The next batch and what the present one lacks are loaded one after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    sessions: SessionFactory,
    operation: SessionOperation,
    { batchSize = BATCH_SIZE, idleTimeoutMs, ...caller }: Settings,
  ) {
    checkNumber('batchSize', batchSize, 1);
    const settings = { caller, batchSize, idle: idleTimeout(idleTimeoutMs) };
    this.#objects = new RowObjects(sessions.classes);
    this.#sessions = sessions;
    this.#caller = caller;
    this.#signal = caller.signal;
    this.#batches = this.#load(sessions, operation, settings);
    // A program that was told to stop may never ask again.
    this.#signal?.addEventListener('abort', this.#stop, { once: true });
  }

  get isOver(): boolean {
    return this.#state !== 'open';
  }

  get size(): number {
    return this.#objects.size;
  }

  async next(): Promise<IteratorResult<object[], void>> {
    const result = await this.#turn(() => this.#batches.next());
    if (!result.done || this.#state === 'finished') return result;
    // A stream that was cut off must not look like one that has come to its end.
    throw this.#signal?.aborted ? cancelled() : closedError();
  }

  /** Whether a row is of the batch in hand. */
  holds(row: object): boolean {
    return this.#objects.instancesOf(row).length > 0;
  }

  /** Reads more of rows of the batch in hand, in its snapshot, which has them all. */
  readMore(request: FillRequest): Promise<readonly object[]> {
    return this.#turn(async () => {
      const rows = this.#sessions.inHand(this.#objects, request);
      if (!this.#reading) throw closedError();
      const { transaction, missing } = this.#reading;
      this.#lists.check(rows.operation);
      const planned = await this.#sessions.planned({ operation: rows.operation, rows }, missing);
      if (!planned) return [];
      const { lifetime } = transaction;
      lifetime.goOn();
      try {
        const loaded = await told(transaction.loadMore(planned.plan, planned.values));
        this.#lists.note(rows.operation);
        const { list } = await this.#objectsOf(planned, { transaction, loaded, rows });
        return rows.gone(list);
      } finally {
        lifetime.rest();
      }
    });
  }

  #turn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** Values are decoded; the bytes serve what is loaded next. */
  async #objectsOf(planned: SessionPlan, { transaction, loaded, rows }: BatchParts): Promise<Materialised> {
    const held = { objects: this.#objects, caller: this.#caller };
    const made = await this.#sessions.objects(planned, { transaction, loaded, rows, ...held });
    transaction.identities.clear();
    loaded.release();
    return made;
  }

  /** The program has left its loop. */
  async return(): Promise<IteratorResult<object[], void>> {
    this.#state = 'finished';
    await this.close();
    return { done: true, value: undefined };
  }

  /** The same by an error of whoever drives the iterator by hand. */
  async throw(error: unknown): Promise<IteratorResult<object[], void>> {
    await this.return();
    throw error;
  }

  /** Ends the transaction and gives the connection back. Idempotent. */
  async close(): Promise<void> {
    if (this.#state === 'open') this.#state = 'stopped';
    await this.#batches.return();
    // A stream that has not begun has nothing to end by itself.
    this.#end();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async *#load(
    sessions: SessionFactory,
    operation: SessionOperation,
    settings: BatchSettings,
  ): AsyncGenerator<object[], void, undefined> {
    const begun = sessions.attempt(async ({ missing }) => {
      const planned = await sessions.plan(operation, 'stream', missing);
      const batches = this.#batchesOf(sessions, planned, settings);
      return { batches, first: await batches.next() };
    });
    try {
      const { batches, first } = await begun;
      try {
        for (let { done, value } = first; !done && value; { done, value } = await told(batches.next())) yield value;
        this.#state = 'finished';
      } finally {
        await batches.return();
      }
    } finally {
      this.#end();
    }
  }

  async *#batchesOf(
    sessions: SessionFactory,
    planned: SessionPlan,
    { caller, batchSize, idle }: BatchSettings,
  ): AsyncGenerator<object[], void, undefined> {
    const { missing } = planned;
    const transaction = sessions.open(caller, { missing, isLast: false }, idle);
    const { lifetime } = transaction;
    this.#reading = { transaction, missing };
    this.#lists.note(planned.operation);
    try {
      for await (const loaded of transaction.stream(planned.plan, planned.values, batchSize)) {
        this.#objects.clear();
        const { list } = await this.#objectsOf(planned, { transaction, loaded, rows: null });
        lifetime.rest();
        yield list;
        lifetime.goOn();
      }
    } finally {
      lifetime.done();
    }
  }

  #end(): void {
    if (this.#state === 'open') this.#state = 'stopped';
    this.#objects.closed = true;
    this.#objects.clear();
    this.#signal?.removeEventListener('abort', this.#stop);
  }
}

/** Rows that were given cannot be taken back, so nothing is loaded again. */
async function told<Result>(loading: Promise<Result>): Promise<Result> {
  try {
    return await loading;
  } catch (error) {
    if (!isSchemaChange(error)) throw withIdleAdvice(error, 'The loop over the stream');
    const message = `${error.message} The stream ends here: what it has given stands, and the rest needs a stream of its own.`;
    throw new DatabaseError('SCHEMA_CHANGED', message, { cause: error });
  }
}

export function closedError(): SessionError {
  return new SessionError('SESSION_CLOSED', 'The session is closed: open another one.');
}
