/**
 * `npm run bench:strategies` is the strategy bench: on a grid of shapes and distances, it tests whether the plan of the
 * cost model is as fast as the best of the fixed strategies. It uses one connection through Yoga, because the fast lane
 * does not take the header that fixes a strategy.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createDatabase, query } from '../test/support/database.ts';
import { startTestServer } from '../test/support/database-server.ts';
import { formatted } from './format.ts';
import { type Cell, CELLS, DELAYS_MS, gridSql, LAYOUTS } from './grid.ts';
import { CellMeter, type CellResult, STRATEGIES, TOLERANCE } from './grid-cell.ts';
import { gridDocuments } from './grid-documents.ts';
import { LoadConnection } from './load/connection.ts';
import { startProxy } from './proxy.ts';
import { RunningTarget } from './running-target.ts';
import { postmasterOf } from './stage.ts';
import { TARGETS } from './targets.ts';

interface Finding extends CellResult {
  readonly delayMs: number;
}

const { values } = parseArgs({
  options: { delays: { type: 'string' }, kinds: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
});
const KINDS = [...LAYOUTS, 'selective'];
const kinds = values.kinds?.split(',') ?? KINDS;
const delays = values.delays?.split(',').map(Number) ?? DELAYS_MS;
if (values.help || kinds.some((kind) => !KINDS.includes(kind)) || delays.some(Number.isNaN)) {
  console.log(`Usage: npm run bench:strategies -- [--delays ${DELAYS_MS.join()}] [--kinds ${KINDS.join()}]`);
  process.exit(values.help ? 0 : 1);
}
const cells = CELLS.filter(({ layout, selective }) => kinds.includes(selective ? 'selective' : layout));
const began = performance.now();
const server = await startTestServer();
try {
  console.log('Making the grid …');
  const database = await createDatabase([gridSql()]);
  await query(database.url, 'vacuum analyze');
  const documentOf = await gridDocuments(database.url);
  const findings: Finding[] = [];
  for (const delayMs of delays) findings.push(...(await measureAtDistance(database.url, delayMs, documentOf)));
  await report(findings);
  await database.drop();
} finally {
  await server.stop();
}

async function measureAtDistance(
  databaseUrl: string,
  delayMs: number,
  documentOf: (cell: Cell) => string,
): Promise<Finding[]> {
  // Without the added distance there is no proxy either.
  const proxy = delayMs > 0 ? await startProxy(databaseUrl, { delayMs }) : null;
  const target = TARGETS.find(({ name }) => name === 'espalier-selectin')!;
  const running = await RunningTarget.start(target, proxy?.url ?? databaseUrl);
  const connection = await LoadConnection.open(new URL(running.url));
  const meter = new CellMeter({ running, connection, postmaster: await postmasterOf(databaseUrl), delayMs });
  const findings: Finding[] = [];
  try {
    for (const cell of cells) {
      const finding = { ...(await meter.measure(cell, documentOf(cell))), delayMs };
      findings.push(finding);
      print(finding);
    }
  } finally {
    connection.close();
    await running.stop();
    proxy?.close();
  }
  return findings;
}

function print(finding: Finding): void {
  const { layout, selective, direction, fanOut, width, depth, delayMs, times, costs, ratio, costRatio, chosen } =
    finding;
  const kind = selective ? 'selective' : layout;
  const shape = `${kind.padEnd(9)} ${direction.padEnd(7)} fan-out ${`${fanOut}`.padStart(4)}, ${`${width}`.padStart(4)} B, depth ${depth}, +${delayMs} ms`;
  const figures = STRATEGIES.map((each) => `${each} ${times[each].toFixed(2)} (${costs[each].toFixed(2)})`).join('  ');
  const verdict = isBad(finding) ? `  ! ${ratio.toFixed(2)} (${costRatio.toFixed(2)}) × the best` : '';
  console.log(`${shape}: ${figures} ms${verdict}  (${chosen.join(', ')})`);
}

function isBad({ ratio, costRatio }: Finding): boolean {
  return ratio > TOLERANCE || costRatio > TOLERANCE;
}

function summary(name: 'Time' | 'Cost', findings: readonly Finding[]): string {
  const ratioOf = (finding: Finding): number => (name === 'Time' ? finding.ratio : finding.costRatio);
  const worst = findings.filter((finding) => {
    const { auto, selectin, joined } = name === 'Time' ? finding.times : finding.costs;
    return auto > TOLERANCE * Math.max(selectin, joined);
  });
  const bad = findings.filter((finding) => ratioOf(finding) > TOLERANCE);
  const mean = Math.exp(findings.reduce((sum, finding) => sum + Math.log(ratioOf(finding)), 0) / findings.length);
  return `${name}: ${mean.toFixed(3)} × on average, more than ${TOLERANCE} × in ${bad.length} cells, worse than both in ${worst.length}.`;
}

async function report(findings: readonly Finding[]): Promise<void> {
  const bad = findings.filter(isBad).sort((a, b) => b.costRatio - a.costRatio);
  const minutes = ((performance.now() - began) / 60_000).toFixed(1);
  console.log(`\n${findings.length} cells in ${minutes} minutes. Auto against the best fixed strategy:`);
  console.log(summary('Time', findings));
  console.log(summary('Cost', findings));
  for (const finding of bad) print(finding);
  const folder = new URL('results/', import.meta.url);
  await mkdir(folder, { recursive: true });
  const date = new Date().toISOString().slice(0, 16).replace(':', '');
  await writeFile(
    new URL(`strategies-${date}.json`, folder),
    await formatted(JSON.stringify({ date, findings }), 'json'),
  );
}
