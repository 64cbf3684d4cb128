import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createYoga, type YogaServerOptions } from 'graphql-yoga';

/** GraphQL Yoga with the settings of production. It prints its address. */
export function serveYoga<Context extends object>({ schema, context }: YogaServerOptions<object, Context>): void {
  const yoga = createYoga({ schema, context, logging: false, graphiql: false, landingPage: false });
  const server = createServer(yoga);
  server.listen(0, '127.0.0.1', () =>
    console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`),
  );
}
