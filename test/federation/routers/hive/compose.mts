/** Composes the subgraphs on the command line: `node compose.mts '{"users":"http://…"}' supergraph.graphql`. */
import { writeFile } from 'node:fs/promises';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

const services = await Promise.all(
  Object.entries(JSON.parse(process.argv[2] ?? '{}')).map(async ([name, url]) => {
    const response = await fetch(String(url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ _service { sdl } }' }),
    });
    const { data } = await response.json();
    return { name, url: String(url), typeDefs: parse(data._service.sdl) };
  }),
);
const { supergraphSdl, errors } = composeServices(services);
if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
await writeFile(process.argv[3] ?? 'supergraph.graphql', supergraphSdl);
