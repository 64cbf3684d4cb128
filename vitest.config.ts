import { availableParallelism } from 'node:os';

import { defineConfig } from 'vitest/config';

const preload = new URL('test/support/use-graphql16.ts', import.meta.url).href;
const isGraphql16 = process.env['GRAPHQL'] === '16';
/** Node's own. Vite would add `development`, by which graphql 17 has a second copy of itself that libraries do not use. */
const conditions = ['node', 'module-sync'];

export default defineConfig({
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/database-setup.ts',
    setupFiles: ['test/support/property-seed.ts', 'test/support/unhandled-rejections.ts'],
    // Names of cases are written out in the titles of tests, where Vitest would cut them at 40 characters.
    chaiConfig: { truncateThreshold: 200 },
    // Files wait for PostgreSQL half of the time, so two share a machine of two processors, where Vitest takes one.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The machine may be busy with other things.
    expect: { poll: { timeout: 30_000, interval: 20 } },
    // NODE_OPTIONS reaches the gateways that tests start as processes of their own.
    ...(isGraphql16 && { execArgv: ['--import', preload], env: { NODE_OPTIONS: `--import ${preload}` } }),
  },
});
