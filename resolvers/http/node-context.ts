import type { IncomingMessage, ServerResponse } from 'node:http';

/** What Yoga is given along with a request that came by Node's `http`. */
export interface NodeContext {
  readonly req?: IncomingMessage;
  readonly res?: ServerResponse;
}
