/** What a program has asked of a session that it cannot have. No SQL was sent. */
export type SessionErrorCode = 'NOT_LOADED' | 'SESSION_CLOSED' | 'BAD_SELECTION' | 'TRANSACTION';

export class SessionError extends Error {
  override readonly name = 'SessionError';
  readonly code: SessionErrorCode;
  constructor(code: SessionErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
