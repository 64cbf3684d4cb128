/** Gateways and small subgraphs over HTTP, as a router sees them. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GraphQLSchema } from 'graphql';
import { createSchema, createYoga } from 'graphql-yoga';
import { pino } from 'pino';
import { type ConfigOptions, readConfig } from '../../../schema/config/read-config.ts';
import { openGateway } from '../../../server/gateway.ts';

export interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts Espalier over a database. */
export async function startEspalier(databaseUrl: string, file: ConfigOptions): Promise<Running> {
  const database = { ...file.database, url: databaseUrl };
  const config = readConfig({ file: { ...file, database }, env: { NODE_ENV: 'production' } });
  const gateway = await openGateway(config, pino({ level: 'silent' }));
  const server = await listen(gateway.handler);
  return {
    url: `${server.url}/graphql`,
    stop: async () => {
      await server.stop();
      await gateway.close();
    },
  };
}

type Resolver = (parent: never, args: never) => unknown;

/** Starts a schema with resolvers that answers `_service` and `_entities` as the simplest subgraph does. */
export async function startSubgraph(
  sdl: string,
  resolvers: Readonly<Record<string, Readonly<Record<string, Resolver>>>>,
  resolveReference: (representation: Record<string, unknown>) => unknown,
): Promise<Running> {
  const entities = [...sdl.matchAll(/type (\w+)[^{]*@key/g)].map(([, name]) => name);
  const schema: GraphQLSchema = createSchema({
    typeDefs: `
      directive @key(fields: String!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
      directive @shareable on OBJECT | FIELD_DEFINITION
      directive @external on FIELD_DEFINITION
      directive @requires(fields: String!) on FIELD_DEFINITION
      scalar _Any
      type _Service { sdl: String! }
      union _Entity = ${entities.join(' | ')}
      ${sdl.replace(/^extend schema[^\n]*$/m, '').replaceAll('extend type Product', 'type Product')}
      extend type Query { _service: _Service! _entities(representations: [_Any!]!): [_Entity]! }
    `,
    resolvers: {
      ...resolvers,
      Query: {
        ...resolvers['Query'],
        _service: () => ({ sdl }),
        _entities: (_: unknown, args: { representations: Record<string, unknown>[] }) =>
          args.representations.map(resolveReference),
      },
    },
  });
  const server = await listen(createYoga({ schema, logging: false, graphqlEndpoint: '/graphql' }));
  return { ...server, url: `${server.url}/graphql` };
}

export async function listen(handler: RequestListener): Promise<Running> {
  const server: Server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { url, stop };
}

export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly path?: readonly unknown[] }[];
  readonly extensions?: unknown;
}

export async function ask(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

export async function sdlOf(url: string): Promise<string> {
  const { data } = await ask(url, '{ _service { sdl } }');
  return (data as { _service: { sdl: string } })._service.sdl;
}
