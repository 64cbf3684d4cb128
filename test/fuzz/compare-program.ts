/** What a session of a program gives beside what the same operation answers. */
import { isDeepStrictEqual } from 'node:util';
import type { FuzzTarget } from './fuzz-target.ts';
import type { Field, SelectionSet } from './operation.ts';
import { type CursorLookup, printOperation } from './print.ts';
import { answeredPart, type ProgramCase, programCase } from './program.ts';

export interface ProgramAnswer {
  readonly query: string;
  readonly answered: unknown;
  /** What the session gave of it, or its error. */
  readonly given: unknown;
}

/** How a program may ask. */
type Way = 'load' | 'transaction' | 'stream';

/** What fails for the operation fails for the program, which has no place for an error beside other values. */
const AN_ERROR = 'an error';

/** One per way and root field that a program could ask for, and that is answered without errors unless errors are `expected`. */
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

/** In a session of its own; an Error where it fails. */
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

/** Read while they are there: the next batch takes the place of the last. */
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

/** Before any SQL a program is told of window values outside of a list and of cursors of another order, an operation only where there is such a row; either may be too slow. */
function isRefused(error: unknown): boolean {
  return /is a value of a row among the rows of a list|was made under another orderBy|did not finish in time|at most/.test(
    String(error),
  );
}
