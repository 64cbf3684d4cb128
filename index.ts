/** What an embedding program may import. */
export { createGateway } from './server/create-gateway.ts';
export type { EmbeddedGateway, GatewayOptions } from './server/create-gateway.ts';
export { defineConfig } from './schema/read-config.ts';
export type { ConfigFile } from './schema/read-config.ts';
export type { Config } from './schema/config.ts';
export { ConfigError } from './schema/setting-reader.ts';
export { DatabaseError } from './loaders/session/database.ts';
