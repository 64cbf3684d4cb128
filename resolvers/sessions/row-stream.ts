/** A list in batches. It holds a connection from its first batch to its end, whichever way it ends. */
import type { Transaction } from '../../loaders/database/database.ts';
import type { Loaded } from '../../loaders/session/load-result.ts';
import type { Session } from '../../loaders/session/read-transaction.ts';
import { SessionError } from '../../loaders/session/session-error.ts';
import { checkNumber, idleTimeout, type IdleOptions, withIdleAdvice } from './idle-timeout.ts';
import type { Materialised } from './objects/materialise.ts';
import type { ProgramOperation } from './selection/operation.ts';
import type { Asker, ProgramPlan, Programs } from './session-factory.ts';
import { RowLists } from './row-lists.ts';
import { RowObjects } from './objects/row-objects.ts';
import type { FillRequest, RowsInHand } from './rows-in-hand.ts';
import { cancelled, DatabaseError, isSchemaChange } from '../../loaders/database/database-error.ts';

export interface StreamOptions extends IdleOptions {
  /** Rows of the list per batch. */
  readonly batchSize?: number;
}

type Settings = StreamOptions & Asker;

interface Reading {
  readonly session: Session;
  readonly gone: ProgramPlan['gone'];
}

interface BatchParts extends Pick<Reading, 'session'> {
  readonly loaded: Loaded;
  readonly rows: RowsInHand | null;
}

interface BatchSettings {
  readonly asker: Asker;
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
  readonly #programs: Programs;
  readonly #asker: Asker;
  readonly #lists = new RowLists();
  #state: 'open' | 'finished' | 'stopped' = 'open';
  /** Of the batch in hand. */
  #reading: Reading | null = null;
  /** The next batch and what the present one lacks are loaded one after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    programs: Programs,
    operation: ProgramOperation,
    { batchSize = BATCH_SIZE, idleTimeoutMs, ...asker }: Settings,
  ) {
    checkNumber('batchSize', batchSize, 1);
    const settings = { asker, batchSize, idle: idleTimeout(idleTimeoutMs) };
    this.#objects = new RowObjects(programs.classes);
    this.#programs = programs;
    this.#asker = asker;
    this.#signal = asker.signal;
    this.#batches = this.#load(programs, operation, settings);
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
      const rows = this.#programs.inHand(this.#objects, request);
      if (!this.#reading) throw closedError();
      const { session, gone } = this.#reading;
      this.#lists.check(rows.operation);
      const planned = await this.#programs.planned({ operation: rows.operation, rows }, gone);
      if (!planned) return [];
      const { lifetime } = session;
      lifetime.goOn();
      try {
        const loaded = await told(session.loadMore(planned.plan, planned.values));
        this.#lists.note(rows.operation);
        const { list } = await this.#objectsOf(planned, { session, loaded, rows });
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
  async #objectsOf(planned: ProgramPlan, { session, loaded, rows }: BatchParts): Promise<Materialised> {
    const held = { objects: this.#objects, asker: this.#asker };
    const made = await this.#programs.objects(planned, { session, loaded, rows, ...held });
    session.identities.clear();
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
    programs: Programs,
    operation: ProgramOperation,
    settings: BatchSettings,
  ): AsyncGenerator<object[], void, undefined> {
    const begun = programs.attempt(async ({ gone }) => {
      const planned = await programs.plan(operation, 'stream', gone);
      const batches = this.#batchesOf(programs, planned, settings);
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
    programs: Programs,
    planned: ProgramPlan,
    { asker, batchSize, idle }: BatchSettings,
  ): AsyncGenerator<object[], void, undefined> {
    const { gone } = planned;
    const session = programs.open(asker, { gone, isLast: false }, idle);
    const { lifetime } = session;
    this.#reading = { session, gone };
    this.#lists.note(planned.operation);
    try {
      for await (const loaded of session.stream(planned.plan, planned.values, batchSize)) {
        this.#objects.clear();
        const { list } = await this.#objectsOf(planned, { session, loaded, rows: null });
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

/** What was given cannot be taken back, so nothing is done again. */
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
