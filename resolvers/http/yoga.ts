/**
 * GraphQL over HTTP: Yoga with this product's limits, errors and rules for requests.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DocumentNode, GraphQLError, GraphQLSchema, Source } from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { Plugin } from 'graphql-yoga';
import { inTime } from '../../loaders/session/lifetime.ts';
import { failureStatus, markRequestErrors, toGraphQLError } from '../operation/errors.ts';
import type { Responder } from '../operation/executor-type.ts';
import { cacheBounds } from '../operation/cache-bounds.ts';
import { DocumentCache } from '../operation/document-cache.ts';
import { authentication, type Authentication } from '../access/authentication.ts';
import { fastLane, type FastLaneParts } from './fast-lane.ts';
import { frameworkHandler, type Handler } from './framework-handler.ts';
import { sendFailure, sendResponse } from './node-response.ts';
import { type BodyReader, readNodeBody, readWebBody } from './read-body.ts';
import { useOtherPaths } from './other-paths.ts';
import { useProbes } from './probes.ts';
import { abortedWith } from './socket-signal.ts';
import type { WaitingAnswers } from './waiting-answers.ts';
import { asResult } from './written-result.ts';
import { parseWithinLimits, validateWithinLimits } from '../operation/limits.ts';
import type { Config } from '../../schema/config/config.ts';
import { useAccept } from './accept.ts';
import { useAllowedOrigins } from './cross-origin.ts';
import { useStrictRequests } from './request-parser.ts';
import { wantsTrace } from './trace.ts';
import { requestContext } from './request-context.ts';
import { contextOf, type NodeContext, stateOf } from './request-state.ts';

export interface YogaParts {
  readonly schema: GraphQLSchema;
  readonly respond: Responder;
  readonly config: Config;
  /** Large answers go through it. */
  readonly answers: WaitingAnswers;
  /** Told when documents go from the cache because there are too many bytes of them. */
  readonly crowded?: (() => void) | undefined;
  /** Whether operations can be answered now. */
  isReady(): Promise<boolean>;
  logError(error: unknown): void;
  /** Plugins that only answer requests which are no operations, such as the one with the GraphiQL page. */
  readonly pages: readonly Plugin[];
  /** The plugin of `federation.trace`. */
  readonly tracing?: Plugin | null;
  /** More of Yoga's plugins: with any, all requests go through Yoga. */
  readonly plugins: readonly Plugin[];
  /** Makes the part of the context that resolvers get beside the request. With it, all requests go through Yoga. It may refuse a request by an error. */
  readonly context?: ((request: Request) => object | Promise<object>) | undefined;
}

/** The ways in: for Node's `http`, and for whoever has a `Request`. */
export interface Endpoint {
  readonly handler: Handler;
  fetch(request: Request): Promise<Response>;
}

export function createEndpoint(parts: YogaParts): Endpoint {
  const { config, respond } = parts;
  const fail = (error: unknown, response: ServerResponse): void => {
    parts.logError(error);
    sendFailure(toGraphQLError(error, config), response);
  };
  const shared = sharedParts(parts, parts.plugins.length === 0);
  const server = createYogaServer(parts, shared);
  const { answers } = parts;
  const yoga = listener(server, fail, { isOurs: shared.isAlone, answers });
  const fetch = async (request: Request): Promise<Response> => server.fetch(request, contextOf({}));
  // Other plugins may hook phases that the lane would skip.
  const behind = (request: IncomingMessage, response: ServerResponse, body: Buffer | undefined): void =>
    yoga(request, response, body ? { body } : {});
  if (!config.fastLane || !shared.isAlone || parts.context)
    return { handler: frameworkHandler(config.server.path, behind), fetch };
  const cached = (query: string): DocumentNode | undefined => shared.documents.get(query);
  const lane = fastLane({ config, respond, known: cached, answers, yoga, fail, ...shared });
  const handler = frameworkHandler(config.server.path, (request, response, body) =>
    body ? behind(request, response, body) : lane(request, response),
  );
  return { handler, fetch };
}

