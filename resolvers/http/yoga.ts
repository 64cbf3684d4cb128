/**
 * GraphQL over HTTP: Yoga with this product's limits, errors and rules for requests.
 */
import type { RequestListener } from 'node:http';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import { createLRUCache, createYoga, useReadinessCheck } from 'graphql-yoga';
import type { Plugin } from 'graphql-yoga';
import { failureStatus, markRequestErrors, toGraphQLError } from '../errors-to-graphql.ts';
import type { Responder } from '../executor-type.ts';
import { fastLane } from './fast-lane.ts';
import { writtenResult } from './written-result.ts';
import { parseWithinLimits, validateWithinLimits } from '../limits.ts';
import type { Config } from '../../schema/config.ts';
import { useAllowedOrigins } from './cross-origin.ts';
import { useStrictRequests } from './request-parser.ts';
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
}

/** The request handler, for Node's `http` and for `fetch`. */
export function createHandler(parts: YogaParts): RequestListener {
  const documents = createLRUCache<DocumentNode>({ max: parts.config.limits.planCacheEntries });
  const valid = new WeakSet<DocumentNode>();
  const answered = new WeakMap<object, ExecutionResult>();
  const yoga = createHandlerOfYoga(parts, { documents, valid, answered });
  // Other plugins may hook phases that the lane would skip.
  if (!parts.config.fastLane || parts.plugins.length > 0) return yoga;
  const known = (query: string): DocumentNode | undefined => {
    const document = documents.get(query);
    return document && valid.has(document) ? document : undefined;
  };
  return fastLane({ config: parts.config, respond: parts.respond, known, yoga, answered });
}

/** What Yoga and the fast lane share. */
interface Shared {
  /** Parsed documents by their text. */
  readonly documents: DocumentCache;
  readonly valid: WeakSet<DocumentNode>;
  /** Results that the lane has found for requests which Yoga must answer. */
  readonly answered: WeakMap<object, ExecutionResult>;
}

type DocumentCache = ReturnType<typeof createLRUCache<DocumentNode>>;

function createHandlerOfYoga(parts: YogaParts, shared: Shared) {
  const { config } = parts;
  return createYoga({
    schema: parts.schema,
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
      useStrictRequests(config.limits),
      useEspalier(parts, shared),
    ],
  });
}

/** Parse, validate and execute are ours; so is the status of a failed operation. */
function useEspalier({ respond, config }: YogaParts, { valid, answered }: Shared): Plugin<{ req?: object }> {
  return {
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
      if (found) return setExecuteFn(() => found);
      const context = requestContext(request, config);
      setExecuteFn(async () => {
        const answer = await respond({ ...args, context });
        return answer instanceof Uint8Array ? writtenResult(answer) : answer;
      });
    },
    onExecutionResult({ result, setResult }) {
      if (result === undefined || Array.isArray(result) || Symbol.asyncIterator in result) return;
      const http = failureStatus(result);
      setResult(http === null ? markRequestErrors(result) : { ...result, extensions: { ...result.extensions, http } });
    },
  };
}
