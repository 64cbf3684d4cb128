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

/** One per root field that a program could ask for and that is answered without errors. */
export async function programAnswers(
  target: FuzzTarget,
  root: SelectionSet,
  cursorOf: CursorLookup,
): Promise<ProgramAnswer[]> {
  const answers: ProgramAnswer[] = [];
  for (const field of root.fields) {
    const answer = await programAnswer(target, root.type, field, cursorOf);
    if (answer) answers.push(answer);
  }
  return answers;
}

export function differs({ answered, given }: ProgramAnswer): boolean {
  return !isDeepStrictEqual(answered, given);
}

async function programAnswer(
  { gateway, programs, defaultPageSize, reference: { claims } }: FuzzTarget,
  query: string,
  field: Field,
  cursorOf: CursorLookup,
): Promise<ProgramAnswer | null> {
  const asked = programCase(gateway.gateway, query, field, cursorOf, defaultPageSize);
  if (!asked) return null;
  const printed = printOperation(asked.root, cursorOf);
  const { data, errors } = await gateway.run(printed.query, { variables: printed.variables, claims });
  if (errors.length > 0) return null;
  await using session = programs.session({ claims });
  const [answered] = Object.values(Object(data));
  try {
    return { query: printed.query, answered, given: partOf(asked, await asked.ask(session), answered) };
  } catch (error) {
    return isRefused(error) ? null : { query: printed.query, answered, given: String(error) };
  }
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
