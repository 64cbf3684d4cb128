/** Imported before a program, so that it does not find the optional packages, as if they were not installed. */
import { registerHooks } from 'node:module';
import manifest from '../../package.json' with { type: 'json' };

const optional = Object.keys(manifest.peerDependenciesMeta);

registerHooks({
  resolve(specifier, context, next) {
    if (!optional.includes(specifier)) return next(specifier, context);
    throw Object.assign(new Error(`Cannot find package '${specifier}'`), { code: 'ERR_MODULE_NOT_FOUND' });
  },
});
