/**
 * From Yoga's answer to Node's response. Yoga's own adapter does the same, but where a hook throws, it answers with the stack.
 */
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

export async function sendResponse(answer: Response, response: ServerResponse): Promise<void> {
  // The client has gone, or a hook has answered by itself.
  if (response.destroyed || response.writableEnded) return;
  // Yoga spells its headers in two ways.
  for (const [name, value] of answer.headers) response.appendHeader(name.toLowerCase(), value);
  response.writeHead(answer.status, answer.statusText);
  if (Number(answer.headers.get('content-length')) > 0) response.end(await answer.bytes());
  else if (answer.body === null) response.end();
  else await pipeline(answer.body, response).catch(ignoreClosed);
}

/** A client may leave before a stream ends. */
function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
}

/** The answer to a request that something unforeseen has happened to. An answer that has begun is cut off. */
export function sendFailure(error: { toJSON(): unknown }, response: ServerResponse): void {
  if (response.headersSent) return void response.destroy();
  const body = Buffer.from(JSON.stringify({ errors: [error] }));
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.writeHead(500, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
  response.end(body);
}
