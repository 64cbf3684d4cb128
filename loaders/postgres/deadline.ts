/** Waits no longer than it should. */

export interface Deadline {
  /** 0: none. */
  readonly ms: number;
  readonly timeout: () => Error;
  readonly signal?: AbortSignal | null;
  readonly aborted?: () => Error;
}

/**
 * A time-out for one thing after the other. Its timer is moved on rather than made anew, which for every flight of every
 * request is worth while, and it keeps no process alive.
 */
export class Watchdog {
  readonly ms: number;
  #timer: NodeJS.Timeout | null = null;
  #bark: (() => void) | null = null;

  /** `ms` 0: it sleeps. */
  constructor(ms: number) {
    this.ms = ms;
  }

  /** Guards from now on; whatever was guarded before is not any more. */
  guard(bark: () => void): void {
    if (this.ms === 0) return;
    this.#bark = bark;
    if (this.#timer) this.#timer.refresh();
    else this.#timer = setTimeout(() => this.#bark?.(), this.ms).unref();
  }

  leave(): void {
    this.#bark = null;
  }
}

/** Settles with the promise, or rejects when time is up or the signal aborts. The promise itself goes on. */
export function within<T>(promise: Promise<T>, { ms, timeout, signal, aborted = timeout }: Deadline): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => finish(() => reject(aborted()));
    const timer = ms > 0 ? setTimeout(() => finish(() => reject(timeout())), ms) : undefined;
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    promise.then(
      (value) => finish(() => resolve(value)),
      (error: unknown) => finish(() => reject(error)),
    );
  });
}
