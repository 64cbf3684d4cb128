/** The facts about one request that the stages of its answer share. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, Claims } from '../operation/executor-type.ts';
import type { Outcome } from '../operation/outcome.ts';

export interface RequestState {
  /** The body, where the fast lane has read it. */
  readonly body?: Buffer;
  /** The outcome of the operation, where the fast lane has tried to answer it. It must not be loaded again. */
  readonly outcome?: Outcome<Answer>;
  /** The claims of whoever asks, once they were asked for. */
  claims?: Claims;
}

/** A symbol, so that it meets no name of the program's own: this context is also the one of resolvers. */
const STATE = Symbol('request state');

/** The context that Yoga is given along with a request. */
export interface NodeContext {
  /** Present where the request came by Node's `http`. */
  readonly req?: IncomingMessage;
  readonly res?: ServerResponse;
  readonly [STATE]?: RequestState;
}

export function contextOf(state: RequestState, node: Pick<NodeContext, 'req' | 'res'> = {}): NodeContext {
  return { ...node, [STATE]: state };
}

/**
 * A Yoga of the program's own makes the context by itself, and may share one among requests: there the request is all that
 * hooks have in common.
 */
const statesOfOthers = new WeakMap<Request, RequestState>();

export function stateOf(request: Request, context: NodeContext): RequestState {
  const existing = context[STATE] ?? statesOfOthers.get(request);
  if (existing) return existing;
  const state: RequestState = {};
  statesOfOthers.set(request, state);
  return state;
}
