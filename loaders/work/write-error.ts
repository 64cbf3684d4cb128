/** Why nothing was written: what was wrong, and which inputs brought it. */
import type { Entity } from '../../schema/model/model.ts';
import type { InputPath } from '../plan/write/pending.ts';

export interface WriteErrorDetails {
  /** A subcode, such as `UNIQUE`; null: the code says it all. */
  readonly reason?: string | null;
  readonly input: InputPath;
  /** The earlier of two inputs that exclude each other. */
  readonly otherInput?: InputPath;
  readonly entity?: Entity | null;
  /** GraphQL names of the columns that a constraint is about. */
  readonly fields?: readonly string[];
  readonly constraint?: string | null;
  /** For development only. */
  readonly hint?: string | null;
  readonly cause?: unknown;
}

export class WriteError extends Error {
  override readonly name = 'WriteError';
  readonly code: string;
  readonly details: WriteErrorDetails;

  constructor(code: string, message: string, details: WriteErrorDetails) {
    super(message, { cause: details.cause });
    this.code = code;
    this.details = details;
  }
}

/** All mistakes of one field. */
export class WriteErrors extends Error {
  override readonly name = 'WriteErrors';
  readonly errors: readonly WriteError[];

  constructor(errors: readonly WriteError[]) {
    super(errors.map(({ message }) => message).join('\n'));
    this.errors = errors;
  }
}
