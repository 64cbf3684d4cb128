/** A proxy between the gateway and PostgreSQL that disturbs the network on request. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { listen } from './listen.ts';

export interface Proxy {
  /** The URL of the database through the proxy. */
  readonly url: string;
  /** Forwards nothing more in either direction and closes nothing, like a black hole. */
  swallow(): void;
  /** The same for the existing connections. Later ones work. */
  hang(): void;
  /** The existing connections turn out to be cut at their next use. Later ones work. */
  forget(): void;
  /** Cuts all connections with a TCP reset. */
  reset(): void;
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** If set, the proxy answers the request for TLS and speaks it. */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
  /** The bytes per write towards the client. */
  readonly pieceLength?: number;
}

const SSL_REQUEST_LENGTH = 8;

export async function startProxy(databaseUrl: string, options: ProxyOptions = {}): Promise<Proxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<net.Socket>();
  let swallowing = false;
  const hung = new Set<net.Socket>();
  const forgotten = new Set<net.Socket>();
  const relay = (client: net.Socket): void => {
    const isDead = (): boolean => swallowing || hung.has(upstream);
    const upstream = net.connect(Number(target.port || 5432), target.hostname);
    sockets.add(upstream);
    upstream.on('error', () => {}).on('close', () => (sockets.delete(upstream), isDead() || client.destroy()));
    client.on('error', () => {}).on('close', () => isDead() || upstream.destroy());
    client.on('data', (bytes: Buffer) => {
      if (forgotten.has(upstream)) client.resetAndDestroy();
      else if (!isDead()) upstream.write(bytes);
    });
    upstream.on('data', (bytes: Buffer) => isDead() || writePieces(client, bytes, options.pieceLength));
  };
  const server = await listen((client) => {
    client.setNoDelay(true);
    sockets.add(client);
    client.on('close', () => sockets.delete(client));
    if (options.tls) acceptTls(client, options.tls, relay);
    else relay(client);
  });
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = `${server.port}`;
  return {
    url: url.href,
    swallow: () => (swallowing = true),
    hang: () => sockets.forEach((socket) => hung.add(socket)),
    forget: () => sockets.forEach((socket) => forgotten.add(socket)),
    reset: () => sockets.forEach((socket) => socket.resetAndDestroy()),
    close() {
      sockets.forEach((socket) => socket.destroy());
      return server.close();
    },
  };
}

function writePieces(socket: net.Socket, bytes: Buffer, pieceLength = bytes.length): void {
  for (let at = 0; at < bytes.length; at += pieceLength) socket.write(bytes.subarray(at, at + pieceLength));
}

function acceptTls(
  client: net.Socket,
  { key, cert }: NonNullable<ProxyOptions['tls']>,
  relay: (client: net.Socket) => void,
): void {
  client.once('data', (request: Buffer) => {
    if (request.length !== SSL_REQUEST_LENGTH) return client.destroy();
    client.write('S');
    relay(new TLSSocket(client, { isServer: true, key, cert }));
  });
}

/** Makes a certificate for 127.0.0.1 that nobody trusts, or returns null where there is no openssl. */
export function selfSignedCertificate(): { key: Buffer; cert: Buffer } | null {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-tls-'));
  try {
    const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
    execFileSync('openssl', ['req', '-x509', ...key, '-out', certFile, '-days', '2', ...subject], { stdio: 'ignore' });
    return { key: readFileSync(keyFile), cert: readFileSync(certFile) };
  } catch {
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
