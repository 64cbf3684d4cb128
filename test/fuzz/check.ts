/** The property: every strategy gives the answer of the reference. */
import * as fc from 'fast-check';
import { openReference } from '../reference/reference.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { openPrograms } from '../sessions/support.ts';
import { openGateway } from '../support/gateway.ts';
import { Aftermath } from './aftermath.ts';
import { readAmbiguous } from './ambiguous.ts';
import { agrees, compare, type Comparison } from './compare.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { offeredBy, usedBy } from './coverage.ts';
import { arbitraryOperation } from './generate.ts';
import type { SelectionSet } from './operation.ts';
import { randomAdditions } from './random-additions.ts';
import { readSamples, type Samples } from './samples.ts';

/** The statements that the reference may use for one operation. */
const BUDGET = 300;

const PAGE_SIZE = 6;

/** Larger answers are not compared. */
const MAX_ROWS = 20_000;
const TIMEOUT_MS = 300;

export interface OpenTarget extends FuzzTarget {
  readonly samples: Samples;
  readonly aftermath: Aftermath;
  close(): Promise<void>;
}

/**
 * Opens a target, with random policies and custom fields by `additionSeed`. With `failing`, many of its fields fail.
 */
export async function openTarget(
  name: string,
  url: string,
  config: ConfigOptions = {},
  additionSeed: number | null = null,
  failing = false,
): Promise<OpenTarget> {
  const file: ConfigOptions = {
    ...config,
    limits: { defaultPageSize: PAGE_SIZE, maxRowsPerStatement: MAX_ROWS, statementTimeoutMs: TIMEOUT_MS },
    selectin: { chunkSize: 5 },
  };
  const added = additionSeed === null ? null : await randomAdditions(url, file, additionSeed);
  const gateway = await openGateway(url, { ...file, ...added?.file });
  const programs = await openPrograms(url, { ...file, ...added?.file });
  const reference = await openReference(url, TIMEOUT_MS, added?.claims, file.database?.timeZone);
  const samples = await readSamples(gateway.gateway.model, reference);
  const draws = { ambiguous: await readAmbiguous(gateway.gateway.model, reference), failing };
  const close = async (): Promise<void> => {
    await reference.end();
    await programs.pool.close();
    await gateway.close();
  };
  const aftermath = new Aftermath({ gateway, programs });
  return { name, gateway, programs, reference, samples, draws, aftermath, defaultPageSize: PAGE_SIZE, close };
}

export interface Tally {
  runs: number;
  /** Operations that the reference or a strategy gave up on. */
  tooLarge: number;
  /** Operations whose response the writer made, with the same bytes as graphql-js. */
  written: number;
  /** Operations of which a session was asked for a part. */
  programs: number;
  /** Operations whose answer has no value of any row. */
  empty: number;
  /** Operations whose answer has an error, by its message. */
  readonly errors: Map<string, number>;
  /** The offers of the schemas, and the parts that operations used. */
  readonly offered: Set<string>;
  readonly used: Set<string>;
}

export function newTally(): Tally {
  return {
    runs: 0,
    tooLarge: 0,
    written: 0,
    programs: 0,
    empty: 0,
    errors: new Map(),
    offered: new Set(),
    used: new Set(),
  };
}

/** Returns null if all agree, and else the story of the smallest operation that differs. */
export async function check(target: OpenTarget, runs: number, seed: number, tally: Tally): Promise<string | null> {
  let last: Comparison | null = null;
  let left: readonly string[] = [];
  const { gateway: api } = target.gateway;
  for (const each of offeredBy(api)) tally.offered.add(each);
  const property = fc.asyncProperty(arbitraryOperation(api, target.samples, target.draws), async (root) => {
    // A lost connection stays lost, so nothing smaller can be tested.
    if (left.length > 0) return true;
    const comparison = await compare(target, root, BUDGET);
    count(tally, comparison);
    for (const each of usedBy(api, root)) tally.used.add(each);
    left = await target.aftermath.leftBehind();
    if (agrees(comparison) && left.length === 0) return true;
    last = comparison;
    return false;
  });
  const found = await fc.check(property, { seed, numRuns: runs, endOnFailure: false });
  if (!found.failed) return null;
  const [smallest] = found.counterexample ?? [];
  return describe(target, seed, smallest ?? null, { last, left, error: found.errorInstance });
}

function count(tally: Tally, { complete, written, programs, messages, answers }: Comparison): void {
  tally.runs++;
  if (!holdsValue(answers[0]?.data)) tally.empty++;
  if (written) tally.written++;
  if (programs > 0) tally.programs++;
  if (!complete) tally.tooLarge++;
  for (const message of new Set(messages)) tally.errors.set(message, (tally.errors.get(message) ?? 0) + 1);
}

function holdsValue(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return data !== null && data !== undefined;
  return Object.values(data).some(holdsValue);
}

async function describe(
  target: OpenTarget,
  seed: number,
  root: SelectionSet | null,
  {
    last,
    left,
    error,
  }: { readonly last: Comparison | null; readonly left: readonly string[]; readonly error: unknown },
): Promise<string> {
  const comparison = (left.length === 0 && root && (await compare(target, root, BUDGET).catch(() => null))) || last;
  const lines = [`Answers differ on ${target.name}, seed ${seed}.`, ...left.map((each) => `Afterwards, ${each}.`)];
  if (error instanceof Error && !comparison) lines.push(String(error.stack));
  if (!comparison) return lines.join('\n');
  const { query, variables } = comparison.operation;
  lines.push(query, `variables ${JSON.stringify(variables)}`);
  for (const { by, data, errors } of comparison.answers) {
    lines.push(`--- ${by}`, JSON.stringify(data), ...(errors.length > 0 ? [`errors at ${errors.join(' ')}`] : []));
  }
  lines.push(...new Set(comparison.messages));
  for (const load of ['auto', 'selectin', 'joined', 'derived'] as const) {
    const { plan, statements } = await target.gateway.run(query, {
      variables,
      load,
      explain: 'plan',
      claims: target.reference.claims,
    });
    lines.push(`--- plan, ${load}`, JSON.stringify(plan));
    for (const { sql, values } of statements) lines.push(`${sql} -- ${JSON.stringify(values)}`);
  }
  return lines.join('\n');
}
