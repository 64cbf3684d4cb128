/**
 * Node's HTTP server with time-outs for clients that send or read too slowly, and an orderly end.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { answerClass } from './answers.ts';

export interface HttpTimeouts {
  /** For a whole request, head and body. */
  readonly requestMs: number;
  /** How often that is checked. */
  readonly checkMs: number;
  /** For a connection on which nothing moves, such as one whose client does not read its answer. */
  readonly idleMs: number;
}

const defaultTimeouts: HttpTimeouts = { requestMs: 10_000, checkMs: 1_000, idleMs: 120_000 };

const stopping = new WeakSet<Server>();

/** Makes the server; it does not listen yet. */
export function createHttpServer(listener: RequestListener, timeouts: HttpTimeouts = defaultTimeouts): Server {
  const server: Server = createServer(
    {
      ServerResponse: answerClass(() => stopping.has(server)),
      requestTimeout: timeouts.requestMs,
      headersTimeout: timeouts.requestMs,
      connectionsCheckingInterval: timeouts.checkMs,
    },
    (request, response) => {
      if (hasAddress(request)) listener(request, response);
      else response.writeHead(400).end();
    },
  );
  server.setTimeout(timeouts.idleMs);
  return server;
}

/** These characters end the host in an address. Behind one, the rest of a host would be the path of another endpoint. */
const endOfHost = /[/?#\\@]/;

/** The one that was found good last: most requests have the same. */
let existing = { host: '', url: '' };

/** The handlers build a URL of host and path. */
function hasAddress({ headers, url = '' }: IncomingMessage): boolean {
  const host = headers.host || 'localhost';
  if (host === existing.host && url === existing.url) return true;
  if (endOfHost.test(host) || !URL.canParse(`http://${host}${url}`)) return false;
  existing = { host, url };
  return true;
}

/** Starts to listen and resolves with the port. The message of a failure names address and port. */
export function listen(server: Server, address: { readonly host: string; readonly port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(listenProblem(error, address), { cause: error })),
    );
    server.listen(address.port, address.host, () => {
      const bound = server.address();
      resolve(isAddressInfo(bound) ? bound.port : address.port);
    });
  });
}

function isAddressInfo(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

function listenProblem(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken; stop the program that uses it or choose another with --port.`;
    case 'EACCES':
      return `Port ${port} on ${host} is not allowed for this user; choose one above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${host}; choose another with --host.`;
    default:
      return `Cannot listen on ${host} port ${port}: ${error.message}`;
  }
}

const idleCheckMs = 50;

/**
 * Takes no new connections and lets open requests finish for a while; then it closes what is left, and handlers see that as an
 * abort. A kept connection stays for as long as its client was told it may use it, for a request may be on its way already. It
 * is answered, and that answer says close.
 */
export async function closeGracefully(server: Server, graceMs: number): Promise<void> {
  stopping.add(server);
  // The method of an HTTP server closes kept connections at once.
  const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
  const keptUntil = performance.now() + server.keepAliveTimeout;
  const closeIdle = setInterval(() => performance.now() > keptUntil && server.closeIdleConnections(), idleCheckMs);
  const closeAll = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(closeIdle);
  clearTimeout(closeAll);
  // Only the timer that looks for slow requests is left of the server.
  server.close();
}
