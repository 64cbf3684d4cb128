/** The HTTP side over a small schema without a database. */
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema, execute } from 'graphql';
import { pino } from 'pino';
import type { RequestContext, Responder } from '../../resolvers/operation/executor-type.ts';
import { readConfig } from '../../schema/config/read-config.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { closeGracefully, createHttpServer } from '../../server/http-server.ts';
import type { HttpTimeouts } from '../../server/http-server.ts';
import { createErrorLog } from '../../server/boot/log.ts';
import { WaitingAnswers } from '../../resolvers/http/waiting-answers.ts';
import { createEndpoint } from '../../resolvers/http/yoga.ts';
import type { YogaParts } from '../../resolvers/http/yoga.ts';

const toySchema = buildSchema(/* GraphQL */ `
  scalar JSON
  type Query {
    hello: String
    echo(text: String, number: Int, json: JSON): String
    items(first: Int): [Item!]!
    fail: String
    paint(colour: Colour): String
    wait: String
    shelf(where: ShelfWhere): String
  }
  input ShelfWhere {
    and: [ShelfWhere!]
    size: IntOperators
  }
  input IntOperators {
    eq: Int
    in: [Int!]
  }
  enum Colour {
    RED
    BLUE
  }
  type Item {
    id: Int!
    item: Item
    items: [Item!]!
  }
`);

export interface ToyServer {
  readonly url: string;
  readonly origin: string;
  readonly server: Server;
  /** The contexts of the operations that were executed. */
  readonly executed: RequestContext[];
  /** The lines of the log. */
  readonly logged: string[];
  post(query: string, init?: { headers?: Record<string, string>; variables?: unknown }): Promise<Answer>;
  raw(init: RequestInit & { path?: string }): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the server sent
  readonly json: any;
}

export interface ToyOptions {
  readonly config?: ConfigOptions;
  readonly env?: Record<string, string>;
  readonly resolvers?: Record<string, (args: Record<string, unknown>, context: RequestContext) => unknown>;
  readonly timeouts?: HttpTimeouts;
  readonly parts?: Partial<YogaParts>;
}

export async function startToyServer(options: ToyOptions = {}): Promise<ToyServer> {
  const executed: RequestContext[] = [];
  const logged: string[] = [];
  const execution: Responder = async ({ context, ...args }) => {
    executed.push(context);
    const rootValue = { hello: 'world', echo: (given: object) => JSON.stringify(given), ...options.resolvers };
    return execute({ ...args, schema: toySchema, rootValue, contextValue: context });
  };
  const config = readConfig({ file: options.config ?? {}, env: options.env ?? {} });
  const { handler } = createEndpoint({
    schema: toySchema,
    respond: execution,
    config,
    isReady: async () => true,
    answers: new WaitingAnswers(config.limits.waitingBytes),
    logError: createErrorLog(pino({ level: 'debug' }, { write: (line: string) => logged.push(line) })),
    pages: [],
    plugins: [],
    ...options.parts,
  });
  const listener: RequestListener = handler;
  const server = createHttpServer(listener, options.timeouts);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const raw = async ({ path = '/graphql', ...init }: RequestInit & { path?: string }): Promise<Answer> => {
    const response = await fetch(origin + path, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parseJson(text) };
  };
  return {
    url: `${origin}/graphql`,
    origin,
    server,
    executed,
    logged,
    raw,
    post: (query, { headers = {}, variables } = {}) =>
      raw({
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      }),
    close: () => closeGracefully(server, 0),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
