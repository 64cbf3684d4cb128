import { afterAll, beforeAll } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, type TestDatabase } from './database.ts';
import { openGateway, type TestGateway } from './gateway.ts';

export interface UsedDatabase {
  readonly url: string;
  /** Opens a gateway that is closed after the tests. */
  open(config?: ConfigOptions): Promise<TestGateway>;
}

/** Opens a database for the tests of one file or of one `describe`. */
export function useDatabase(...sources: Parameters<typeof createDatabase>[0]): UsedDatabase {
  let database: TestDatabase | null = null;
  const opened: TestGateway[] = [];
  const url = (): string => {
    if (!database) throw new Error('the database is not there yet');
    return database.url;
  };
  beforeAll(async () => {
    database = await createDatabase(sources);
  });
  afterAll(async () => {
    await Promise.all(opened.map((gateway) => gateway.close()));
    await database?.drop();
  });
  return {
    get url() {
      return url();
    },
    open: async (config) => {
      const gateway = await openGateway(url(), config);
      opened.push(gateway);
      return gateway;
    },
  };
}
