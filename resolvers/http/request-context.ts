import { GraphQLError } from 'graphql';
import type { Config } from '../../schema/config/config.ts';
import type { RequestContext } from '../operation/executor-type.ts';

const explainValues = ['off', 'plan', 'analyze'] as const;
const loadValues = ['auto', 'selectin', 'joined'] as const;

/** Reads the wishes in the headers of a request. Those for plans count only where `config.explain` allows them. */
export function requestContext(
  headers: Headers,
  signal: AbortSignal,
  config: Pick<Config, 'explain' | 'mutations'>,
): RequestContext {
  const asked = { signal, idempotencyKey: idempotencyKeyOf(headers), dryRun: isDryRun(headers, config) };
  if (!config.explain) return { explain: 'off', load: 'auto', ...asked };
  return {
    explain: headerChoice(headers, 'x-espalier-explain', explainValues) ?? 'off',
    load: headerChoice(headers, 'x-espalier-load', loadValues) ?? 'auto',
    ...asked,
  };
}

const MAX_KEY_LENGTH = 255;

function idempotencyKeyOf(headers: Headers): string | null {
  const key = headers.get('idempotency-key');
  if (key === null || (key !== '' && key.length <= MAX_KEY_LENGTH)) return key;
  throw new GraphQLError(`The header idempotency-key must have 1 to ${MAX_KEY_LENGTH} characters.`, {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  });
}

const DRY_RUN = 'x-espalier-dry-run';

/** Where it is not allowed it is refused: a client that asks for a dry run must not write in earnest. */
function isDryRun(headers: Headers, { mutations }: Pick<Config, 'mutations'>): boolean {
  if (headerChoice(headers, DRY_RUN, ['true', 'false']) !== 'true') return false;
  if (!mutations || mutations.dryRun) return true;
  throw new GraphQLError(`The header ${DRY_RUN} is not allowed here. The setting mutations.dryRun allows it.`, {
    extensions: { code: 'FORBIDDEN', http: { status: 403 } },
  });
}

function headerChoice<Choice extends string>(
  headers: Headers,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const value = headers.get(name);
  if (value === null) return undefined;
  const choice = choices.find((existing) => existing === value.trim().toLowerCase());
  if (choice !== undefined) return choice;
  throw new GraphQLError(`The header ${name} must be one of ${choices.join(', ')}.`, {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  });
}
