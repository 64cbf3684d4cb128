import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
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
  "NestJS's HTTP adapter, with its parser": async () => {
    class Application {
      readonly name = 'application';
    }
    Module({})(Application);
    const app = await NestFactory.create(Application, { logger: false });
    app.use('/graphql', gateway.handler);
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address();
    return { url: `http://127.0.0.1:${port}`, close: () => app.close() };
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

/** The event of an API Gateway with payload 2.0, as far as a handler reads it. */
interface LambdaEvent {
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly requestContext: { readonly http: { readonly method: string } };
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

async function lambda(event: LambdaEvent): Promise<{ statusCode: number; headers: object; body: string }> {
  const { method } = event.requestContext.http;
  const body = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64') : event.body;
  const url = `https://${event.headers['host']}${event.rawPath}?${event.rawQueryString}`;
  const response = await gateway.fetch(new Request(url, { method, headers: event.headers, body: body ?? null }));
  return { statusCode: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}

describe('the gateway behind functions of requests', () => {
  const books = { data: { books: [{ id: 1, title: 'Dune' }] } };

  test("Next's route handlers are answered, GET and POST", async () => {
    const GET = (request: Request): Promise<Response> => gateway.fetch(request);
    const POST = GET;
    const url = 'http://localhost:3000/graphql';
    const asked = new Request(`${url}?query=${encodeURIComponent('{ books { id title } }')}`);
    expect(await (await GET(asked)).json()).toEqual(books);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ query: '{ books { id title } }' });
    expect(await (await POST(new Request(url, { method: 'POST', headers, body }))).json()).toEqual(books);
  });

  test.each([
    ['as text', false],
    ['in base64', true],
  ])('an event of a Lambda with its body %s is answered', async (_name, isBase64Encoded) => {
    const body = JSON.stringify({ query: '{ books { id title } }' });
    const answer = await lambda({
      rawPath: '/graphql',
      rawQueryString: '',
      requestContext: { http: { method: 'POST' } },
      headers: { host: 'x.execute-api.eu-west-1.amazonaws.com', 'content-type': 'application/json' },
      body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
      isBase64Encoded,
    });
    expect([answer.statusCode, JSON.parse(answer.body)]).toEqual([200, books]);
  });

  test('another path is told with the path that the gateway serves', async () => {
    const response = await gateway.fetch(new Request('http://localhost/elsewhere'));
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('/graphql')]);
  });
});

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
