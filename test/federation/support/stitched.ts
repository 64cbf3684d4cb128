/** A federated gateway in this process, with composition and stitching from npm. */
import { buildHTTPExecutor } from '@graphql-tools/executor-http';
import { getStitchedSchemaFromSupergraphSdl } from '@graphql-tools/federation';
import { composeServices } from '@theguild/federation-composition';
import { type GraphQLSchema, parse } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { listen, type Running, sdlOf } from './subgraph.ts';

export interface Stitched extends Running {
  readonly schema: GraphQLSchema;
}

export async function startStitched(subgraphs: Readonly<Record<string, string>>): Promise<Stitched> {
  const services = await Promise.all(
    Object.entries(subgraphs).map(async ([name, url]) => ({ name, url, typeDefs: parse(await sdlOf(url)) })),
  );
  const composed = composeServices(services);
  if (!composed.supergraphSdl) throw new Error(composed.errors?.map(({ message }) => message).join('\n'));
  const schema = getStitchedSchemaFromSupergraphSdl({
    supergraphSdl: composed.supergraphSdl,
    batch: true,
    onSubschemaConfig: (config) => {
      config.executor = buildHTTPExecutor({ endpoint: config.endpoint });
    },
  });
  const server = await listen(createYoga({ schema, logging: false, maskedErrors: false, graphqlEndpoint: '/graphql' }));
  return { ...server, url: `${server.url}/graphql`, schema };
}
