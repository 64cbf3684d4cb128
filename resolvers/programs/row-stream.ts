/** A list in batches. It holds a connection from its first batch to its end, whichever way it ends. */
import type { Transaction } from '../../loaders/session/database.ts';
import { SessionError } from '../../loaders/session/session-error.ts';
import { checkNumber, idleTimeout, type IdleOptions, withIdleAdvice } from './idle-timeout.ts';
import type { ProgramOperation } from './operation.ts';
import type { Asker, ProgramPlan, Programs } from './programs.ts';
import { RowObjects } from './row-objects.ts';
import { cancelled, DatabaseError, isSchemaChange } from '../../loaders/session/database-error.ts';

export interface StreamOptions extends IdleOptions {
  /** Rows of the list per batch. */
  readonly batchSize?: number;
}

type Settings = StreamOptions & Asker;

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
  #state: 'open' | 'finished' | 'stopped' = 'open';

  constructor(
    programs: Programs,
    operation: ProgramOperation,
    { batchSize = BATCH_SIZE, idleTimeoutMs, ...asker }: Settings,
  ) {
    checkNumber('batchSize', batchSize, 1);
    const settings = { asker, batchSize, idle: idleTimeout(idleTimeoutMs) };
    this.#objects = new RowObjects(programs.classes);
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
    const result = await this.#batches.next();
    if (!result.done || this.#state === 'finished') return result;
    // A stream that was cut off must not look like one that has come to its end.
    throw this.#signal?.aborted ? cancelled() : closedError();
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
        for (let { done, value } = first; !done && value; { done, value } = await following(batches)) yield value;
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
    const session = programs.open(asker, { gone: planned.gone, isLast: false }, idle);
    const { lifetime } = session;
    try {
      for await (const loaded of session.stream(planned.plan, planned.values, batchSize)) {
        this.#objects.clear();
        const { list } = await programs.objects(planned, { session, loaded, objects: this.#objects, asker });
        // Its values are decoded; the bytes serve the next batch.
        session.identities.clear();
        loaded.release();
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
async function following(batches: AsyncGenerator<object[], void, undefined>): Promise<IteratorResult<object[], void>> {
  try {
    return await batches.next();
  } catch (error) {
    if (!isSchemaChange(error)) throw withIdleAdvice(error, 'The loop over the stream');
    const message = `${error.message} The stream ends here: what it has given stands, and the rest needs a stream of its own.`;
    throw new DatabaseError('SCHEMA_CHANGED', message, { cause: error });
  }
}

export function closedError(): SessionError {
  return new SessionError('SESSION_CLOSED', 'The session is closed: open another one.');
}
