/** Runs one operation under each strategy, and gives the table of costs that `espalier measure` prints. */
import { readFile } from 'node:fs/promises';
import { type DocumentNode, Kind, OperationTypeNode, parse } from 'graphql';
import type { ExplainedPlan } from '../../resolvers/explain/explain.ts';
import type { Config } from '../../schema/config/config.ts';
import { ConfigError } from '../../schema/config/reader/config-issues.ts';
import { isRecord } from '../../schema/util/records.ts';
import { openGateway } from '../gateway.ts';
import type { Gateway } from '../gateway-interface.ts';
import { createLog } from '../boot/log.ts';
import { withDatabaseUrl } from '../boot/with-database.ts';

export interface Measured {
  /** The file with the operation. */
  readonly operation: string | null;
  /** A file with its variables, as JSON. */
  readonly variables: string | null;
}

const STRATEGIES = ['auto', 'selectin', 'joined'] as const;
const RUNS = 20;

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string }[];
  readonly extensions?: { readonly plan?: ExplainedPlan };
}

export async function measure(config: Config, files: Measured, announce: (line: string) => void): Promise<string> {
  const body = await readOperation(files);
  const url = new URL(config.server.path, 'http://gateway');
  return withDatabaseUrl(config, process.env, announce, async (named) => {
    const gateway = await openGateway({ ...named, explain: true }, createLog('error'));
    return measureAll((strategy) => ask(gateway, { url, body, strategy })).finally(() => gateway.close());
  });
}

async function measureAll(answer: (strategy: string) => Promise<Answer>): Promise<string> {
  const answers = new Map<string, Answer>();
  for (const strategy of STRATEGIES) answers.set(strategy, await answer(strategy));
  const errors = [...answers.values()].flatMap((each) => each.errors ?? []);
  if (errors.length > 0) throw new ConfigError([...new Set(errors.map(({ message }) => message))]);
  const times = await timesOf(answer);
  const rows = STRATEGIES.map((strategy) => {
    const statements = answers.get(strategy)?.extensions?.plan?.statements ?? [];
    const total = (of: 'rows' | 'bytes' | 'times'): string =>
      statements.reduce((sum, each) => sum + each[of], 0).toLocaleString('en');
    return [strategy, total('times'), total('rows'), total('bytes'), median(times.get(strategy) ?? []).toFixed(2)];
  });
  const different = new Set([...answers.values()].map(({ data }) => JSON.stringify(data)));
  const verdict = different.size === 1 ? 'All answers are equal.' : 'The answers differ. Please report this.';
  return `${table([['', 'statements', 'rows', 'bytes', `ms, median of ${RUNS}`], ...rows])}\n${verdict}\n`;
}

/** The strategies take turns, so that a busy machine slows all of them. The first rounds only warm up. */
async function timesOf(answer: (strategy: string) => Promise<Answer>): Promise<ReadonlyMap<string, number[]>> {
  const times = new Map<string, number[]>(STRATEGIES.map((strategy) => [strategy, []]));
  for (let round = 0; round < 2 * RUNS; round++) {
    for (const strategy of STRATEGIES) {
      const began = performance.now();
      await answer(strategy);
      if (round >= RUNS) times.get(strategy)?.push(performance.now() - began);
    }
  }
  return times;
}

async function ask(
  gateway: Gateway,
  { url, body, strategy }: { readonly url: URL; readonly body: string; readonly strategy: string },
): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    'x-espalier-explain': 'plan',
    'x-espalier-load': strategy,
  };
  const response = await gateway.fetch(new Request(url, { method: 'POST', headers, body }));
  return response.json();
}

async function readOperation({ operation, variables }: Measured): Promise<string> {
  if (operation === null) throw new ConfigError(['measure needs --operation, a file with a query.']);
  const query = await readText(operation, '--operation');
  refuseToWrite(query);
  const text = variables === null ? '{}' : await readText(variables, '--variables');
  const values = readVariables(text, variables);
  refuseToGuess(query, values);
  return JSON.stringify({ query, variables: values });
}

function readVariables(text: string, file: string | null): Readonly<Record<string, unknown>> {
  try {
    const values: unknown = JSON.parse(text);
    if (isRecord(values)) return values;
  } catch {
    throw new ConfigError([`--variables: ${file} is not JSON.`]);
  }
  throw new ConfigError([`--variables: ${file} must hold an object, such as {"limit": 10}.`]);
}

/** Every run would write once more. */
function refuseToWrite(query: string): void {
  const isWriting = parsed(query)?.definitions.some(
    (each) => each.kind === Kind.OPERATION_DEFINITION && each.operation === OperationTypeNode.MUTATION,
  );
  if (!isWriting) return;
  throw new ConfigError([
    'measure runs an operation many times, and a mutation would write each time. Ask a server for its plan: x-espalier-dry-run with x-espalier-explain.',
  ]);
}

/** A limit that is left out stands for the largest page: nobody who measures an operation means that without saying it. */
function refuseToGuess(query: string, values: Readonly<Record<string, unknown>>): void {
  const missing = declaredVariables(query).filter((name) => !Object.hasOwn(values, name));
  if (missing.length === 0) return;
  const example = JSON.stringify(Object.fromEntries(missing.map((name) => [name, null])));
  const named = missing.map((name) => `$${name}`).join(', ');
  throw new ConfigError([
    `measure needs a value for ${named}: put it into a JSON file, such as ${example}, and name the file with --variables.`,
  ]);
}

/** Gives the names of the variables without a default. A document that cannot be parsed is reported when it runs. */
function declaredVariables(query: string): string[] {
  const definitions = parsed(query)?.definitions ?? [];
  const variables = definitions.flatMap((each) =>
    each.kind === Kind.OPERATION_DEFINITION ? (each.variableDefinitions ?? []) : [],
  );
  return variables.filter(({ defaultValue }) => defaultValue === undefined).map(({ variable }) => variable.name.value);
}

function parsed(query: string): DocumentNode | null {
  try {
    return parse(query);
  } catch {
    return null;
  }
}

async function readText(file: string, flag: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new ConfigError([`${flag}: ${file} cannot be read.`]);
  }
}

function median(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]): string => {
    const cells = row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)));
    return cells.join('  ').trimEnd();
  };
  return rows.map(line).join('\n');
}
