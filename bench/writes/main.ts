/** Runs as `npm run bench:writes -- [--rounds 5] [--connections 4]`: mutations side by side, each target over a database of its own. */
import { parseArgs } from 'node:util';
import { createDatabase, query, type TestDatabase } from '../../test/support/database.ts';
import { startTestServer } from '../../test/support/database-server.ts';
import { LoadConnection } from '../load/connection.ts';
import { median } from '../measure.ts';
import { startProxy } from '../proxy.ts';
import { RunningTarget } from '../running-target.ts';
import { StatementCounter } from '../statement-counter.ts';
import { table } from '../table.ts';
import type { Target } from '../targets.ts';
import { type WriteOperation, WRITES } from './operations.ts';

const here = import.meta.dirname;
const TARGETS: readonly Pick<Target, 'name' | 'command'>[] = [
  { name: 'espalier', command: [`${here}/../../server.ts`, '--port', '0', '--log-level', 'warn', '--mutations'] },
  { name: 'by hand', command: [`${here}/by-hand.ts`] },
  { name: 'drizzle', command: [`${here}/by-drizzle.mts`] },
];

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, connections: { type: 'string', default: '4' } },
});
const rounds = Number(values.rounds);
const connections = Number(values.connections);

interface Contestant {
  readonly name: string;
  readonly database: TestDatabase;
  readonly running: RunningTarget;
  readonly counter: StatementCounter;
  readonly close: () => Promise<void>;
}

/** Requests are numbered over the whole run, so that no two write the same new rows. */
let number = 0;

const server = await startTestServer();
const contestants: Contestant[] = [];
try {
  for (const target of TARGETS) contestants.push(await open(target));
  const figures = new Map<string, number[]>();
  const statements = new Map<string, number>();
  for (const operation of WRITES) {
    await expectEqualAnswers(operation);
    for (const each of contestants) statements.set(key(each, operation), await countedStatements(each, operation));
    for (let round = 0; round <= rounds; round++) {
      for (const each of contestants) {
        const perSecond = await stretch(each, operation);
        // The first round warms up.
        if (round > 0) figures.set(key(each, operation), [...(figures.get(key(each, operation)) ?? []), perSecond]);
      }
    }
  }
  report(figures, statements);
} finally {
  for (const each of contestants) await each.close();
  await server.stop();
}

async function open({ name, command }: Pick<Target, 'name' | 'command'>): Promise<Contestant> {
  const database = await createDatabase([new URL('tables.sql', import.meta.url), 'analyze']);
  const target = { name, kind: 'espalier', title: name, command, headers: {}, document: () => null } as const;
  const running = await RunningTarget.start(target, database.url);
  const counter = new StatementCounter();
  const proxy = await startProxy(database.url, { watch: () => counter.watch() });
  const watched = await RunningTarget.start(target, proxy.url);
  const close = async (): Promise<void> => {
    await running.stop();
    await watched.stop();
    proxy.close();
    await database.drop();
  };
  return { name, database, running, counter: Object.assign(counter, { watched }), close };
}

function bodyOf(operation: WriteOperation, at: number): string {
  return JSON.stringify({
    query: operation.document,
    operationName: operation.name,
    variables: operation.variables(at),
  });
}

async function prepare(
  { database }: Contestant,
  { before }: WriteOperation,
  numbers: readonly number[],
): Promise<void> {
  if (before) await query(database.url, numbers.map(before).join(';'));
}

/** The keys that the database makes are the same, for all databases have seen the same. */
async function expectEqualAnswers(operation: WriteOperation): Promise<void> {
  const at = number++;
  const answers = [];
  for (const each of contestants) {
    await prepare(each, operation, [at]);
    answers.push(JSON.stringify(sorted(await each.running.ask(bodyOf(operation, at)))));
  }
  for (const [index, answer] of answers.entries()) {
    if (answer === answers[0]) continue;
    throw new Error(
      `${operation.name}: ${contestants[index]?.name} answers ${answer.slice(0, 300)}\nand not ${answers[0]?.slice(0, 300)}`,
    );
  }
}

/** Rows are compared in the order of their texts: only Espalier promises that of the input. Ids are left out. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(sorted).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'id')
      .map(([name, each]) => [name, sorted(each)])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
}

async function countedStatements(each: Contestant, operation: WriteOperation): Promise<number> {
  const { watched } = each.counter as StatementCounter & { readonly watched: RunningTarget };
  const numbers = [number++, number++];
  await prepare(each, operation, numbers);
  await watched.ask(bodyOf(operation, numbers[0]!));
  const before = each.counter.statements;
  await watched.ask(bodyOf(operation, numbers[1]!));
  return each.counter.statements - before;
}

/** Requests per second. */
async function stretch(each: Contestant, operation: WriteOperation): Promise<number> {
  const numbers = Array.from({ length: operation.requests }, () => number++);
  await prepare(each, operation, numbers);
  const url = new URL(each.running.url);
  const requests = numbers.map((at) => requestOf(url, bodyOf(operation, at)));
  const open = await Promise.all(Array.from({ length: connections }, () => LoadConnection.open(url)));
  const startedAt = performance.now();
  await Promise.all(
    open.map(async (connection) => {
      for (let request = requests.pop(); request; request = requests.pop()) {
        const { status, start } = await connection.ask(request);
        if (status !== 200 || start.startsWith('{"errors"'))
          throw new Error(`${each.name}, ${operation.name}: ${status} ${start}`);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  for (const connection of open) connection.close();
  return operation.requests / seconds;
}

function requestOf({ pathname, host }: URL, body: string): Buffer {
  const head = `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\naccept: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return Buffer.from(head + body);
}

function key({ name }: Contestant, operation: WriteOperation): string {
  return `${name} ${operation.name}`;
}

function report(figures: ReadonlyMap<string, readonly number[]>, statements: ReadonlyMap<string, number>): void {
  const of = (each: Contestant, operation: WriteOperation): number => median(figures.get(key(each, operation)) ?? [0]);
  const [espalier] = contestants;
  console.log(WRITES.map(({ name, title }) => `- ${name}: ${title}`).join('\n'));
  console.log('\nRequests per second (median), and in brackets Espalier as a multiple of it\n');
  const speeds = contestants.map((each) => [
    each.name,
    ...WRITES.map((operation) => {
      const own = of(each, operation);
      const ratio = espalier && each !== espalier ? ` (${(of(espalier, operation) / own).toFixed(2)} x)` : '';
      return `${own.toFixed(own < 100 ? 1 : 0)}${ratio}`;
    }),
  ]);
  console.log(table(['', ...WRITES.map(({ name }) => name)], speeds));
  console.log('\nStatements per request, without transaction control\n');
  const counts = contestants.map((each) => [
    each.name,
    ...WRITES.map((operation) => String(statements.get(key(each, operation)))),
  ]);
  console.log(table(['', ...WRITES.map(({ name }) => name)], counts));
}
