/**
 * The fast lane in front of Yoga: a plain JSON POST of a document that Yoga has parsed and found valid before is planned,
 * loaded and written straight from Node's request to Node's response. Whatever is in any way unusual goes to Yoga, which
 * answers everything; where the lane has read the body by then, or knows what becomes of the operation, Yoga gets that.
 */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, OutgoingHttpHeader, RequestListener, ServerResponse } from 'node:http';
import type { DocumentNode } from 'graphql';
import { giveBuffer } from '../../loaders/rows/buffer-pool.ts';
import type { Config } from '../../schema/config/config.ts';
import { isRecord } from '../../schema/util/records.ts';
import type { Authentication } from '../access/authentication.ts';
import type { Answer, Claims, ExecutorArguments, Responder } from '../operation/executor-type.ts';
import { outcomeOf } from '../operation/outcome.ts';
import { acceptedJson } from './accept.ts';
import { sendBusy } from './node-response.ts';
import { readNodeBody } from './read-body.ts';
import type { RequestState } from './request-state.ts';
import { abortedWith } from './socket-signal.ts';
import type { WaitingAnswers } from './waiting-answers.ts';
import { isDeeper, MAX_NESTING } from './request-parser.ts';

export interface FastLaneParts {
  readonly config: Config;
  readonly respond: Responder;
  readonly authenticate: Authentication | null;
  /** The document of a text that was parsed and found valid. */
  known(query: string): DocumentNode | undefined;
  readonly answers: WaitingAnswers;
  /** Answers what the lane does not. */
  readonly yoga: (request: IncomingMessage, response: ServerResponse, state: RequestState) => void;
  /** Answers a request that the lane itself has failed with. */
  fail(error: unknown, response: ServerResponse): void;
}

/** Larger bodies are rare, and reading them with care is Yoga's business. */
const MAX_BYTES = 64 * 1024;
const JSON_TYPES = new Set(['application/json', 'application/json; charset=utf-8', 'application/json;charset=utf-8']);
/** Some rule behind the lane is about each of these headers. */
const NOT_PLAIN = [
  'apollo-federation-include-trace',
  'origin',
  'sec-fetch-site',
  'content-encoding',
  'expect',
  'idempotency-key',
  'x-espalier-dry-run',
  'x-espalier-explain',
  'x-espalier-load',
];

export function fastLane(parts: FastLaneParts): RequestListener {
  return (request, response) => {
    const mediaType = acceptedJson(request.headers.accept ?? '');
    if (mediaType === null || !isPlain(request, parts.config)) parts.yoga(request, response, {});
    else pass(parts, request, response, mediaType).catch((error: unknown) => parts.fail(error, response));
  };
}

/** Whether nothing in the head of the request could matter to a rule or plugin behind the lane. */
function isPlain({ method, url, headers }: IncomingMessage, { server, limits }: Config): boolean {
  if (method !== 'POST' || url !== server.path || !JSON_TYPES.has(headers['content-type'] ?? '')) return false;
  if (NOT_PLAIN.some((name) => headers[name] !== undefined)) return false;
  const length = Number(headers['content-length'] ?? 0);
  return length > 0 && length <= Math.min(MAX_BYTES, limits.bodyBytes);
}

async function pass(
  parts: FastLaneParts,
  request: IncomingMessage,
  response: ServerResponse,
  mediaType: string,
): Promise<void> {
  const body = await readNodeBody(request, MAX_BYTES);
  // The client has gone.
  if (typeof body === 'string') return;
  const operation = readOperation(parts, body);
  if (!operation) return parts.yoga(request, response, { body });
  const claims = parts.authenticate ? await claimsOf(parts.authenticate, request) : null;
  // Yoga authenticates once more, and refuses in its own form.
  if (claims === REFUSED) return parts.yoga(request, response, { body });
  const context = { explain: 'off', load: 'auto', signal: abortedWith(request.socket), claims } as const;
  const outcome = await outcomeOf(parts.respond({ ...operation, context }));
  if (response.destroyed) return;
  const answer = outcome.kind === 'loaded' ? bytesOf(outcome.value) : null;
  // Yoga has a form for results with errors, and for what nobody has foreseen.
  if (!answer) return parts.yoga(request, response, { body, outcome, claims });
  const { bytes, free } = answer;
  if (!parts.answers.admits(bytes.length)) {
    free();
    return sendBusy(response);
  }
  response.writeHead(200, headersOf(bytes, mediaType, parts.config));
  parts.answers.send(bytes, response, free);
}

interface AnswerBytes {
  readonly bytes: Uint8Array;
  /** Is called when the bytes are needed no more. */
  readonly free: () => void;
}

/** Mutations, and operations in which functions take part, come as results. Null for those that hold more than data. */
function bytesOf(answer: Answer): AnswerBytes | null {
  if (answer instanceof Uint8Array) return { bytes: answer, free: () => giveBuffer(answer) };
  if (Symbol.asyncIterator in answer || answer.data == null || answer.errors || answer.extensions) return null;
  return { bytes: Buffer.from(JSON.stringify({ data: answer.data })), free: () => undefined };
}

const REFUSED = Symbol('refused');

function claimsOf(authenticate: Authentication, { headers }: IncomingMessage): Promise<Claims | typeof REFUSED> {
  const get = (name: string): string | null => {
    const value = headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(', ') : (value ?? null);
  };
  return authenticate({ get }).catch(() => REFUSED);
}

/** Names and values in turn, which Node writes as they are. */
function headersOf(answer: Uint8Array, mediaType: string, { server }: Config): OutgoingHttpHeader[] {
  const headers = ['content-type', `${mediaType}; charset=utf-8`, 'content-length', answer.length];
  return server.corsOrigins.length === 0 ? headers : [...headers, 'vary', 'Origin'];
}

/** Null for what Yoga must look at: unknown documents, and every body that is not plainly right. */
function readOperation({ known: existing }: FastLaneParts, body: Buffer): Omit<ExecutorArguments, 'context'> | null {
  const params = isUtf8(body) ? parseJson(body) : null;
  if (!isRecord(params)) return null;
  const { query, variables, operationName, extensions } = params;
  if (typeof query !== 'string' || (extensions !== undefined && extensions !== null)) return null;
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return null;
  if (variables !== undefined && variables !== null && !isRecord(variables)) return null;
  const document = existing(query);
  if (!document || isDeeper(variables, MAX_NESTING)) return null;
  return { document, variableValues: variables, operationName };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}
