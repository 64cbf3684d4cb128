import type { EntityTypes } from './entity-types.ts';
import type { TypedConfig } from './typed-config.ts';
import type { ConfigOptions } from './read-config.ts';

/** Gives an editor the types of a configuration file: `export default defineConfig({ … })`. */
export function defineConfig(config: ConfigOptions): ConfigOptions;
/** Takes the types that `espalier types` writes, `defineConfig<Entities>({ … })`, so that a misspelt column does not compile. */
export function defineConfig<Entities extends EntityTypes<Entities>>(config: TypedConfig<Entities>): ConfigOptions;
export function defineConfig(config: object): object {
  return config;
}
