/**
 * The bench itself. It starts the targets, compares their answers, and then measures them in turn, round after round.
 */
import { COMPARED_ANSWERS, dataOf, difference } from './compare.ts';
import { countStatements, type StatementCounts } from './count-statements.ts';
import { type Measurement, medianOf } from './measure.ts';
import { createOperations, type Operation, type OperationName } from './operations.ts';
import type { Options } from './options.ts';
import { peakMemoryOf } from './processes.ts';
import { busyShare } from './quiet.ts';
import { RunningTarget } from './running-target.ts';
import { type Stage, withStage } from './stage.ts';
import { requestBodies, type Target } from './targets.ts';

export interface Figure extends Measurement {
  readonly operation: OperationName;
  readonly target: string;
  readonly connections: number;
  readonly statements: number | null;
}

export interface Results {
  readonly options: Options;
  readonly operations: readonly Operation[];
  readonly figures: readonly Figure[];
  /** The peak resident memory per target over the whole run, in bytes. */
  readonly memory: Readonly<Record<string, number | null>>;
  /** The share of the machine that other work took when the bench began, from 0 to 1. */
  readonly busy: number;
  /** Measurements that failed, with their reasons. */
  readonly missing: readonly string[];
}

/**
 * A server runs for days, and its code is fully compiled only after some ten thousand requests of a kind, for a gateway
 * as for a limit. Until then, a request of 90 µs takes 170. Every target is asked everything beforehand, and again
 * before it is measured, because it was idle while others ran.
 */
const WARM_UP = { connections: 16, seconds: 0.5 };
const WAKE_UP = { connections: 16, seconds: 5 };

export function runBench(options: Options): Promise<Results> {
  return withStage(options, async (stage) => {
    const missing: string[] = [];
    const busy = await busyShare();
    if (busy > 0.1) console.log(`! The machine is ${Math.round(busy * 100)} % busy with other work: expect noise.`);
    const operations = createOperations(options.operations, stage.sizes);
    const statements = await countAll(options.targets, operations, stage.shopUrl);
    const running = await startTargets(options.targets, stage.shopUrl, missing);
    try {
      await warmUp(running, operations, stage);
      const figures: Figure[] = [];
      for (const operation of operations)
        figures.push(...(await runOperation(operation, running, { stage, options, statements, missing })));
      const memory = Object.fromEntries(running.map(({ target, pid }) => [target.name, peakMemoryOf(pid)]));
      return { options, operations, figures, memory, busy, missing };
    } finally {
      await Promise.all(running.map((each) => each.stop()));
    }
  });
}

async function warmUp(
  running: readonly RunningTarget[],
  operations: readonly Operation[],
  { meter }: Stage,
): Promise<void> {
  console.log('Warming up …');
  for (const each of running) {
    for (const operation of operations) {
      // A target that cannot answer is reported when answers are compared.
      if (each.target.document(operation) !== null) await meter.measure(each, operation, WARM_UP).catch(() => null);
    }
  }
}

interface Surroundings {
  readonly stage: Stage;
  readonly options: Options;
  /** The counts by target. */
  readonly statements: ReadonlyMap<string, StatementCounts>;
  readonly missing: string[];
}

async function countAll(
  targets: readonly Target[],
  operations: readonly Operation[],
  shopUrl: string,
): Promise<Map<string, StatementCounts>> {
  console.log('Counting statements …');
  const counts = new Map<string, StatementCounts>();
  for (const target of targets) {
    if (target.kind !== 'floor') counts.set(target.name, await countStatements(target, operations, shopUrl));
  }
  return counts;
}

async function startTargets(targets: readonly Target[], shopUrl: string, missing: string[]): Promise<RunningTarget[]> {
  const running: RunningTarget[] = [];
  for (const target of targets) {
    try {
      running.push(await RunningTarget.start(target, shopUrl));
    } catch (error) {
      report(missing, `${target.name} did not start: ${messageOf(error)}`);
    }
  }
  return running;
}

async function runOperation(
  operation: Operation,
  running: readonly RunningTarget[],
  { stage, options, statements, missing }: Surroundings,
): Promise<Figure[]> {
  const agreeing = await agreeingTargets(operation, running, missing);
  const samples = new Map<string, Measurement[]>();
  for (let round = 0; round < options.rounds; round += 1) {
    for (const each of agreeing) {
      await stage.meter.measure(each, operation, WAKE_UP);
      for (const connections of options.connections) {
        const sample = await stage.meter.measure(each, operation, { connections, seconds: options.seconds });
        const key = `${each.target.name} ${connections}`;
        samples.set(key, [...(samples.get(key) ?? []), sample]);
      }
    }
  }
  const figures = options.connections.flatMap((connections) =>
    agreeing.map((each): Figure => {
      const target = each.target.name;
      const median = medianOf(samples.get(`${target} ${connections}`) ?? []);
      return {
        operation: operation.name,
        target,
        connections,
        statements: statements.get(target)?.get(operation.name) ?? null,
        ...median,
      };
    }),
  );
  printProgress(operation, figures);
  return figures;
}

/** Returns the targets whose answers all equal those of the first one. Floors answer something else by nature. */
async function agreeingTargets(
  operation: Operation,
  running: readonly RunningTarget[],
  missing: string[],
): Promise<RunningTarget[]> {
  const agreeing: RunningTarget[] = [];
  let expected: unknown[] | null = null;
  for (const each of running) {
    if (each.target.document(operation) === null) {
      report(missing, `${each.target.name} ${operation.name}: not in its API`);
      continue;
    }
    try {
      const bodies = requestBodies(each.target, operation).slice(0, COMPARED_ANSWERS);
      const answers = await Promise.all(bodies.map(async (body) => dataOf(await each.ask(body))));
      if (each.target.kind !== 'floor') {
        const found = difference((expected ??= answers), answers);
        if (found !== null) throw new Error(`another answer. ${found}`);
      }
      agreeing.push(each);
    } catch (error) {
      report(missing, `${each.target.name} ${operation.name}: ${messageOf(error)}`);
    }
  }
  return agreeing;
}

function printProgress(operation: Operation, figures: readonly Figure[]): void {
  console.log(`\n${operation.name} ${operation.title}`);
  for (const figure of figures) {
    const cells = [
      figure.target.padEnd(18),
      `${figure.connections}`.padStart(3),
      figure.requestsPerSecond.toFixed(0).padStart(7),
      `p50 ${figure.p50.toFixed(2)} p99 ${figure.p99.toFixed(2)}`.padEnd(24),
      `cpu ${figure.gatewayCpu?.toFixed(3) ?? '?'} + ${figure.postgresCpu?.toFixed(3) ?? '?'} ms`.padEnd(24),
      `${figure.statements?.toFixed(1) ?? '?'} statements, ${figure.bytes.toFixed(0)} B`,
    ];
    console.log(`  ${cells.join(' ')}`);
  }
}

function report(missing: string[], line: string): void {
  missing.push(line);
  console.log(`! ${line}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
