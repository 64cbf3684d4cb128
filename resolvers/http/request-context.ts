import { GraphQLError } from 'graphql';
import type { RequestContext } from '../operation/executor-type.ts';

const explainValues = ['off', 'plan', 'analyze'] as const;
const loadValues = ['auto', 'selectin', 'joined'] as const;

/** Reads the wishes in the headers of a request. They count only where `config.explain` allows them. */
export function requestContext(
  headers: Headers,
  signal: AbortSignal,
  config: { readonly explain: boolean },
): RequestContext {
  const idempotencyKey = idempotencyKeyOf(headers);
  if (!config.explain) return { explain: 'off', load: 'auto', signal, idempotencyKey };
  return {
    idempotencyKey,
    explain: headerChoice(headers, 'x-espalier-explain', explainValues) ?? 'off',
    load: headerChoice(headers, 'x-espalier-load', loadValues) ?? 'auto',
    signal,
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
