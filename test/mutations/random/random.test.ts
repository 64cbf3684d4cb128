import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openWriteTarget } from './check-writes.ts';
import { schemas } from './tables.ts';
import { writes } from './draw-writes.ts';

const SCHEMAS = Number(process.env['WRITE_SCHEMAS'] ?? 10);
const RUNS = Number(process.env['WRITE_RUNS'] ?? 30);

const drawn = fc.sample(schemas, SCHEMAS);

test.each(drawn.map((schema, place) => ({ schema, place })))(
  'random writes over random schema $place answer and write what a naive writer does',
  async ({ schema, place }) => {
    const target = await openWriteTarget(schema);
    try {
      await fc.assert(
        fc.asyncProperty(writes(schema), async (each) => {
          const { naive, gateway, told } = await target.outcomes(each);
          expect({ ...gateway, told }).toEqual({ ...naive, told });
        }),
        { numRuns: RUNS, seed: 2026 + place },
      );
    } finally {
      await target.close();
    }
  },
  120_000,
);
