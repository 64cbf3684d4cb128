/**
 * From Yoga's answer to Node's response. Yoga's own adapter does the same, but where a hook throws, it answers with the stack.
 */
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { giveBuffer } from '../../loaders/sql/buffer-pool.ts';

/** `isOurs`: nobody else has seen the answer, so that its buffer may be used again when it is sent. */
export async function sendResponse(answer: Response, response: ServerResponse, isOurs: boolean): Promise<void> {
  // The client has gone, or a hook has answered by itself.
  if (response.destroyed || response.writableEnded) return;
  // Yoga spells its headers in two ways.
  for (const [name, value] of answer.headers) response.appendHeader(name.toLowerCase(), value);
  // Of a body whose reading was given up, Node reads no more either.
  if (!response.req.complete && response.req.readableDidRead) response.setHeader('connection', 'close');
  response.writeHead(answer.status, answer.statusText);
  if (Number(answer.headers.get('content-length')) > 0) {
    const bytes = await answer.bytes();
    endWith(bytes, response, () => isOurs && giveBuffer(bytes));
  } else if (answer.body === null) response.end();
  else await pipeline(answer.body, response).catch(ignoreClosed);
}

/** A client may leave before a stream ends. */
function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
}

/** Node writes a head and a text as one piece, a head and bytes as two, which takes longer until bytes are many. */
const MOST_AS_TEXT = 4 * 1024;

/** The whole body. `sent` is called when the bytes are needed no more, and not at all where the client leaves before. */
export function endWith(bytes: Uint8Array, response: ServerResponse, sent: () => void): void {
  if (bytes.byteLength <= MOST_AS_TEXT) response.end(latin1(bytes), 'latin1');
  else response.end(bytes, sent);
}

/** One character per byte, which Node writes as that byte again. */
function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}

/** The answer to a request that something unforeseen has happened to. An answer that has begun is cut off. */
export function sendFailure(error: { toJSON(): unknown }, response: ServerResponse): void {
  if (response.headersSent) return void response.destroy();
  const body = Buffer.from(JSON.stringify({ errors: [error] }));
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.writeHead(500, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
  response.end(body);
}
