/** Parts of the source that are mutated, each with the tests that must notice. */
export interface Part {
  /** Files whose code is changed, one place at a time. */
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
  /** The least percentage of mutants that must be noticed. A run that finds fewer fails. */
  readonly least?: number;
}

const ACCEPTANCE = 'test/acceptance/*.test.ts';
const GOLDEN = 'test/plan/golden.test.ts';

export const PARTS: Readonly<Record<string, Part>> = {
  cursors: {
    least: 90,
    mutate: ['resolvers/arguments/cursor.ts', 'resolvers/arguments/keyset-reader.ts'],
    tests: [
      'test/resolvers/cursor.test.ts',
      'test/acceptance/{limits,keyless,inheritance,aggregates}.test.ts',
      'test/indexes/aggregate-orders.test.ts',
    ],
  },
  identity: {
    least: 85,
    mutate: ['loaders/session/identity-map.ts', 'loaders/session/instance.ts'],
    tests: [
      'test/session/*.test.ts',
      'test/sessions/{identity,session,odd-rows,functions}.test.ts',
      'test/resolvers/loaders.test.ts',
    ],
  },
  arguments: {
    mutate: [
      'resolvers/arguments/argument-reader.ts',
      'resolvers/arguments/arguments.ts',
      'resolvers/arguments/list-reader.ts',
      'resolvers/arguments/order-reader.ts',
      'resolvers/arguments/where-reader.ts',
      'resolvers/arguments/group-reader.ts',
      'resolvers/arguments/total-order.ts',
    ],
    tests: [ACCEPTANCE, 'test/resolvers/argument-template.test.ts', 'test/values/inputs.test.ts'],
  },
  plan: { mutate: ['loaders/plan/**/*.ts', 'loaders/strategies/*.ts'], tests: [GOLDEN] },
  sql: { mutate: ['loaders/sql/**/*.ts'], tests: [GOLDEN] },
  pool: {
    mutate: ['loaders/postgres/pool.ts'],
    tests: ['test/postgres/pool.test.ts', 'test/postgres/faults.test.ts', 'test/sessions/metrics.test.ts'],
  },
  writer: {
    mutate: ['resolvers/response/*.ts'],
    tests: ['test/response/*.test.ts', 'test/values/responses.test.ts', ACCEPTANCE],
  },
};
