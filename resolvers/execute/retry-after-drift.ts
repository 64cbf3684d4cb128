/** The attempts of one operation, or of one load of a program, while the database turns out to have changed. */
import type { DriftCheck, SchemaDrift } from '../../loaders/session/drift.ts';
import { isSchemaChange } from '../../loaders/database/database-error.ts';

/** The knowledge that an attempt to answer starts from. */
export interface AttemptStart {
  /** The parts of the schema that the database no longer has; null: nobody has asked, as nothing has failed. */
  readonly missing: SchemaDrift['missing'] | null;
  /** A failure of this attempt is final. */
  readonly isLast: boolean;
}

/** A changed schema is changed for every request, so they share for this long what one has learned of it. */
const SHARED_MS = 1000;

/** The first retry starts from what is known already, the second and last from what is asked now. */
export class RetryAfterDrift {
  readonly #drift: DriftCheck;
  readonly #startedAt = performance.now();
  #known: SchemaDrift | null = null;

  constructor(drift: DriftCheck) {
    this.#drift = drift;
  }

  /** The start of the present attempt. */
  get start(): AttemptStart {
    return { missing: this.#known?.missing ?? null, isLast: this.#isLast };
  }

  /** Whether the attempt that failed with this error is followed by another one. */
  isDue(error: unknown): boolean {
    return !this.#isLast && isSchemaChange(error);
  }

  /** Learns what the next attempt has to do without. Rejects where that cannot be asked. */
  async learn(): Promise<void> {
    this.#known = await this.#drift.since(this.#known ? this.#startedAt : this.#startedAt - SHARED_MS);
  }

  get #isLast(): boolean {
    return this.#known !== null && this.#known.askedAt >= this.#startedAt;
  }
}
