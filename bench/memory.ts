/**
 * Measures memory while q9 is answered with 100,000 orders at once: the growth of the peak against the size of the
 * answer.
 */
import { createOperations } from './operations.ts';
import type { Options } from './options.ts';
import { peakMemoryOf } from './processes.ts';
import { RunningTarget } from './running-target.ts';
import { withStage } from './stage.ts';
import { TARGETS } from './targets.ts';

const ORDERS = 100_000;
const FLAGS = ['--limits-max-page-size', `${ORDERS}`, '--limits-statement-timeout-ms', '60000'] as const;
/** The garbage of a first answer must not pile up. */
const REPEATS = 5;
const MEASURED = ['espalier', 'espalier-yoga'];

export function measureMemory(options: Options): Promise<void> {
  return withStage(options, async ({ shopUrl, sizes }) => {
    const [operation] = createOperations(['q9'], sizes);
    if (!operation) return;
    // The small and the large answer have one document, so it is cached and planned before the large one is requested.
    const query = operation.document
      .replace('$from: Int!', '$from: Int!, $limit: Int!')
      .replace('limit: 5000', 'limit: $limit');
    const body = (limit: number): string => JSON.stringify({ query, variables: { from: 1, limit } });
    for (const target of TARGETS.filter(({ name }) => MEASURED.includes(name))) {
      const running = await RunningTarget.start({ ...target, command: [...target.command, ...FLAGS] }, shopUrl);
      try {
        for (let warmUp = 0; warmUp < 3; warmUp += 1) await running.ask(body(5_000));
        const before = peakMemoryOf(running.pid);
        const bytes = Buffer.byteLength(JSON.stringify(await running.ask(body(ORDERS))));
        print(target.name, bytes, before, peakMemoryOf(running.pid));
        for (let again = 0; again < REPEATS; again += 1) await running.ask(body(ORDERS));
        print(`${target.name}, ${REPEATS} times more`, bytes, before, peakMemoryOf(running.pid));
      } finally {
        await running.stop();
      }
    }
  });
}

function print(name: string, bytes: number, before: number | null, after: number | null): void {
  const mebibytes = (value: number): string => `${(value / 2 ** 20).toFixed(1)} MiB`;
  if (before === null || after === null) console.log(`${name}: no /proc here to read memory from`);
  else {
    const growth = after - before;
    console.log(
      `${name}: an answer of ${mebibytes(bytes)} raised the peak from ${mebibytes(before)} to ${mebibytes(after)}: ${(growth / bytes).toFixed(2)} × its size`,
    );
  }
}
