import { afterEach } from 'vitest';
import type { PostgresDatabase } from '../../loaders/postgres/open-database.ts';
import { type Proxy, startProxy } from './proxy.ts';
import { open } from './support.ts';

/** Pools and proxies that are closed after the test that opened them, the last one first. */
export function closedAfterEach(): {
  opened(...options: Parameters<typeof open>): PostgresDatabase;
  proxied(...options: Parameters<typeof startProxy>): Promise<Proxy>;
  closeLater(close: () => Promise<void>): void;
} {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  return {
    opened: (...options) => {
      const database = open(...options);
      closing.push(() => database.close());
      return database;
    },
    proxied: async (...options) => {
      const proxy = await startProxy(...options);
      closing.push(() => proxy.close());
      return proxy;
    },
    closeLater: (close) => void closing.push(close),
  };
}
