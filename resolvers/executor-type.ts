import type { DocumentNode, ExecutionResult } from 'graphql';

/** What a request asks of the execution beside its document. */
export interface RequestContext {
  readonly explain: 'off' | 'plan' | 'analyze';
  /** The strategy of every relation for which it is legal. */
  readonly load: 'auto' | 'selectin' | 'joined';
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal | null;
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

/** Answers one operation with the bytes of its response, `{"data":…}`, or where those cannot be had with a result. */
export type Responder = (args: ExecutorArguments) => Promise<Uint8Array | ExecutionResult>;
