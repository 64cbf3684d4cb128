/**
 * The gateway as a handler in a framework: Express, Fastify, Koa, NestJS. Its parser may have read the body before, and other
 * handlers may wait for what the gateway does not serve.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pathOf } from './probes.ts';

/** A listener of Node, or a middleware of a framework. */
export type Handler = (request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void) => void;

type Listener = (request: IncomingMessage, response: ServerResponse, body: Buffer | undefined) => void;

const READ_BUT_LOST =
  'Something in front of the gateway has read the body of this request and has not left it in request.body. ' +
  'Mount the gateway before the body parser, or set request.body to what was parsed (Fastify: request.raw.body = request.body).';

/** A request whose body was read is answered from `request.body`, or told at once why it cannot be. `path`: where operations go. */
export function frameworkHandler(path: string, listener: Listener): Handler {
  const served = new Set([path, `${path}/`, '/health', '/readiness', '/metrics']);
  return (request, response, next) => {
    if (next && !served.has(pathOf(addressOf(request)))) return next();
    const parsed: unknown = Reflect.get(request, 'body');
    const wasRead = request.readableEnded || request.readableDidRead;
    if (!wasRead && (parsed === undefined || !hasBody(request))) {
      listener(request, response, undefined);
    } else if (parsed === undefined) refuse(response);
    else listener(request, response, bytesOf(parsed));
  };
}

/** Express shortens `url` by the path at which a handler is mounted, and keeps the whole one. */
function addressOf(request: IncomingMessage): string {
  const original: unknown = Reflect.get(request, 'originalUrl');
  return typeof original === 'string' ? original : (request.url ?? '');
}

/** Parsers leave an empty object where a request has no body. */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function bytesOf(parsed: unknown): Buffer {
  if (parsed instanceof Uint8Array) return Buffer.from(parsed);
  return Buffer.from(typeof parsed === 'string' ? parsed : JSON.stringify(parsed));
}

function refuse(response: ServerResponse): void {
  const body = JSON.stringify({ errors: [{ message: READ_BUT_LOST, extensions: { code: 'BODY_ALREADY_READ' } }] });
  response.writeHead(500, { 'content-type': 'application/json; charset=utf-8' }).end(body);
}
