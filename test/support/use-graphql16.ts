/**
 * Preloaded by `npm run test:graphql16`: every import of graphql, by the gateway or by a library, as an ES module or as
 * CommonJS, gets the one copy of graphql 16. Loading a file of the other copy is an error, because two copies in one
 * process work only by chance.
 */
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const entry = import.meta.resolve('graphql16');
const anyCopy = /\/node_modules\/graphql(16)?\//;
const project = new URL('../../node_modules/', import.meta.url).href;

registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    // A test asks for the path of a strange copy, which nobody loads.
    if (!resolved.url.startsWith(project)) return resolved;
    if (!anyCopy.test(resolved.url) || anyCopy.test(context.parentURL ?? '')) return resolved;
    if (specifier.startsWith('graphql/')) return nextResolve(specifier.replace('graphql/', 'graphql16/'), context);
    // A `require` takes paths and no URLs.
    return nextResolve(context.conditions.includes('require') ? fileURLToPath(entry) : entry, context);
  },
  load(url, context, nextLoad) {
    if (url.includes('/node_modules/graphql/')) throw new Error(`A second copy of graphql is loaded: ${url}`);
    return nextLoad(url, context);
  },
});