/** The gateway for a Yoga that is not ours, but for its schema: limits on documents, execution and the form of errors. */
export function yogaPlugins(parts: YogaParts): Plugin[] {
  return [...useEspalier(parts, sharedParts(parts, false)), useErrorForm(parts)];
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

function listener(
  yoga: YogaServer,
  fail: FastLaneParts['fail'],
  sending: Parameters<typeof sendResponse>[2],
): FastLaneParts['yoga'] {
  const answer: (...given: Parameters<FastLaneParts['yoga']>) => Promise<void> = async (req, res, state) =>
    sendResponse(await yoga.handleNodeRequestAndResponse(req, res, contextOf(state, { req, res })), res, sending);
  return (request, response, state) => {
    answer(request, response, state).catch((error: unknown) => fail(error, response));
  };
}

/** The parts that Yoga and the fast lane share. */
interface Shared {
  /** Other plugins may put other requests in the place of those that came, and keep what they see of answers, as caches do. */
  readonly isAlone: boolean;
  readonly documents: DocumentCache;
  readonly authenticate: Authentication | null;
}

function sharedParts({ config, crowded }: YogaParts, isAlone: boolean): Shared {
  const documents = new DocumentCache({ ...cacheBounds(config.limits).documents, crowded });
  const authenticate = authentication(config);
  return { isAlone, documents, authenticate };
}

function createYogaServer(parts: YogaParts, shared: Shared) {
  const { config, context } = parts;
  return createYoga<NodeContext, object>({
    schema: parts.schema,
    ...(context && {
      context: ({ request }) => inTime(config.limits.requestTimeoutMs, (async () => context(request))()),
    }),
    graphqlEndpoint: config.server.path,
    // Yoga's own answers wherever an address ends in its path, also in a query: this is no end of any.
    healthCheckEndpoint: '\0',
    landingPage: false,
    graphiql: false,
    cors: false,
    multipart: false,
    batching: false,
    // The request parser counts while it reads.
    maxRequestBodySize: false,
    // The cache of documents is ours.
    parserAndValidationCache: false,
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
      useOtherPaths(config.server.path),
      useProbes(() => parts.isReady()),
      useAccept(),
      ...useAllowedOrigins(config.server.corsOrigins),
      ...parts.pages,
      ...parts.plugins,
      ...(parts.tracing ? [parts.tracing] : []),
      useStrictRequests(config.limits.bodyBytes, bodyReader(shared)),
      ...useEspalier(parts, shared),
    ],
  });
}

/** The body that a request came with, unless a plugin may have put another in its place or somebody has begun to read it. */
function bodyReader({ isAlone }: Shared): BodyReader {
  return (request, context, maxBytes) => {
    const { body } = stateOf(request, context);
    if (body) return Promise.resolve(body);
    const { req: node } = context;
    const isWhole = isAlone && node && !node.readableDidRead && !('body' in node);
    return isWhole ? readNodeBody(node, maxBytes) : readWebBody(request, maxBytes);
  };
}

/** Parse, validate and execute are ours; so is the status of a failed operation. */
function useEspalier({ schema, respond, config }: YogaParts, shared: Shared): Plugin<NodeContext>[] {
  const { isAlone, documents, authenticate } = shared;
  const keep = (document: DocumentNode, errors: readonly GraphQLError[]): void => {
    const text = document.loc?.source.body;
    if (text === undefined) return;
    if (errors.length === 0) documents.keep(text, document);
    else documents.refuse(text, errors);
  };
  return [
    ...(authenticate ? [useAuthentication(authenticate)] : []),
    {
      onParse({ params, setParseFn, setParsedDocument }) {
        const text = textOf(params.source);
        const cached = documents.get(text);
        if (cached) return setParsedDocument(cached);
        // Other plugins may look at documents, also at those that are refused.
        const refusal = isAlone ? documents.refusal(text) : null;
        setParseFn((source) => {
          if (refusal) throw new AggregateError(refusal);
          return parseWithinLimits(source, config.limits);
        });
      },
      onValidate({ setValidationFn }) {
        setValidationFn((against, document) => {
          if (against === schema && documents.has(document)) return [];
          const errors = validateWithinLimits(against, document, config);
          if (against === schema) keep(document, errors);
          return errors;
        });
      },
      onExecute({ args, setExecuteFn }) {
        const { request, req } = args.contextValue;
        const { outcome, claims = null } = stateOf(request, args.contextValue);
        const traced = config.federation?.trace === true && wantsTrace(request.headers);
        const context = {
          ...requestContext(request.headers, isAlone && req ? abortedWith(req.socket) : request.signal, config),
          traced,
          own: args.contextValue,
          claims,
        };
        setExecuteFn(async () => {
          if (outcome?.kind === 'failed') throw outcome.error;
          return asResult(outcome ? outcome.value : await respond({ ...args, context }));
        });
      },
      // Not only of executions: what fails before them comes by here too.
      onResultProcess({ result, setResult }) {
        if (Array.isArray(result) || Symbol.asyncIterator in result) return;
        const http = failureStatus(result);
        setResult(
          http === null ? markRequestErrors(result) : { ...result, extensions: { ...result.extensions, http } },
        );
      },
    },
  ];
}

/** Refuses whoever is not authenticated, before the operation is read. */
function useAuthentication(authenticate: Authentication): Plugin<NodeContext, NodeContext> {
  return {
    async onRequestParse({ request, serverContext }) {
      const state = stateOf(request, serverContext);
      if (state.claims === undefined) state.claims = await authenticate(request.headers);
    },
  };
}

function textOf(source: string | Source): string {
  return typeof source === 'string' ? source : source.body;
}
