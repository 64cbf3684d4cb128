/**
 * `npm run fuzz -- --runs 10000 --seed 1 [--database chinook]` compares any number of random operations. It prints its
 * runs and findings, and exits with 1 when any answers differ.
 */
import { parseArgs } from 'node:util';
import { startTestServer } from '../support/database-server.ts';
import { check, newTally, type OpenTarget, type Tally } from './check.ts';
import { STRANGE_KINDS } from './strange/kinds.ts';
import { fuzzWrites } from './fuzz-writes.ts';
import { type DatabaseName, DATABASES, withTarget } from './targets.ts';

const HELP = `Compares random operations: what every way to load gives, and what the reference gives.

  npm run fuzz -- [--runs 1000] [--seed 1] [--database NAME] [--strange KIND,KIND]
  npm run fuzz -- --writes [--runs 1000] [--seed 1]

  --runs      operations, shared out among the databases
  --seed      the same seed draws the same databases and operations; without it, the clock
  --database  one of ${DATABASES.join(', ')}; without it, all
  --strange   what is strange about strange databases, of
              ${STRANGE_KINDS.join(', ')}; without it, all
  --writes    mutations instead, which a naive writer makes as well

Prints each difference with the smallest operation that shows it, and exits with 1 where there are any.`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    writes: { type: 'boolean', default: false },
    strange: { type: 'string', default: STRANGE_KINDS.join(',') },
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    database: { type: 'string' },
  },
});

if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const runs = Number(values.runs);
const seed = Number(values.seed);
const chosen = DATABASES.filter((name) => values.database === undefined || name === values.database);
const named = values.strange.split(',');
const kinds = STRANGE_KINDS.filter((kind) => named.includes(kind));
if (!Number.isInteger(runs) || !Number.isInteger(seed) || chosen.length === 0 || kinds.length < named.length) {
  console.error(HELP);
  process.exit(1);
}

const server = await startTestServer();
const offered = new Set<string>();
const used = new Set<string>();
let failures = 0;
try {
  if (values.writes) failures = await fuzzWrites(runs, seed);
  else await fuzzReads();
} finally {
  await server.stop();
}
process.exitCode = failures > 0 ? 1 : 0;

async function fuzzReads(): Promise<void> {
  for (const name of chosen) failures += await fuzz(name, Math.ceil(runs / chosen.length));
  const unused = [...offered.difference(used)];
  console.log(
    `${offered.size} fields, arguments, operators and directives are offered, ${unused.length} were not used`,
  );
  if (unused.length > 0) console.log(`  ${unused.join(', ')}`);
}

async function fuzz(name: DatabaseName, share: number): Promise<number> {
  const tally = newTally();
  const started = Date.now();
  let found = 0;
  const use = async (target: OpenTarget, part: number, partSeed: number): Promise<void> => {
    const story = await check(target, part, partSeed, tally);
    if (!story) return;
    found++;
    console.log(`${story}\n`);
  };
  await withTarget(name, share, seed, use, kinds);
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
