/**
 * A response that exists as bytes already, dressed as an execution result. Yoga asks a result that has a `stringify`
 * for its body, and hands bytes on to the client as they are.
 */
import type { ExecutionResult } from 'graphql';

interface WrittenResult extends ExecutionResult {
  readonly stringify: () => Uint8Array;
}

/** `data` is never looked at; it says that the operation succeeded. */
export function writtenResult(bytes: Uint8Array): WrittenResult {
  return { data: {}, stringify: () => bytes };
}
