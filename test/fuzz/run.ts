/**
 * Compares any number of random operations: `npm run fuzz -- --runs 10000 --seed 1 [--database chinook]`.
 * Prints what it ran and found; exits with 1 when any answers differ.
 */
import { parseArgs } from 'node:util';
import { startTestServer } from '../support/database-server.ts';
import { check, newTally, type Tally } from './check.ts';
import { type DatabaseName, DATABASES, withTarget } from './targets.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    database: { type: 'string' },
  },
});

const runs = Number(values.runs);
const seed = Number(values.seed);
const chosen = DATABASES.filter((name) => values.database === undefined || name === values.database);
if (!Number.isInteger(runs) || !Number.isInteger(seed) || chosen.length === 0) {
  const known = DATABASES.join(', ');
  console.error(`--runs and --seed take whole numbers, --database one of ${known}.`);
  process.exit(1);
}

const server = await startTestServer();
const offered = new Set<string>();
const used = new Set<string>();
let failures = 0;
try {
  for (const name of chosen) failures += await fuzz(name, Math.ceil(runs / chosen.length));
} finally {
  await server.stop();
}
const unused = [...offered.difference(used)];
console.log(`${offered.size} fields, arguments, operators and directives are offered, ${unused.length} were not used`);
if (unused.length > 0) console.log(`  ${unused.join(', ')}`);
process.exitCode = failures > 0 ? 1 : 0;

async function fuzz(name: DatabaseName, share: number): Promise<number> {
  const tally = newTally();
  const started = Date.now();
  let found = 0;
  await withTarget(name, share, seed, async (target, part, partSeed) => {
    const story = await check(target, part, partSeed, tally);
    if (!story) return;
    found++;
    console.log(`${story}\n`);
  });
  report(name, tally, found, Date.now() - started);
  for (const each of tally.offered) offered.add(each);
  for (const each of tally.used) used.add(each);
  return found;
}

function report(name: string, tally: Tally, found: number, ms: number): void {
  const { runs: ran, tooLarge, empty, written, programs, errors } = tally;
  const seconds = (ms / 1000).toFixed(1);
  console.log(
    `${name}: ${ran} operations, seed ${seed}, ${seconds} s; ${found} differences; ` +
      `${written} written as bytes, ${programs} loaded by sessions, ${empty} empty answers, ${tooLarge} too large`,
  );
  for (const [message, times] of errors) console.log(`  ${times} × ${message}`);
}
