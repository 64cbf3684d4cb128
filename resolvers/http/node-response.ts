/**
 * From Yoga's answer to Node's response. Yoga's own adapter does the same, but where a hook throws, it answers with the stack.
 */
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { giveBuffer } from '../../loaders/rows/buffer-pool.ts';

/** How bodies of a known length are sent. */
interface Sender {
  admits(size: number): boolean;
  send(bytes: Uint8Array, response: ServerResponse, sent: () => void): void;
  pieces(body: AsyncIterable<Uint8Array>, response: ServerResponse): AsyncIterable<Uint8Array>;
}

/** `isOurs`: nobody else has seen the answer, so that its buffer may be used again when it is sent. */
export async function sendResponse(
  answer: Response,
  response: ServerResponse,
  { isOurs, answers }: { readonly isOurs: boolean; readonly answers: Sender },
): Promise<void> {
  // The client has gone, or a hook has answered by itself.
  if (response.destroyed || response.writableEnded) return;
  const bytes = Number(answer.headers.get('content-length')) > 0 ? await answer.bytes() : null;
  if (response.destroyed) return;
  const give = (): void => void (isOurs && bytes && giveBuffer(bytes));
  // Nothing may come between being admitted and being counted.
  if (bytes && !answers.admits(bytes.byteLength)) {
    give();
    return sendBusy(response);
  }
  // Yoga spells its headers in two ways.
  for (const [name, value] of answer.headers) response.appendHeader(name.toLowerCase(), value);
  // We gave up reading this body, and Node reads no more of it either.
  if (!response.req.complete && response.req.readableDidRead) response.setHeader('connection', 'close');
  response.writeHead(answer.status, answer.statusText);
  if (bytes) answers.send(bytes, response, give);
  else if (answer.body === null) response.end();
  else await pipeline(answers.pieces(answer.body, response), response).catch(ignoreClosed);
}

/** A client may leave before a stream ends. */
function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
}

/** Node writes a head and a text as one piece, a head and bytes as two, which takes longer until bytes are many. */
const MAX_AS_TEXT = 4 * 1024;

/** The whole body. `sent` is called when the bytes are needed no more, and not at all where the client leaves before. */
export function endWith(bytes: Uint8Array, response: ServerResponse, sent: () => void): void {
  if (bytes.byteLength <= MAX_AS_TEXT) response.end(latin1(bytes), 'latin1');
  else response.end(bytes, sent);
}

/** One character per byte, which Node writes as that byte again. */
function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}

/** Too many answers wait for clients who do not read them. */
export function sendBusy(response: ServerResponse): void {
  const message = 'Too many large answers are being sent. Try again, or ask for less.';
  const body = Buffer.from(JSON.stringify({ errors: [{ message, extensions: { code: 'UNAVAILABLE' } }] }));
  const type = 'application/json; charset=utf-8';
  response.writeHead(503, { 'content-type': type, 'content-length': body.length, 'retry-after': '1' });
  response.end(body);
}

/** The answer to a request that something unforeseen has happened to. An answer that has begun is cut off. */
export function sendFailure(error: { toJSON(): unknown }, response: ServerResponse): void {
  if (response.headersSent) return void response.destroy();
  const body = Buffer.from(JSON.stringify({ errors: [error] }));
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.writeHead(500, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
  response.end(body);
}
