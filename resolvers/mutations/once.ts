/** A mutation that a client sends again under the same `idempotency-key` happens once: later requests get the first answer, byte by byte. */
import { createHash } from 'node:crypto';
import { type ExecutionResult, GraphQLError, type OperationDefinitionNode, print } from 'graphql';
import type { RequestKey, Requests } from '../../loaders/work/requests.ts';
import { isRecord } from '../../schema/util/records.ts';
import { type ErrorSettings, toGraphQLError } from '../operation/errors.ts';
import type { ExecutorArguments } from '../operation/executor-type.ts';

/** The body stands beside the result that it was made of, for whoever sends bytes. */
interface Answered extends ExecutionResult {
  readonly stringify: () => string;
}

export class Once {
  readonly #requests: Requests;
  readonly #key: RequestKey;

  constructor(requests: Requests, key: RequestKey) {
    this.#requests = requests;
    this.#key = key;
  }

  /** The answer that an earlier request with the key had, or null for the first one. */
  async earlier(): Promise<ExecutionResult | null> {
    const stored = await this.#requests.claim(this.#key);
    if (!stored) return null;
    const { operation, answer } = stored;
    if (operation !== this.#key.operation || answer === null) return { data: null, errors: [otherOperation()] };
    const result: unknown = JSON.parse(answer);
    const http = { headers: { 'idempotency-replayed': 'true' } };
    return { ...(isRecord(result) ? result : {}), ...bodyOf(answer), extensions: { http } };
  }

  /** Stores an answer, which stays if the transaction is committed. */
  async keep({ data, errors }: ExecutionResult, settings: ErrorSettings): Promise<Answered> {
    const shown = errors && { errors: errors.map((error) => toGraphQLError(error, settings)) };
    const body = JSON.stringify({ data, ...shown });
    await this.#requests.store(this.#key, body);
    return { data, ...(errors && { errors }), ...bodyOf(body) };
  }
}

function bodyOf(body: string): Pick<Answered, 'stringify'> {
  return { stringify: () => body };
}

function otherOperation(): GraphQLError {
  return new GraphQLError('This idempotency key belongs to another operation, or to other variables.', {
    extensions: { code: 'CONFLICT' },
  });
}

/** Claims that are not declared, such as the time at which a token ends, are no part of the key. */
export function requestKey(
  { document, variableValues, context }: ExecutorArguments,
  { name }: OperationDefinitionNode,
  declared: Iterable<string>,
): RequestKey | null {
  const { idempotencyKey: key, claims } = context;
  if (key == null) return null;
  const text = document.loc?.source.body ?? print(document);
  const own = [...declared].map((claim) => [claim, claims?.[claim] ?? null] as const);
  return {
    key,
    claims: hashOf(Object.fromEntries(own)),
    operation: hashOf([text, name?.value ?? null, variableValues ?? {}]),
  };
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value, sortedMembers)).digest('hex');
}

/** Members of objects have no order. */
function sortedMembers(_name: string, value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
