/** What a resolver of the user gets beside its row and arguments. */
export interface ResolverContext {
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal | null;
}
