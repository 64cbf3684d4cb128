/** What a program has asked of a session that it cannot have; `RESOLVER`: a function of its own has failed, of which `cause` tells. */
export type SessionErrorCode =
  'NOT_LOADED' | 'SESSION_CLOSED' | 'BAD_SELECTION' | 'TRANSACTION' | 'FORBIDDEN' | 'RESOLVER';

export class SessionError extends Error {
  override readonly name = 'SessionError';
  readonly code: SessionErrorCode;
  constructor(code: SessionErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
