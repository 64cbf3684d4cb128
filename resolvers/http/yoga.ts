/**
 * GraphQL over HTTP: Yoga with this product's limits, errors and rules for requests.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { createLRUCache, createYoga, useReadinessCheck } from 'graphql-yoga';
import type { Plugin } from 'graphql-yoga';
import { failureStatus, markRequestErrors, toGraphQLError } from '../errors-to-graphql.ts';
import type { Answer, Responder } from '../executor-type.ts';
import { authentication, type Authentication } from '../access/authentication.ts';
import type { Claims } from '../access/read-claims.ts';
import { fastLane, type FastLaneParts } from './fast-lane.ts';
import { sendFailure, sendResponse } from './node-response.ts';
import { writtenResult } from './written-result.ts';
import { parseWithinLimits, validateWithinLimits } from '../limits.ts';
import type { Config } from '../../schema/config.ts';
import { useAllowedOrigins } from './cross-origin.ts';
import { useStrictRequests } from './request-parser.ts';
import { useTrace, wantsTrace } from './trace.ts';
import { requestContext } from './request-context.ts';

export interface YogaParts {
  readonly schema: GraphQLSchema;
  readonly respond: Responder;
  readonly config: Config;
  /** Whether operations can be answered now. */
  isReady(): Promise<boolean>;
  logError(error: unknown): void;
  /** Plugins that only answer requests which are no operations, such as the one with the GraphiQL page. */
  readonly pages: readonly Plugin[];
  /** More of Yoga's plugins: with any, all requests go through Yoga. */
  readonly plugins: readonly Plugin[];
  /** What resolvers get beside the request; with it, all requests go through Yoga. It may refuse a request by an error. */
  readonly context?: ((request: Request) => object | Promise<object>) | undefined;
}

/** The ways in: for Node's `http`, and for whoever has a `Request`. */
export interface Endpoint {
  readonly handler: RequestListener;
  fetch(request: Request): Promise<Response>;
}

export function createEndpoint(parts: YogaParts): Endpoint {
  const documents = createLRUCache<DocumentNode>({ max: parts.config.limits.planCacheEntries });
  const valid = new WeakSet<DocumentNode>();
  const answered = new WeakMap<object, Promise<Answer>>();
  const fail = (error: unknown, response: ServerResponse): void => {
    parts.logError(error);
    sendFailure(toGraphQLError(error, parts.config), response);
  };
  const authenticate = authentication(parts.config);
  const server = createYogaServer(parts, { documents, valid, answered, authenticate });
  const yoga = listener(server, fail, parts.plugins.length === 0);
  const fetch = async (request: Request): Promise<Response> => server.fetch(request);
  // Other plugins may hook phases that the lane would skip.
  if (!parts.config.fastLane || parts.plugins.length > 0 || parts.context) return { handler: yoga, fetch };
  const known = (query: string): DocumentNode | undefined => {
    const document = documents.get(query);
    return document && valid.has(document) ? document : undefined;
  };
  return {
    handler: fastLane({ config: parts.config, respond: parts.respond, authenticate, known, yoga, answered, fail }),
    fetch,
  };
}

/** The gateway for a Yoga that is not ours: schema, limits on documents, execution and the form of errors. */
export function yogaPlugins(parts: YogaParts): Plugin[] {
  return [
    {
      onPluginInit({ setSchema }) {
        setSchema(parts.schema);
      },
    },
    useEspalier(parts, { valid: new WeakSet(), answered: new WeakMap(), authenticate: authentication(parts.config) }),
    useErrorForm(parts),
  ];
}

/** Another Yoga would hide the database's errors: they get the form that is safe for clients before it sees them. */
function useErrorForm({ config, logError }: YogaParts): Plugin {
  return {
    onExecute: () => ({
      onExecuteDone({ result, setResult }) {
        if (Symbol.asyncIterator in result || !result.errors) return;
        for (const error of result.errors) logError(error);
        setResult({ ...result, errors: result.errors.map((error) => toGraphQLError(error, config)) });
      },
    }),
  };
}

