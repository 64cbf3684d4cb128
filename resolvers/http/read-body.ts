/** The body of a request, of Node's kind or of the Web's, and no more of it than may be. */
import type { IncomingMessage } from 'node:http';
import type { NodeContext } from './request-state.ts';

/** Why there is no body. */
type NoBody = 'too large' | 'ended early';

export type Body = Uint8Array | NoBody;

export type BodyReader = (request: Request, context: NodeContext, maxBytes: number) => Promise<Body>;

/** A stream of the Web over a request of Node costs a multiple of this. */
export function readNodeBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | NoBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer): void => {
      length += chunk.byteLength;
      chunks.push(chunk);
      if (length <= maxBytes) return;
      request.off('data', take).pause();
      resolve('too large');
    };
    request.on('data', take);
    request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] ?? 'ended early') : Buffer.concat(chunks)));
    request.once('close', () => request.complete || resolve('ended early'));
  });
}

export async function readWebBody({ body }: Request, maxBytes: number): Promise<Body> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Not `for await`: leaving that destroys the connection, and the client would never read why.
  const reader = body?.getReader();
  try {
    for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
      length += read.value.byteLength;
      if (length > maxBytes) return 'too large';
      chunks.push(read.value);
    }
  } catch {
    return 'ended early';
  }
  return Buffer.concat(chunks);
}
