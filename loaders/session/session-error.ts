/** Codes of errors of a program that uses a session. `RESOLVER`: a function of its own has failed, and `cause` has its error. */
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
