import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkStatements, checkWrites } from './check-writes.ts';
import { writes } from './draw-writes.ts';
import { schemas } from './tables.ts';

const SCHEMAS = 10;
const RUNS = 30;

const drawn = fc.sample(schemas, SCHEMAS);

test('the schemas and writes that are drawn hold links, lists of related rows and rows that go', () => {
  expect(drawn.flatMap((schema) => schema.flatMap(({ links }) => links)).length).toBeGreaterThan(SCHEMAS);
  const all = drawn.flatMap((schema) => fc.sample(writes(schema), RUNS)).flat();
  const items = all.flatMap((write) => (write.kind === 'update' ? write.items : []));
  const manies = items.flatMap((item) => item.manies);
  expect(items.flatMap((item) => item.ones).length).toBeGreaterThan(RUNS);
  expect(manies.flatMap((many) => many.create).length).toBeGreaterThan(RUNS);
  expect(manies.flatMap((many) => many.delete).length).toBeGreaterThan(RUNS);
});

test.each(drawn.map((schema, place) => ({ schema, place })))(
  'random writes over random schema $place answer and write what a naive writer does',
  async ({ schema, place }) => {
    const details = await checkWrites(schema, { runs: RUNS, seed: 2026 + place });
    expect(details.errorInstance, fc.defaultReportMessage(details)).toBeFalsy();
    expect(details.numRuns).toBe(RUNS);
  },
  60_000,
);

test.each(drawn.map((schema, place) => ({ schema, place })))(
  'neither values nor the number of rows change the statements of random writes over random schema $place',
  async ({ schema, place }) => {
    const details = await checkStatements(schema, { runs: RUNS / 2, seed: 2026 + place });
    expect(details.errorInstance, fc.defaultReportMessage(details)).toBeFalsy();
    expect(details.numRuns).toBe(RUNS / 2);
    // Most writes are not refused, so that there is something to compare.
    expect(details.numSkips).toBeLessThan(RUNS);
  },
  60_000,
);
