/** A proxy to PostgreSQL that adds distance or watches the traffic. It runs in the process of the bench. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface ProxyOptions {
  /** Added to every round trip: the bytes of the client are held back for so long. */
  readonly delayMs?: number;
  /** Called once per connection. The returned function gets the bytes of the client. */
  readonly watch?: () => (bytes: Buffer) => void;
}

export interface Proxy {
  readonly url: string;
  close(): void;
}

export function startProxy(databaseUrl: string, { delayMs = 0, watch }: ProxyOptions): Promise<Proxy> {
  const upstreamUrl = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: upstreamUrl.hostname, port: Number(upstreamUrl.port || 5432), noDelay: true });
    const look = watch?.();
    // Timers of one length end in the order in which they began.
    const send = (bytes: Buffer): unknown =>
      delayMs > 0 ? setTimeout(() => upstream.write(bytes), delayMs) : upstream.write(bytes);
    client.on('data', (bytes: Buffer) => {
      look?.(bytes);
      send(bytes);
    });
    upstream.on('data', (bytes: Buffer) => client.write(bytes));
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(socket);
          other.destroy();
        });
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const url = new URL(databaseUrl);
      url.hostname = '127.0.0.1';
      url.port = `${(server.address() as AddressInfo).port}`;
      const close = (): void => {
        server.close();
        for (const socket of sockets) socket.destroy();
      };
      resolve({ url: url.href, close });
    });
  });
}
