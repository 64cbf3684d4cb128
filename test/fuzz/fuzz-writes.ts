/** Random writes over random schemas, through the gateway and by a naive writer. */
import fc from 'fast-check';
import { checkWrites } from '../mutations/random/check-writes.ts';
import { schemas } from '../mutations/random/tables.ts';

/** The number of operations per schema. */
const OPERATIONS_EACH = 50;

/** Prints each schema whose writes differ, with the smallest writes that show it, and returns how many there are. */
export async function fuzzWrites(runs: number, seed: number): Promise<number> {
  const started = Date.now();
  const drawn = fc.sample(schemas, { numRuns: Math.ceil(runs / OPERATIONS_EACH), seed });
  let ran = 0;
  let found = 0;
  for (const [place, schema] of drawn.entries()) {
    const details = await checkWrites(schema, { runs: OPERATIONS_EACH, seed: seed + place });
    ran += details.numRuns;
    if (!details.failed) continue;
    found++;
    console.log(`${JSON.stringify(schema)}\n${fc.defaultReportMessage(details)}\n${String(details.errorInstance)}\n`);
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(
    `writes: ${ran} operations over ${drawn.length} schemas, seed ${seed}, ${seconds} s; ${found} differences`,
  );
  return found;
}
