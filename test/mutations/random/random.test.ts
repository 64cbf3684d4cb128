import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkWrites } from './check-writes.ts';
import { schemas } from './tables.ts';

const SCHEMAS = 10;
const RUNS = 30;

test.each(fc.sample(schemas, SCHEMAS).map((schema, place) => ({ schema, place })))(
  'random writes over random schema $place answer and write what a naive writer does',
  async ({ schema, place }) => {
    const details = await checkWrites(schema, { runs: RUNS, seed: 2026 + place });
    expect(details.errorInstance, fc.defaultReportMessage(details)).toBeFalsy();
    expect(details.numRuns).toBe(RUNS);
  },
  60_000,
);
