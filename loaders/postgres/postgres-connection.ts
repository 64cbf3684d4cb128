/** One checked-out connection: composes flights, watches over them, cancels them and cleans up behind them. */
import type pg from 'pg';
import type {
  DatabaseConnection,
  StatementCall,
  StatementResult,
  Transaction,
  WriteIsolation,
} from '../database/database.ts';
import { CANCEL_TIMEOUT_MS } from './canceller.ts';
import type { CancelTarget, Canceller } from './canceller.ts';
import { Watchdog, within } from './deadline.ts';
import { silence, toDatabaseError } from './errors.ts';
import { Pipeline } from './pipeline.ts';
import type { PipelineStatement } from './pipeline.ts';
import { BACKEND_PID_COLUMN, setLocal, setLocalAndIdentify, TRANSACTION_START_COLUMN } from './session-settings.ts';
import type { Setting } from './session-settings.ts';
import type { PooledClient } from './pool.ts';
import { cancelled, DatabaseError } from '../database/database-error.ts';

export interface ConnectionSettings {
  readonly canceller: Canceller;
  /** Gives a connection back to the pool. */
  readonly checkIn: (client: PooledClient, broken: boolean) => Promise<void>;
  /** Takes one back that was cut while it was idle, and gives a new one; null, and takes nothing, where it was not idle. */
  readonly replace: (client: PooledClient) => Promise<PooledClient | null>;
  /** Milliseconds of silence after which a connection is given up; 0: never. */
  readonly queryTimeoutMs: number;
  /** Prepare statements under names, where the same session answers them later. */
  readonly prepare: boolean;
  /** Made in every transaction, behind a pooler that keeps no sessions. Null: the session has them. */
  readonly localSettings: readonly Setting[] | null;
}

const BEGIN_READ = control('begin isolation level repeatable read read only');
const BEGIN_WRITE: Readonly<Record<WriteIsolation, PipelineStatement>> = {
  serializable: control('begin isolation level serializable read write'),
  'repeatable read': control('begin isolation level repeatable read read write'),
  'read committed': control('begin isolation level read committed read write'),
};
const BEGINNINGS = new Set([BEGIN_READ, ...Object.values(BEGIN_WRITE)]);
const COMMIT = control('commit');
const ROLLBACK = control('rollback');
const ROLLBACK_TIMEOUT_MS = 3_000;
/** In a flight that begins a transaction, the settings come right after BEGIN. */
const SETTINGS_INDEX = 1;

/** A connection that was cut while it was idle says so at once. One that is lost later may be lost for what the statement does. */
const CUT_MS = 1_000;

export class PostgresConnection implements DatabaseConnection {
  #client: PooledClient;
  readonly #settings: ConnectionSettings;
  #watchdog: Watchdog;
  /** Nothing has been answered yet. */
  #isUnproven = true;
  #wasCancelled = false;
  #replacing: Promise<boolean> | null = null;
  /** The client has gone back to the pool already. */
  #isGone = false;
  #pipeline: Pipeline | null = null;
  /** The flight that began the transaction. */
  #opener: Pipeline | null = null;
  #cancelling: Promise<void> | null = null;
  #released: Promise<void> | null = null;
  #isLost = false;

  constructor(client: PooledClient, settings: ConnectionSettings) {
    this.#client = client;
    this.#settings = settings;
    this.#watchdog = client.watchdog ??= new Watchdog(settings.queryTimeoutMs);
    this.#watchOver(client);
  }

