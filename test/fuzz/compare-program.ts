/** The results of a session beside the answer of the same operation. */
import { isDeepStrictEqual } from 'node:util';
import type { FuzzTarget } from './fuzz-target.ts';
import type { Field, SelectionSet } from './operation.ts';
import { type CursorLookup, printOperation } from './print.ts';
import { answeredPart, type ProgramCase, programCase } from './program.ts';

export interface ProgramAnswer {
  readonly query: string;
  readonly answered: unknown;
  /** The result of the session, or its error. */
  readonly given: unknown;
}

/** The ways in which a program may ask. */
type Way = 'load' | 'transaction' | 'stream';

/** An error of the operation is an error of the program, which has no place for it beside other values. */
const AN_ERROR = 'an error';

/**
 * Gives one answer per way and root field that a program can ask for. Fields with errors are left out unless errors are
 * `expected`.
 */
export async function programAnswers(
  target: FuzzTarget,
  root: SelectionSet,
  cursorOf: CursorLookup,
  expected = false,
): Promise<ProgramAnswer[]> {
  const answers: ProgramAnswer[] = [];
  for (const field of root.fields) answers.push(...(await answersOf(target, root.type, { field, cursorOf, expected })));
  return answers;
}

export function differs({ answered, given }: ProgramAnswer): boolean {
  return !isDeepStrictEqual(answered, given);
}

interface Asked {
  readonly field: Field;
  readonly cursorOf: CursorLookup;
  readonly expected: boolean;
}

async function answersOf(
  target: FuzzTarget,
  root: string,
  { field, cursorOf, expected }: Asked,
): Promise<ProgramAnswer[]> {
  const { gateway, defaultPageSize, reference } = target;
  const asked = programCase(gateway.gateway, root, field, cursorOf, defaultPageSize);
  if (!asked) return [];
  const { query, variables } = printOperation(asked.root, cursorOf);
  const { data, errors } = await gateway.run(query, { variables, claims: reference.claims });
  if (errors.length > 0 && !expected) return [];
  const ways: readonly Way[] = !expected
    ? ['load']
    : asked.stream
      ? ['load', 'transaction', 'stream']
      : ['load', 'transaction'];
  const [value] = Object.values(Object(data));
  const answers: ProgramAnswer[] = [];
  for (const way of ways) {
    const given = await givenBy(target, asked, way, value);
    const answered = errors.length > 0 ? AN_ERROR : value;
    if (given instanceof Error && isRefused(given)) continue;
    const compared = given instanceof Error ? (errors.length > 0 ? AN_ERROR : String(given)) : given;
    answers.push({ query: `by ${way}, ${query}`, answered, given: compared });
  }
  return answers;
}

/** Asks in a session of its own, and returns an Error where it fails. */
async function givenBy(
  { programs, reference: { claims } }: FuzzTarget,
  asked: ProgramCase,
  way: Way,
  answered: unknown,
): Promise<unknown> {
  await using session = programs.session({ claims });
  try {
    if (way === 'stream' && asked.stream) return await batches(asked, asked.stream(session), answered);
    const given = await (way === 'load' ? asked.ask(session) : session.transaction(() => asked.ask(session)));
    return partOf(asked, given, answered);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** A batch is read at once, because the next one takes its place. */
async function batches(
  asked: ProgramCase,
  stream: AsyncIterable<readonly object[]>,
  answered: unknown,
): Promise<unknown> {
  const all: unknown[] = [];
  for await (const batch of stream) {
    const part = Array.isArray(answered) ? answered.slice(all.length, all.length + batch.length) : answered;
    all.push(...[partOf(asked, batch, part)].flat());
  }
  return all;
}

function partOf({ root: { fields } }: ProgramCase, given: unknown, answered: unknown): unknown {
  return answeredPart(given, answered, fields[0]?.selection ?? null);
}

/**
 * A program is refused a window value outside of a list, and a cursor of another order, before any SQL. An operation is
 * refused only where such a row exists. Either may be too slow.
 */
function isRefused(error: unknown): boolean {
  return /is a value of a row among the rows of a list|was made under another orderBy|did not finish in time|at most/.test(
    String(error),
  );
}
