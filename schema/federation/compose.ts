/** Composes the subgraph with others, as a router's schema registry would. */
import { parse } from 'graphql';
import { messageOf } from '../util/message-of.ts';
import { importFailure } from '../util/optional-package.ts';

export interface SubgraphSdl {
  readonly name: string;
  readonly sdl: string;
}

/** Gives the errors of composition, none where the subgraphs make a supergraph. */
export async function compositionErrors(subgraphs: readonly SubgraphSdl[]): Promise<readonly string[]> {
  const services: { name: string; typeDefs: ReturnType<typeof parse> }[] = [];
  const errors: string[] = [];
  for (const { name, sdl } of subgraphs) {
    if (/\benum join__Graph\b/.test(sdl)) {
      errors.push(`[${name}] is a supergraph; give the SDL of each of its subgraphs, separated by commas.`);
      continue;
    }
    try {
      services.push({ name, typeDefs: parse(sdl) });
    } catch (error) {
      errors.push(`[${name}] is not SDL: ${messageOf(error)}`);
    }
  }
  if (errors.length > 0) return errors;
  const { composeServices } = await importComposition('--compose');
  return (composeServices(services).errors ?? []).map(({ message }) => message);
}

/** The library takes several megabytes, and most gateways never compose. `feature` is what needs it. */
export async function importComposition(feature: string) {
  try {
    return await import('@theguild/federation-composition');
  } catch (error) {
    throw importFailure(error, '@theguild/federation-composition', feature);
  }
}