type YogaServer = ReturnType<typeof createYogaServer>;

/** Other plugins may keep what they see of answers, as caches do. */
function listener(yoga: YogaServer, fail: FastLaneParts['fail'], isAlone: boolean): RequestListener {
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> =>
    sendResponse(await yoga.handleNodeRequestAndResponse(req, res, { req, res }), res, isAlone);
  return (request, response) => {
    answer(request, response).catch((error: unknown) => fail(error, response));
  };
}

/** What Yoga and the fast lane share. */
interface Shared {
  /** Parsed documents by their text. */
  readonly documents: DocumentCache;
  readonly valid: WeakSet<DocumentNode>;
  /** What the lane has found for requests which Yoga must answer. */
  readonly answered: WeakMap<object, Promise<Answer>>;
  readonly authenticate: Authentication | null;
}

/** What Yoga is given along with a request. */
interface NodeContext {
  readonly req?: IncomingMessage;
  readonly res?: ServerResponse;
}

type DocumentCache = ReturnType<typeof createLRUCache<DocumentNode>>;

function createYogaServer(parts: YogaParts, shared: Shared) {
  const { config, context } = parts;
  return createYoga<NodeContext, object>({
    schema: parts.schema,
    ...(context && { context: ({ request }) => context(request) }),
    graphqlEndpoint: config.server.path,
    healthCheckEndpoint: '/health',
    landingPage: false,
    graphiql: false,
    cors: false,
    multipart: false,
    batching: false,
    // The request parser counts while it reads.
    maxRequestBodySize: false,
    // Documents that are no GraphQL are not kept: they could be many and long.
    parserAndValidationCache: {
      documentCache: shared.documents,
      errorCache: { get: () => undefined, set: () => {} },
    },
    // Errors are logged where they are masked.
    logging: false,
    maskedErrors: {
      isDev: false,
      maskError: (error) => {
        parts.logError(error);
        return toGraphQLError(error, config);
      },
    },
    plugins: [
      useReadinessCheck({ endpoint: '/readiness', check: () => parts.isReady() }),
      useAllowedOrigins(config.server.corsOrigins),
      ...parts.pages,
      ...parts.plugins,
      ...(config.federation?.trace ? [useTrace(parts.schema)] : []),
      useStrictRequests(config.limits),
      useEspalier(parts, shared),
    ],
  });
}

/** Parse, validate and execute are ours; so is the status of a failed operation. */
function useEspalier(
  { respond, config }: YogaParts,
  { valid, answered, authenticate }: Pick<Shared, 'valid' | 'answered' | 'authenticate'>,
): Plugin<NodeContext> {
  const claims = new WeakMap<Request, Claims>();
  return {
    async onRequestParse({ request }) {
      if (authenticate) claims.set(request, await authenticate(request.headers));
    },
    onParse({ setParseFn }) {
      setParseFn((source) => parseWithinLimits(source, config.limits));
    },
    onValidate({ setValidationFn }) {
      setValidationFn((schema, document) => {
        const errors = validateWithinLimits(schema, document, config);
        if (errors.length === 0) valid.add(document);
        return errors;
      });
    },
    onExecute({ args, setExecuteFn }) {
      const { request, req } = args.contextValue;
      const found = req && answered.get(req);
      const traced = config.federation?.trace === true && wantsTrace(request.headers);
      const context = {
        ...requestContext(request, config),
        traced,
        own: args.contextValue,
        claims: claims.get(request) ?? null,
      };
      setExecuteFn(async () => {
        const answer = await (found ?? respond({ ...args, context }));
        return answer instanceof Uint8Array ? writtenResult(answer) : answer;
      });
    },
    // Not only of executions: what fails before them comes by here too.
    onResultProcess({ result, setResult }) {
      if (Array.isArray(result) || Symbol.asyncIterator in result) return;
      const http = failureStatus(result);
      setResult(http === null ? markRequestErrors(result) : { ...result, extensions: { ...result.extensions, http } });
    },
  };
}
