import type { Socket } from 'node:net';

const signals = new WeakMap<Socket, AbortSignal>();

/** Aborted when the client goes: an answer ends early only with its socket, so all requests of a socket share the signal. */
export function abortedWith(socket: Socket): AbortSignal {
  const cached = signals.get(socket);
  if (cached) return cached;
  const controller = new AbortController();
  signals.set(socket, controller.signal);
  socket.once('close', () => controller.abort());
  return controller.signal;
}
