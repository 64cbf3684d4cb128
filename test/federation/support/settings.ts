/** The subgraph of a database under settings of federation. */
import { afterAll, beforeAll } from 'vitest';
import type { PostgresDatabase } from '../../../loaders/postgres/open-database.ts';
import { buildSchema } from '../../../schema/build-schema.ts';
import { checkSubgraph } from '../../../schema/federation/check-sdl.ts';
import type { FederationOptions } from '../../../schema/config/federation/federation-settings.ts';
import { readConfig } from '../../../schema/config/read-config.ts';
import { modelOf } from '../../../server/gateway.ts';
import { open } from '../../postgres/support.ts';
import { createDatabase, type TestDatabase } from '../../support/database.ts';

/** Returns a function that gives the SDL, or throws a ConfigError with every mistake. */
export function useSubgraph(): (federation: FederationOptions | boolean) => Promise<string> {
  let database: TestDatabase | null = null;
  let opened: PostgresDatabase | null = null;
  beforeAll(async () => {
    database = await createDatabase([new URL('../../fixtures/federation.sql', import.meta.url)]);
    opened = open(database.url);
  });
  afterAll(async () => {
    await opened?.close();
    await database?.drop();
  });
  return async (federation) => {
    if (!opened) throw new Error('the database is not open');
    const config = readConfig({ file: { federation }, fileName: 'espalier.config.ts' });
    const model = await modelOf(opened, config);
    const schema = buildSchema(model, { loadDirective: true, federation: config.federation });
    await checkSubgraph(schema, config.federation);
    return schema.sdl?.() ?? '';
  };
}
