import type { Socket } from 'node:net';

const signals = new WeakMap<Socket, AbortSignal>();

/** Aborted when the client goes: an answer ends early only with its socket, so all requests of a socket share the signal. */
export function abortedWith(socket: Socket): AbortSignal {
  const known = signals.get(socket);
  if (known) return known;
  const controller = new AbortController();
  signals.set(socket, controller.signal);
  socket.once('close', () => controller.abort());
  return controller.signal;
}
