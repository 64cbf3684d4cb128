import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGateway, type EmbeddedGateway } from '../../index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let gateway: EmbeddedGateway;
beforeAll(async () => {
  database = await createDatabase([
    `create table books (id int primary key, title text); insert into books values (1, 'Dune')`,
  ]);
  gateway = await createGateway({ database: { url: database.url }, server: { logLevel: 'silent' } });
});
afterAll(async () => {
  await gateway.close();
  await database.drop();
});

/** A server around what a framework makes, and how it is closed. */
interface Served {
  readonly url: string;
  close(): Promise<unknown>;
}

function listening(server: Server): Promise<Served> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address() as AddressInfo;
      resolve({ url: `http://127.0.0.1:${address.port}`, close: () => new Promise((done) => server.close(done)) });
    });
  });
}

const plain = (listener: RequestListener): Promise<Served> => listening(createServer(listener));

const FRAMEWORKS: Readonly<Record<string, () => Promise<Served>>> = {
  "Node's http": () => plain(gateway.handler),
  'Express without a parser': () => {
    const app = express();
    app.use('/graphql', gateway.handler);
    return plain(app);
  },
  'Express behind express.json()': () => {
    const app = express();
    app.use(express.json());
    app.use('/graphql', gateway.handler);
    return plain(app);
  },
  'Fastify with its default parser': async () => {
    const app = fastify();
    app.all('/graphql', (request, reply) => {
      reply.hijack();
      gateway.handler(Object.assign(request.raw, { body: request.body }), reply.raw);
    });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    return { url, close: () => app.close() };
  },
  Hono: () => {
    const app = new Hono();
    app.all('/graphql', (context) => gateway.fetch(context.req.raw));
    return plain(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method = 'GET', url = '/' } = request;
      const headers = new Headers(request.headers as Record<string, string>);
      const answer = await app.fetch(
        new Request(`http://127.0.0.1${url}`, {
          method,
          headers,
          ...(method === 'POST' && { body: Buffer.concat(chunks) }),
        }),
      );
      response
        .writeHead(answer.status, Object.fromEntries(answer.headers))
        .end(Buffer.from(await answer.arrayBuffer()));
    });
  },
  Koa: () => {
    const app = new Koa();
    app.use((context) => {
      context.respond = false;
      gateway.handler(context.req, context.res);
    });
    return plain(app.callback());
  },
};

async function ask(url: string, query: string): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(10_000),
  });
}

describe('the gateway in a framework', () => {
  test.each(Object.keys(FRAMEWORKS))('%s is answered, twice by one server', async (name) => {
    const served = await FRAMEWORKS[name]?.();
    if (!served) throw new Error(name);
    try {
      for (let round = 0; round < 2; round++) {
        const response = await ask(served.url, '{ books { id title } }');
        expect(await response.json()).toEqual({ data: { books: [{ id: 1, title: 'Dune' }] } });
      }
    } finally {
      await served.close();
    }
  });

  test('a body that was read and not left anywhere is told by name, and does not hang', async () => {
    const served = await plain((request, response) => {
      request.resume();
      request.once('end', () => gateway.handler(request, response));
    });
    try {
      const response = await ask(served.url, '{ books { id } }');
      expect(response.status).toBe(500);
      expect(await response.text()).toContain('Mount the gateway before the body parser');
    } finally {
      await served.close();
    }
  });

  test('a path that the gateway does not serve goes on to the next handler', async () => {
    const app = express();
    app.use(gateway.handler);
    app.get('/own', (_request, response) => void response.send('own'));
    const served = await plain(app);
    try {
      expect(await (await fetch(`${served.url}/own`)).text()).toBe('own');
      expect((await ask(served.url, '{ books { id } }')).status).toBe(200);
    } finally {
      await served.close();
    }
  });
});
