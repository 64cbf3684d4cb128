import type { DocumentNode, ExecutionResult } from 'graphql';

/** The claims of the caller by name, or null for none. */
export type Claims = Readonly<Record<string, unknown>> | null;

/** The settings of a request for its execution, beside its document. */
export interface RequestContext {
  readonly explain: 'off' | 'plan' | 'analyze';
  /** The strategy for every relation for which it is legal. */
  readonly load: 'auto' | 'selectin' | 'joined';
  /** A mutation is rolled back when its answer is made. */
  readonly dryRun?: boolean;
  /** The signal is aborted when the client is gone. */
  readonly signal: AbortSignal | null;
  /** The key under which a mutation happens once. Left out: each request is one of its own. */
  readonly idempotencyKey?: string | null;
  /** If true, its resolvers are traced. */
  readonly traced?: boolean;
  /** The server's own context of the request, by which resolvers and tracing know it. */
  readonly own?: object;
  /** The claims of the caller. Without any, they are absent or null. */
  readonly claims?: Claims;
}

export interface ExecutorArguments {
  /** The parsed and valid document. */
  readonly document: DocumentNode;
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined;
  readonly operationName?: string | null | undefined;
  readonly context: RequestContext;
}

/** The bytes of the response, `{"data":…}`, at once or in pieces, or a result where those cannot be had. */
export type Answer = Uint8Array | ExecutionResult | AsyncIterable<Uint8Array>;

/** Answers one operation, with bytes where it can. Rejects only where something unforeseen has happened. */
export type Responder = (args: ExecutorArguments) => Promise<Answer>;
