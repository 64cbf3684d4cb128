/**
 * GraphQL over HTTP: Yoga with this product's limits, errors and rules for requests.
 */
import type { GraphQLSchema } from 'graphql';
import { createLRUCache, createYoga, useReadinessCheck } from 'graphql-yoga';
import type { Plugin } from 'graphql-yoga';
import { failureStatus, markRequestErrors, toGraphQLError } from '../resolvers/errors-to-graphql.ts';
import type { Executor } from '../resolvers/executor-type.ts';
import { parseWithinLimits, validateWithinLimits } from '../resolvers/limits.ts';
import type { Config } from '../schema/config.ts';
import { useAllowedOrigins } from './cross-origin.ts';
import { useStrictRequests } from './request-parser.ts';
import { requestContext } from './request-context.ts';

export interface YogaParts {
  readonly schema: GraphQLSchema;
  readonly execute: Executor;
  readonly config: Config;
  /** Whether operations can be answered now. */
  isReady(): Promise<boolean>;
  logError(error: unknown): void;
  /** More of Yoga's plugins, such as the GraphiQL page. */
  readonly plugins: readonly Plugin[];
}

/** The request handler, for Node's `http` and for `fetch`. */
export function createHandler(parts: YogaParts) {
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
      documentCache: createLRUCache({ max: config.limits.planCacheEntries }),
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
      ...parts.plugins,
      useStrictRequests(config.limits),
      useEspalier(parts),
    ],
  });
}

/** Parse, validate and execute are ours; so is the status of a failed operation. */
function useEspalier({ execute, config }: YogaParts): Plugin {
  return {
    onParse({ setParseFn }) {
      setParseFn((source) => parseWithinLimits(source, config.limits));
    },
    onValidate({ setValidationFn }) {
      setValidationFn((schema, document) => validateWithinLimits(schema, document, config));
    },
    onExecute({ args, setExecuteFn }) {
      const context = requestContext(args.contextValue.request, config);
      setExecuteFn(() => execute({ ...args, context }));
    },
    onExecutionResult({ result, setResult }) {
      if (result === undefined || Array.isArray(result) || Symbol.asyncIterator in result) return;
      const http = failureStatus(result);
      setResult(http === null ? markRequestErrors(result) : { ...result, extensions: { ...result.extensions, http } });
    },
  };
}
