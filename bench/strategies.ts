/**
 * The strategy bench: on a grid of shapes and distances, is the chooser's plan as fast as the best of the fixed strategies?
 * One connection; the strategies take turns request by request, so that whatever disturbs one disturbs all.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { createDatabase, query } from '../test/support/database.ts';
import { startTestServer } from '../test/support/database-server.ts';
import { formatted } from './format.ts';
import { type Cell, CHAINS, DELAYS_MS, DEPTHS, gridSql } from './grid.ts';
import { gridDocuments } from './grid-documents.ts';
import { LoadConnection } from './load/connection.ts';
import { requestBytes } from './load/request.ts';
import { type Proxy, startProxy } from './proxy.ts';
import { RunningTarget } from './running-target.ts';
import { TARGETS } from './targets.ts';

const STRATEGIES = ['auto', 'selectin', 'joined'] as const;
type Strategy = (typeof STRATEGIES)[number];
type Times = Readonly<Record<Strategy, number>>;

interface Finding extends Cell {
  readonly delayMs: number;
  readonly times: Times;
  /** Auto against the best fixed strategy. */
  readonly ratio: number;
  /** What auto chose, from the first relation down. */
  readonly chosen: readonly string[];
}

const TOLERANCE = 1.1;
const WARM_UP_REQUESTS = 12;
const REQUESTS = 15;
/** A cell that looks bad is measured again, longer: of hundreds of medians some are unlucky. */
const SECOND_LOOK_REQUESTS = 60;

const server = await startTestServer();
try {
  console.log('Making the grid …');
  const database = await createDatabase([gridSql()]);
  await query(database.url, 'vacuum analyze');
  const documentOf = await gridDocuments(database.url);
  const findings: Finding[] = [];
  for (const delayMs of DELAYS_MS) findings.push(...(await measureAtDistance(database.url, delayMs, documentOf)));
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
  // Without the added distance there is none of a proxy's own either.
  const proxy: Proxy | null = delayMs > 0 ? await startProxy(databaseUrl, { delayMs }) : null;
  const target = TARGETS.find(({ name }) => name === 'espalier-selectin')!;
  const running = await RunningTarget.start(target, proxy?.url ?? databaseUrl);
  const connection = await LoadConnection.open(new URL(running.url));
  try {
    const findings: Finding[] = [];
    for (const chain of CHAINS) {
      for (const depth of DEPTHS) {
        const finding = await measureCell({ ...chain, depth }, documentOf({ ...chain, depth }), running, connection);
        findings.push({ ...finding, delayMs });
        print(findings.at(-1)!);
      }
    }
    return findings;
  } finally {
    connection.close();
    await running.stop();
    proxy?.close();
  }
}

async function measureCell(
  cell: Cell,
  document: string,
  running: RunningTarget,
  connection: LoadConnection,
): Promise<Omit<Finding, 'delayMs'>> {
  const url = new URL(running.url);
  const body = JSON.stringify({ query: document });
  const requests = STRATEGIES.map((strategy) => requestBytes(url, body, { 'x-espalier-load': strategy }));
  await takeTurns(connection, requests, WARM_UP_REQUESTS);
  let times = await takeTurns(connection, requests, REQUESTS);
  if (ratioOf(times) > TOLERANCE) times = await takeTurns(connection, requests, SECOND_LOOK_REQUESTS);
  return { ...cell, times, ratio: ratioOf(times), chosen: await chosenStrategies(running, document) };
}

/** The median of each strategy, in milliseconds. */
async function takeTurns(connection: LoadConnection, requests: readonly Buffer[], count: number): Promise<Times> {
  const samples = requests.map((): number[] => []);
  for (let turn = 0; turn < count; turn += 1) {
    for (const [index, request] of requests.entries()) {
      const before = performance.now();
      const { status, start } = await connection.ask(request);
      if (status !== 200 || !start.includes('{"data":{')) throw new Error(`status ${status}: ${start}`);
      samples[index]!.push(performance.now() - before);
    }
  }
  const medians = samples.map((values) => values.sort((a, b) => a - b)[values.length >> 1]!);
  return Object.fromEntries(STRATEGIES.map((strategy, index) => [strategy, medians[index]!])) as Record<
    Strategy,
    number
  >;
}

function ratioOf({ auto, selectin, joined }: Times): number {
  return auto / Math.min(selectin, joined);
}

interface PlanNode {
  readonly strategy: string;
  readonly children: readonly PlanNode[];
}

async function chosenStrategies(running: RunningTarget, query: string): Promise<string[]> {
  const headers = { 'content-type': 'application/json', 'x-espalier-explain': 'plan' };
  const response = await fetch(running.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { extensions } = (await response.json()) as { extensions?: { plan?: { roots?: readonly PlanNode[] } } };
  const strategies: string[] = [];
  for (let node = extensions?.plan?.roots?.[0]?.children[0]; node; node = node.children[0])
    strategies.push(node.strategy);
  return strategies;
}

function print({ direction, fanOut, width, depth, delayMs, times, ratio, chosen }: Finding): void {
  const shape = `${direction.padEnd(7)} fan-out ${`${fanOut}`.padStart(4)}, ${`${width}`.padStart(4)} B, depth ${depth}, +${delayMs} ms`;
  const figures = STRATEGIES.map((strategy) => `${strategy} ${times[strategy].toFixed(2)}`).join('  ');
  console.log(
    `${shape}: ${figures} ms${ratio > TOLERANCE ? `  ! ${ratio.toFixed(2)} × the best` : ''}  (${chosen.join(', ')})`,
  );
}

async function report(findings: readonly Finding[]): Promise<void> {
  const bad = findings.filter(({ ratio }) => ratio > TOLERANCE);
  const worst = findings.filter(({ times }) => times.auto > TOLERANCE * Math.max(times.selectin, times.joined));
  const mean = Math.exp(findings.reduce((sum, { ratio }) => sum + Math.log(ratio), 0) / findings.length);
  console.log(`\n${findings.length} cells. Auto against the best fixed strategy: ${mean.toFixed(3)} × on average.`);
  console.log(`Worse than ${TOLERANCE} × the best in ${bad.length} cells; worse than both in ${worst.length}.`);
  for (const finding of bad.sort((a, b) => b.ratio - a.ratio)) print(finding);
  const folder = new URL('results/', import.meta.url);
  await mkdir(folder, { recursive: true });
  const date = new Date().toISOString().slice(0, 16).replace(':', '');
  const json = await formatted(JSON.stringify({ date, findings }), 'json');
  await writeFile(new URL(`strategies-${date}.json`, folder), json);
}
