/**
 * Which HTTP requests are GraphQL requests: POST with a JSON body in UTF-8, and GET. Forms, multipart and plain text are
 * refused because a browser sends them across origins without asking.
 */
import { GraphQLError } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';

/** Deeper variables would overflow the stack of whoever walks or prints them. */
export const MAX_NESTING = 100;
const parameterNames = ['query', 'operationName', 'variables', 'extensions'];

/** Replaces Yoga's request parsers. */
export function useStrictRequests(limits: { readonly bodyBytes: number }): Plugin {
  return {
    onRequestParse({ request, setRequestParser }) {
      // Yoga itself refuses every other method.
      if (request.method === 'GET') setRequestParser(parseQueryString);
      if (request.method === 'POST') setRequestParser((post) => parseBody(post, limits.bodyBytes));
    },
    onParams({ params }) {
      // Routers ask by hash first, know this answer (with status 200) and send the whole query.
      if (params.query === undefined && params.extensions?.['persistedQuery'] !== undefined) {
        throw badRequest(200, 'PersistedQueryNotSupported', 'PERSISTED_QUERY_NOT_SUPPORTED');
      }
      if (isDeeper(params.variables, MAX_NESTING)) {
        throw badRequest(400, `The variables are nested more than ${MAX_NESTING} levels deep.`, 'BAD_USER_INPUT');
      }
    },
  };
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
    return value ? parseJson(value, `The parameter "${name}"`) : undefined;
  };
  return {
    query: searchParams.get('query') ?? undefined,
    operationName: searchParams.get('operationName') || undefined,
    variables: json('variables'),
    extensions: json('extensions'),
  };
}

async function parseBody(request: Request, maxBytes: number): Promise<GraphQLParams> {
  const contentType = request.headers.get('content-type');
  if (contentType === null || !isJson(contentType)) throw unsupported(contentType);
  const encoding = request.headers.get('content-encoding');
  if (encoding !== null && encoding.toLowerCase() !== 'identity') {
    throw badRequest(415, `The body is encoded with "${encoding.slice(0, 100)}"; send it as it is.`);
  }
  return parseJson(decode(await readBody(request, maxBytes)), 'The body');
}

async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = `The body is larger than ${maxBytes} bytes.`;
  if (Number(request.headers.get('content-length')) > maxBytes) throw badRequest(413, tooLarge, 'LIMIT_EXCEEDED');
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Not `for await`: leaving that destroys the connection, and the client would never read why.
  const reader = request.body?.getReader();
  const next = () =>
    reader?.read().catch(() => {
      throw badRequest(400, 'The body ended early.');
    });
  for (let read = await next(); read?.value !== undefined; read = await next()) {
    length += read.value.byteLength;
    if (length > maxBytes) throw badRequest(413, tooLarge, 'LIMIT_EXCEEDED');
    chunks.push(read.value);
  }
  return Buffer.concat(chunks, length);
}

function decode(bytes: Uint8Array): string {
  try {
    // Drops a byte order mark. Without `fatal`, broken bytes would silently become U+FFFD, also in what is looked up.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
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
