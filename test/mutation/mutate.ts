/**
 * `npm run mutate -- --part cursors` changes the source of the part in one place after the other and runs the tests
 * that reach the place. A change that no test notices is printed. README.md says why it may stay. `--file` limits the
 * run to one file of a part.
 */
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { startTestServer } from '../support/database-server.ts';
import { type Part, PARTS } from './parts.ts';

const { values } = parseArgs({
  options: {
    part: { type: 'string', multiple: true, default: Object.keys(PARTS) },
    file: { type: 'string', multiple: true },
  },
});

const parts = values.part.map((name) => ({ name, part: partOf(name) }));

// One server is started here, because each test runner would start and stop its own.
const server = await startTestServer();
try {
  for (const { name, part } of parts) await mutate(name, part);
} finally {
  await server.stop();
}

function partOf(name: string): Part {
  const part = PARTS[name];
  if (!part) throw new Error(`There is no part ${name}. Parts: ${Object.keys(PARTS).join(', ')}.`);
  return part;
}

async function mutate(name: string, part: Part): Promise<void> {
  process.env['MUTATED_PART'] = name;
  process.stdout.write(`${name}\n`);
  const stryker = new Stryker({
    mutate: [...(values.file ?? part.mutate)],
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'test/mutation/vitest.config.ts', pool: 'forks', related: false },
    coverageAnalysis: 'perTest',
    // Types are stripped and not checked, so the tests must notice a mutant of another type.
    tsconfigFile: 'none.json',
    ignorePatterns: ['bench', 'docs', 'test/federation/routers'],
    tempDirName: '.espalier/mutants',
    concurrency: 1,
    timeoutMS: 30_000,
    dryRunTimeoutMinutes: 20,
    reporters: ['clear-text', 'progress-append-only'],
    clearTextReporter: { allowColor: false, logTests: false, allowEmojis: false },
    thresholds: { high: 100, low: 0, break: values.file ? null : (part.least ?? null) },
    allowConsoleColors: false,
  });
  await stryker.runMutationTest();
}
