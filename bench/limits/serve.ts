/** Bare node:http, the least that a server of JSON over POST can do. It prints its address. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OperationName, Variables } from '../operations.ts';

/** Returns the value of `data` as JSON text. */
export type Answerer = (variables: Variables) => Promise<string>;

export function serveBare(answerers: Readonly<Record<OperationName, Answerer>>): void {
  serve(async (body) => {
    const { operationName, variables } = JSON.parse(body) as { operationName: OperationName; variables: Variables };
    return `{"data":${await answerers[operationName](variables)}}`;
  });
}

export function serve(answer: (body: string) => string | Promise<string>): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      Promise.resolve(Buffer.concat(chunks).toString())
        .then(answer)
        .then(
          (text) => send(response, 200, text),
          (error: unknown) => send(response, 500, String(error)),
        );
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    console.log(`http://127.0.0.1:${port}/graphql`);
  });
}

function send(response: ServerResponse, status: number, text: string): void {
  const bytes = Buffer.from(text);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}
