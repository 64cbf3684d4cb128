import type { DocumentNode, ExecutionResult } from 'graphql';

/** What is known of who asks, by name; null: nothing. */
export type Claims = Readonly<Record<string, unknown>> | null;

/** What a request asks of the execution beside its document. */
export interface RequestContext {
  readonly explain: 'off' | 'plan' | 'analyze';
  /** The strategy of every relation for which it is legal. */
  readonly load: 'auto' | 'selectin' | 'joined';
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal | null;
  /** Its resolvers are to be traced. */
  readonly traced?: boolean;
  /** The server's own context of the request, which resolvers and tracing know it by. */
  readonly own?: object;
  /** What is known of who asks; left out or null: nothing. */
  readonly claims?: Claims;
}

export interface ExecutorArguments {
  /** Parsed and valid. */
  readonly document: DocumentNode;
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined;
  readonly operationName?: string | null | undefined;
  readonly context: RequestContext;
}

/** Answers one operation. */
export type Executor = (args: ExecutorArguments) => Promise<ExecutionResult>;

/** The bytes of the response, `{"data":…}`, or where those cannot be had a result. */
export type Answer = Uint8Array | ExecutionResult;

/** Answers one operation with bytes where it can. */
export type Responder = (args: ExecutorArguments) => Promise<Answer>;