  /** One flight at a time: its sender waits for the answer before sending the next. */
  async send(calls: readonly StatementCall[], transaction: Transaction): Promise<StatementResult[]> {
    if (this.#isLost) throw toDatabaseError(this.#client.wire.lostBecause ?? new Error('The connection was lost.'));
    if (this.#released) throw new Error('This connection has been released.');
    if (this.#pipeline) throw new Error('This connection is still busy with a flight.');
    for (const call of calls) {
      refuseTooMany(call);
      refuseNul(call);
    }
    const before = this.#opening(transaction);
    const commit = transaction.commit || (before.length > 0 && !transaction.begin);
    const statements = [...before, ...calls, ...(commit ? [COMMIT] : [])];
    try {
      const results = await this.#flyOrReplace(statements, transaction.mode);
      return results.slice(before.length, before.length + calls.length);
    } catch (error) {
      if (this.#isBroken) this.#lose();
      else if (commit) await this.#rollBack();
      throw error;
    }
  }

  async cancel(): Promise<void> {
    const pipeline = this.#pipeline;
    if (!pipeline || pipeline.isOver) return;
    pipeline.cancelled = true;
    this.#wasCancelled = true;
    await (this.#cancelling ??= this.#stop(pipeline));
  }

  release(): Promise<void> {
    return (this.#released ??= this.#release());
  }

  /** A flight that is under way finds out itself, and may be flown again. */
  #watchOver(client: PooledClient): void {
    client.onLost = () => {
      if (!this.#pipeline && !this.#replacing) this.#lose();
    };
  }

  /** A lost connection goes back at once: its holder may never look at it again, and the pool may open another. */
  #lose(): void {
    this.#isLost = true;
    void this.release().catch(() => undefined);
  }

  /** The statements that go before those of the caller. Behind a pooler none may run outside a transaction that has our settings. */
  #opening(transaction: Transaction): PipelineStatement[] {
    const { begin, settings } = transaction;
    const { localSettings } = this.#settings;
    if (localSettings === null) {
      if (!begin) return [];
      return settings.length > 0 ? [beginning(transaction), setLocal(settings)] : [beginning(transaction)];
    }
    if (!begin && this.#status !== 'I') return [];
    return [beginning(transaction), setLocalAndIdentify([...localSettings, ...settings])];
  }

  /**
   * Reads that were sent to a connection that was cut while idle are sent once more. Writes are not: PostgreSQL may have done
   * them before the connection was lost.
   */
  async #flyOrReplace(
    statements: readonly PipelineStatement[],
    mode: Transaction['mode'],
  ): Promise<readonly StatementResult[]> {
    const startedAt = performance.now();
    try {
      const results = await this.#fly(statements, this.#watchdog);
      this.#isUnproven = false;
      return results;
    } catch (error) {
      const wasCut = this.#isUnproven && this.#isBroken && performance.now() - startedAt < CUT_MS;
      this.#isUnproven = false;
      if (mode === 'write' || !wasCut || this.#wasCancelled || !isLost(error)) throw error;
      if (!(await this.#isReplaced())) throw error;
      return this.#fly(statements, this.#watchdog);
    }
  }

  async #isReplaced(): Promise<boolean> {
    this.#replacing = this.#replace();
    try {
      return await this.#replacing;
    } finally {
      this.#replacing = null;
    }
  }

  async #replace(): Promise<boolean> {
    this.#client.onLost = null;
    this.#isGone = true;
    const other = await this.#settings.replace(this.#client);
    this.#isGone = false;
    if (!other) return false;
    this.#client = other;
    this.#watchOver(other);
    this.#watchdog = other.watchdog ??= new Watchdog(this.#settings.queryTimeoutMs);
    return true;
  }

  async #fly(statements: readonly PipelineStatement[], watchdog: Watchdog): Promise<readonly StatementResult[]> {
    if (statements.length === 0) return [];
    const { prepare } = this.#settings;
    const pipeline = new Pipeline(this.#client.wire, prepare ? statements : statements.map(unnamed));
    pipeline.onOverflow = () => (this.#cancelling ??= this.#stop(pipeline));
    this.#pipeline = pipeline;
    if (statements[0] && BEGINNINGS.has(statements[0])) this.#opener = pipeline;
    watchdog.guard(() =>
      pipeline.abandon(silence(`No complete answer within ${watchdog.ms} ms; the connection was closed.`)),
    );
    this.#client.query(pipeline);
    try {
      return await pipeline.finished;
    } finally {
      watchdog.leave();
      // A cancel that is still on its way must not hit the next flight.
      if (this.#cancelling) await this.#cancelling;
      this.#cancelling = null;
      this.#pipeline = null;
    }
  }

  /** Ends a flight through PostgreSQL or, if that does not help, by closing the connection. Never rejects. */
  async #stop(pipeline: Pipeline): Promise<void> {
    try {
      const target = this.#cancelTarget();
      if (target) {
        await this.#settings.canceller.cancel(target);
        await within(pipeline.finished, { ms: CANCEL_TIMEOUT_MS, timeout: () => new Error('not cancelled in time') });
      }
    } catch {
      // Either the flight failed, which was the purpose, or it still runs, and is abandoned next.
    }
    if (!pipeline.isOver) pipeline.abandon(cancelled());
    await pipeline.finished.catch(() => {});
  }

  /** Null when a pooler has not yet told which backend it chose. */
  #cancelTarget(): CancelTarget | null {
    if (this.#settings.localSettings === null) return { pid: `${this.#client.processID}`, transactionStart: null };
    const rows = this.#opener?.results[SETTINGS_INDEX]?.rows;
    const pid = rows?.text(0, BACKEND_PID_COLUMN);
    const transactionStart = rows?.text(0, TRANSACTION_START_COLUMN);
    return pid && transactionStart ? { pid, transactionStart } : null;
  }

  async #release(): Promise<void> {
    await this.#replacing?.catch(() => false);
    if (this.#isGone) return;
    const running = this.#pipeline;
    if (running) {
      await this.cancel();
      await running.finished.catch(() => {});
    }
    await this.#rollBack();
    this.#client.onLost = null;
    await this.#settings.checkIn(this.#client, this.#status !== 'I' || this.#isBroken);
  }

  /** Ends a transaction that is still open. One that will not end is left for `release`, which then closes the connection. */
  async #rollBack(): Promise<void> {
    if (this.#status === 'I' || this.#isBroken) return;
    await this.#fly([ROLLBACK], new Watchdog(ROLLBACK_TIMEOUT_MS)).catch(() => {});
  }

  get #status(): ReturnType<pg.Client['getTransactionStatus']> {
    return this.#client.getTransactionStatus();
  }

  get #isBroken(): boolean {
    return this.#client.wire.stream.destroyed;
  }
}

function beginning(transaction: Transaction): PipelineStatement {
  return transaction.mode === 'write' ? BEGIN_WRITE[transaction.isolation] : BEGIN_READ;
}

function isLost(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === 'UNAVAILABLE';
}

function control(sql: string): PipelineStatement {
  return { sql, values: [], maxRows: 0, prepare: true };
}

function unnamed(statement: PipelineStatement): PipelineStatement {
  return { ...statement, prepare: false };
}

/** The protocol counts the values of a statement in 16 bits. */
const MAX_VALUES = 65_535;

function refuseTooMany({ values, path }: StatementCall): void {
  if (values.length <= MAX_VALUES) return;
  const of = path === undefined ? 'A statement' : `The statement of ${path}`;
  throw new DatabaseError(
    'LIMIT_EXCEEDED',
    `${of} would bind ${values.length} values; PostgreSQL takes ${MAX_VALUES}. Ask for less in one request.`,
    path === undefined ? {} : { path },
  );
}

/** PostgreSQL's text cannot hold NUL, and in the text of a statement it would end the message early. */
function refuseNul({ sql, values }: StatementCall): void {
  if (sql.includes('\0') || values.some(holdsNul)) {
    throw new DatabaseError('BAD_USER_INPUT', 'A value contains a NUL character, which PostgreSQL cannot store.');
  }
}

function holdsNul(value: StatementCall['values'][number]): boolean {
  if (value === null) return false;
  return typeof value === 'string' ? value.includes('\0') : value.some(holdsNul);
}
