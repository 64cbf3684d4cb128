/**
 * A configuration that imports `espalier` gets the program that reads it, and with `graphql` that program's copy. The file may stand
 * in a folder that has neither, or copies of its own.
 */
import module from 'node:module';
import { extname } from 'node:path';

const OWN = new URL(`../../index${extname(import.meta.url)}`, import.meta.url).href;
let isRegistered = false;

export function provideOwnImports(): void {
  // Node before 22.15 has no such hooks: there the configuration finds what is installed beside it.
  if (isRegistered || !('registerHooks' in module)) return;
  isRegistered = true;
  module.registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'espalier') return { url: OWN, shortCircuit: true };
      const isUsers = specifier === 'graphql' && !context.parentURL?.includes('/node_modules/');
      return next(specifier, isUsers ? { ...context, parentURL: import.meta.url } : context);
    },
  });
}
