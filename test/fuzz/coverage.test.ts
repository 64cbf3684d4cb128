import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { offeredBy, usedBy } from './coverage.ts';
import { arbitraryOperation } from './generate.ts';
import { DATABASES, withTarget } from './targets.ts';

const SEED = 20_240;

/** The operations of a batch, and the greatest number of batches. */
const BATCH = 50;
const BATCHES = 100;

/** This value asks for an error, which cannot be compared. */
const LEFT_OUT = new Set(['LoadStrategy.RAISE']);

it('random operations use all fields, arguments, operators and directives that a schema offers', async () => {
  const offered = new Set<string>();
  const used = new Set<string>(LEFT_OUT);
  for (const name of DATABASES) {
    await withTarget(name, BATCH, SEED, async ({ gateway: { gateway: api }, samples }) => {
      const own = offeredBy(api);
      for (const each of own) offered.add(each);
      const operations = fc.noShrink(arbitraryOperation(api, samples));
      for (let batch = 0; batch < BATCHES && !own.isSubsetOf(used); batch++) {
        for (const operation of fc.sample(operations, { seed: SEED + batch, numRuns: BATCH }))
          for (const each of usedBy(api, operation)) used.add(each);
      }
    });
  }
  expect([...offered.difference(used)]).toEqual([]);
}, 120_000);
