/** The outcome of a load, or of the answer that needs it. A failure is a value, so that one place makes an answer of it. */
export type Outcome<Value> = Loaded<Value> | Failed;

export interface Loaded<Value> {
  readonly kind: 'loaded';
  readonly value: Value;
}

export interface Failed {
  readonly kind: 'failed';
  readonly error: unknown;
}

export function loaded<Value>(value: Value): Loaded<Value> {
  return { kind: 'loaded', value };
}

export function failed(error: unknown): Failed {
  return { kind: 'failed', error };
}

/** Never rejects. */
export function outcomeOf<Value>(promise: Promise<Value>): Promise<Outcome<Value>> {
  return promise.then(loaded, failed);
}
