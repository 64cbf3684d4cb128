/**
 * A request ends before its answer when its client goes or its time is over. A signal is made only where somebody asks for
 * one: most requests need none, and making one costs more than all else here.
 */
import { cancelled, DatabaseError } from '../database/database-error.ts';

/** The time from the start of a request, or of one load of a program, to its answer. */
export class Lifetime {
  /** The signal of the client; null: it cannot go. */
  readonly outer: AbortSignal | null;
  readonly #ms: number;
  readonly #listeners = new Set<(reason: DatabaseError) => void>();
  readonly #stop = (): void => this.#end(cancelled());
  #timer: NodeJS.Timeout | null = null;
  #reason: DatabaseError | null = null;
  #controller: AbortController | null = null;

  /** `ms` 0: as long as it takes. */
  constructor(outer: AbortSignal | null, ms: number) {
    this.outer = outer;
    this.#ms = ms;
    this.goOn();
    if (outer?.aborted) this.#reason = cancelled();
    else outer?.addEventListener('abort', this.#stop, { once: true });
  }

  /** Why it ended before its answer; null: it did not. */
  get reason(): DatabaseError | null {
    return this.#reason;
  }

  /** Aborted when it ends before its answer. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      const controller = new AbortController();
      this.#controller = controller;
      if (this.#reason) controller.abort(this.#reason);
      else this.onEnd((reason) => controller.abort(reason));
    }
    return this.#controller.signal;
  }

  /** Returns a function that removes the listener. */
  onEnd(listener: (reason: DatabaseError) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Settles as the promise does, or rejects when the lifetime ends. Then it ignores what the promise does. */
  race<Value>(promise: Promise<Value>): Promise<Value> {
    // Every statement passes here: one promise, and no more of them.
    return new Promise((resolve, reject) => {
      if (this.#reason) reject(this.#reason);
      const listeners = this.#listeners;
      listeners.add(reject);
      const settled = (settle: () => void): void => {
        listeners.delete(reject);
        settle();
      };
      void promise.then(
        (value) => settled(() => resolve(value)),
        (error: unknown) => settled(() => reject(error)),
      );
    });
  }

  /** Time stands still while it is the program's turn, as between two batches of a stream. */
  rest(): void {
    clearTimeout(this.#timer ?? undefined);
  }

  /** The whole time from now. */
  goOn(): void {
    this.rest();
    const ms = this.#ms;
    if (ms > 0) this.#timer = setTimeout(() => this.#end(outOfTime(ms)), ms).unref();
  }

  /** The answer is made. */
  done(): void {
    this.rest();
    this.outer?.removeEventListener('abort', this.#stop);
    this.#listeners.clear();
  }

  #end(reason: DatabaseError): void {
    if (this.#reason) return;
    this.#reason = reason;
    const listeners = [...this.#listeners];
    this.done();
    for (const listener of listeners) listener(reason);
  }
}

function outOfTime(ms: number): DatabaseError {
  return new DatabaseError('TIMEOUT', `The request did not finish within ${ms} ms.`);
}

/** Settles as the promise does, or rejects with `TIMEOUT`. `ms` 0: whenever it settles. */
export async function inTime<Value>(ms: number, promise: Promise<Value>): Promise<Value> {
  const lifetime = new Lifetime(null, ms);
  return lifetime.race(promise).finally(() => lifetime.done());
}
