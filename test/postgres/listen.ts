import net from 'node:net';

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts a server on a free port, whose clients may break off at any time. */
export async function listen(serve: (socket: net.Socket) => void): Promise<Listener> {
  const server = net.createServer((socket) => serve(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { port: address.port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
