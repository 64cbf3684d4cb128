import { beforeAll, beforeEach } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { passTime } from './clock.ts';
import { query } from './database.ts';
import type { TestGateway } from './gateway.ts';
import { useDatabase } from './use-database.ts';

export interface ChangingDatabase {
  readonly url: string;
  readonly gateway: TestGateway;
}

/**
 * Opens a gateway over a database that tests change. Before each test everything is made again, and the facts that the
 * gateway had of changes are out of date.
 */
export function useChangingDatabase(tables: string, config: ConfigOptions): ChangingDatabase {
  const database = useDatabase(tables);
  let gateway: TestGateway | null = null;
  beforeAll(async () => {
    gateway = await database.open(config);
  });
  beforeEach(async () => {
    passTime(1000);
    for (const sql of ['drop schema public cascade', 'create schema public', tables]) await query(database.url, sql);
  });
  return {
    get url() {
      return database.url;
    },
    get gateway() {
      if (!gateway) throw new Error('the gateway is not open yet');
      return gateway;
    },
  };
}
