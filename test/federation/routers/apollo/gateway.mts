/**
 * Apollo Gateway over the subgraphs on the command line: `node gateway.mts '{"users":"http://…"}'`. It prints its URL.
 */
import { ApolloGateway, IntrospectAndCompose } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

const subgraphs = Object.entries(JSON.parse(process.argv[2] ?? '{}')).map(([name, url]) => ({
  name,
  url: String(url),
}));
const gateway = new ApolloGateway({ supergraphSdl: new IntrospectAndCompose({ subgraphs }) });
const { url } = await startStandaloneServer(new ApolloServer({ gateway }), { listen: { host: '127.0.0.1', port: 0 } });
console.log(url);
