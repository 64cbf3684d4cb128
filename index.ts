export { defineConfig } from './schema/read-config.ts';
export type { ConfigFile } from './schema/read-config.ts';
export type { Config } from './schema/config.ts';
