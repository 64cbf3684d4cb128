import type { Socket } from 'node:net';

/**
 * A fact about a connection and not about a request: an answer ends early only with its socket. Requests that follow each other, and those that are sent at once,
 * share the one signal and its one listener.
 */
const signals = new WeakMap<Socket, AbortSignal>();

/** Aborted when the client goes. */
export function abortedWith(socket: Socket): AbortSignal {
  const cached = signals.get(socket);
  if (cached) return cached;
  const controller = new AbortController();
  signals.set(socket, controller.signal);
  socket.once('close', () => controller.abort());
  return controller.signal;
}
