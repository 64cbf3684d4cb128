import type {
  Database,
  DatabaseConnection,
  StatementCall,
  StatementResult,
  Transaction,
} from '../../loaders/database/database.ts';

export interface RecordedStatement {
  readonly sql: string;
  readonly values: StatementCall['values'];
  /** True if PostgreSQL may plan the statement once for all values. */
  readonly prepared: boolean;
  readonly rows: number;
}

/** Everything that happened between `acquire` and `release`. */
export interface RecordedConnection {
  readonly flights: readonly { readonly transaction: Transaction; readonly statements: readonly RecordedStatement[] }[];
  readonly released: boolean;
}

interface Interruption {
  readonly flight: number;
  readonly act: () => Promise<unknown>;
}

interface OpenRecord {
  readonly flights: { transaction: Transaction; statements: RecordedStatement[] }[];
  released: boolean;
}

/** Delegates to a database and records its traffic. */
export class RecordingDatabase implements Database {
  #connections: OpenRecord[] = [];
  #interruption: Interruption | null = null;
  readonly #inner: Database;
  constructor(inner: Database) {
    this.#inner = inner;
  }

  /** Returns the connections that were recorded since the last call. */
  take(): readonly RecordedConnection[] {
    const connections = this.#connections;
    this.#connections = [];
    return connections;
  }

  /** Does something before the n-th flight of the next connection. */
  beforeFlight(flight: number, act: () => Promise<unknown>): void {
    this.#interruption = { flight, act };
  }

  async acquire(signal: AbortSignal | null): Promise<DatabaseConnection> {
    const record: OpenRecord = { flights: [], released: false };
    this.#connections.push(record);
    const interruption = this.#interruption;
    this.#interruption = null;
    return new RecordingConnection(await this.#inner.acquire(signal), record, interruption);
  }
}

class RecordingConnection implements DatabaseConnection {
  readonly #inner: DatabaseConnection;
  readonly #record: OpenRecord;
  readonly #interruption: Interruption | null;
  constructor(inner: DatabaseConnection, record: OpenRecord, interruption: Interruption | null) {
    this.#inner = inner;
    this.#record = record;
    this.#interruption = interruption;
  }

  async send(calls: readonly StatementCall[], transaction: Transaction): Promise<StatementResult[]> {
    if (this.#interruption?.flight === this.#record.flights.length) await this.#interruption.act();
    const results = await this.#inner.send(calls, transaction);
    const statements = calls.map(({ sql, values, prepare }, index) => ({
      sql,
      values,
      prepared: prepare,
      rows: results[index]?.rows.rowCount ?? 0,
    }));
    this.#record.flights.push({ transaction, statements });
    return results;
  }

  cancel(): Promise<void> {
    return this.#inner.cancel();
  }

  async release(): Promise<void> {
    this.#record.released = true;
    await this.#inner.release();
  }
}
