/**
 * Which HTTP requests are GraphQL requests: POST with a JSON body in UTF-8, and GET. Forms, multipart and plain text are
 * refused because a browser sends them across origins without asking.
 */
import { GraphQLError } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import type { Body, BodyReader } from './read-body.ts';
import type { NodeContext } from './request-state.ts';

/** Deeper variables would overflow the stack of whoever walks or prints them. */
export const MAX_NESTING = 100;
const parameterNames = ['query', 'operationName', 'variables', 'extensions'];

/** Replaces Yoga's request parsers. */
export function useStrictRequests(maxBytes: number, readBody: BodyReader): Plugin<object, NodeContext> {
  return {
    onRequestParse({ request, serverContext, setRequestParser }) {
      // Yoga itself refuses every other method.
      if (request.method === 'GET') setRequestParser(parseQueryString);
      if (request.method !== 'POST') return;
      setRequestParser((post) => parseBody(post, maxBytes, () => readBody(post, serverContext, maxBytes)));
    },
    onParams({ params, setParams }) {
      // Routers ask by hash first, know this answer (with status 200) and send the whole query.
      if (params.query === undefined && params.extensions?.['persistedQuery'] !== undefined) {
        throw badRequest(200, 'PersistedQueryNotSupported', 'PERSISTED_QUERY_NOT_SUPPORTED');
      }
      if (isDeeper(params.variables, MAX_NESTING)) {
        throw badRequest(400, `The variables are nested more than ${MAX_NESTING} levels deep.`, 'BAD_USER_INPUT');
      }
      if (typeof params.query !== 'string') throw badRequest(400, queryProblem(params.query));
      if (!isTextOrNone(params.operationName)) throw badRequest(400, '"operationName" must be a string or null.');
      if (hasMore(params)) setParams(withoutMore(params));
    },
  };
}

function queryProblem(query: unknown): string {
  return query === undefined
    ? 'The request has no "query".'
    : `"query" must be a string; it is ${query === null ? 'null' : `of type ${Array.isArray(query) ? 'list' : typeof query}`}.`;
}

/** GraphQL's parameters come from JSON, whatever their types say. */
function isTextOrNone(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string';
}

/** Members that the HTTP specification does not know are ignored. Plugins of the program's own have seen them by then. */
function hasMore(params: GraphQLParams): boolean {
  return Object.keys(params).some((name) => !parameterNames.includes(name));
}

function withoutMore({ query, operationName, variables, extensions }: GraphQLParams): GraphQLParams {
  return { query, operationName, variables, extensions };
}

function parseQueryString(request: Request): GraphQLParams {
  const contentType = request.headers.get('content-type');
  if (contentType !== null && !isJson(contentType)) throw unsupported(contentType);
  const { searchParams } = new URL(request.url, 'http://localhost');
  for (const name of parameterNames) {
    if (searchParams.getAll(name).length > 1) throw badRequest(400, `The parameter "${name}" is given more than once.`);
  }
  const json = (name: string): Record<string, unknown> | undefined => {
    const value = searchParams.get(name);
    return value && value !== 'null' ? parseJson(value, `The parameter "${name}"`) : undefined;
  };
  return {
    query: searchParams.get('query') ?? undefined,
    operationName: searchParams.get('operationName') || undefined,
    variables: json('variables'),
    extensions: json('extensions'),
  };
}

async function parseBody({ headers }: Request, maxBytes: number, read: () => Promise<Body>): Promise<GraphQLParams> {
  const contentType = headers.get('content-type');
  if (contentType === null || !isJson(contentType)) throw unsupported(contentType);
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding.toLowerCase() !== 'identity') {
    throw badRequest(415, `The body is encoded with "${encoding.slice(0, 100)}"; send it as it is.`);
  }
  const body = Number(headers.get('content-length')) > maxBytes ? 'too large' : await read();
  if (body === 'too large') throw badRequest(413, `The body is larger than ${maxBytes} bytes.`, 'LIMIT_EXCEEDED');
  if (body === 'ended early') throw badRequest(400, 'The body ended early.');
  return parseJson(decode(body), 'The body');
}

/** Drops a byte order mark. Without `fatal`, broken bytes would silently become U+FFFD, also in what is looked up. */
const decoder = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw badRequest(400, 'The body is not valid UTF-8.');
  }
}

function parseJson(text: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest(400, `${what} is not valid JSON.`);
  }
  if (Array.isArray(value)) throw badRequest(400, `${what} must be one JSON object; batches are not supported.`);
  if (!isObject(value)) throw badRequest(400, `${what} must be a JSON object.`);
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export function isDeeper(value: unknown, levels: number): boolean {
  if (!isObject(value)) return false;
  const inner = Object.values(value);
  return levels === 0 ? inner.length > 0 : inner.some((each) => isDeeper(each, levels - 1));
}

function isJson(contentType: string): boolean {
  const [type, ...parameters] = contentType.toLowerCase().split(';');
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='));
  return type?.trim() === 'application/json' && (charset ?? 'charset=utf-8').replaceAll('"', '') === 'charset=utf-8';
}

function unsupported(contentType: string | null): GraphQLError {
  const given = contentType === null ? 'none' : `"${contentType.slice(0, 100)}"`;
  return badRequest(415, `The content type must be application/json in UTF-8; it is ${given}.`);
}

function badRequest(status: number, message: string, code = 'BAD_REQUEST'): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status } } });
}
