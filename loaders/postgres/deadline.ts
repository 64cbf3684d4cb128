/** Waits no longer than it should. */

export interface Deadline {
  /** 0: none. */
  readonly ms: number;
  readonly timeout: () => Error;
  readonly signal?: AbortSignal | null;
  readonly aborted?: () => Error;
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
