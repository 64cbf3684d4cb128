/**
 * A response that exists as bytes already, dressed as an execution result. Yoga asks a result that has a `stringify`
 * for its body, and hands bytes on to the client as they are, at once or in pieces.
 */
import type { ExecutionResult } from 'graphql';
import type { Answer } from '../operation/executor-type.ts';

type Bytes = Exclude<Answer, ExecutionResult>;

interface WrittenResult extends ExecutionResult {
  readonly stringify: () => Bytes;
}

export function asResult(answer: Answer): ExecutionResult {
  return isBytes(answer) ? writtenResult(answer) : answer;
}

function isBytes(answer: Answer): answer is Bytes {
  return answer instanceof Uint8Array || Symbol.asyncIterator in answer;
}

/** `data` is never looked at; it says that the operation succeeded. */
function writtenResult(bytes: Bytes): WrittenResult {
  return { data: {}, stringify: () => bytes };
}
