import type {
  Database,
  DatabaseConnection,
  StatementCall,
  StatementResult,
  Transaction,
} from '../../loaders/session/database.ts';

export interface RecordedStatement {
  readonly sql: string;
  readonly values: StatementCall['values'];
  readonly rows: number;
}

/** Everything that happened between `acquire` and `release`. */
export interface RecordedConnection {
  readonly flights: readonly { readonly transaction: Transaction; readonly statements: readonly RecordedStatement[] }[];
  readonly released: boolean;
}

interface OpenRecord {
  readonly flights: { transaction: Transaction; statements: RecordedStatement[] }[];
  released: boolean;
}

/** Delegates to a database and writes down what passes through. */
export class RecordingDatabase implements Database {
  #connections: OpenRecord[] = [];
  readonly #inner: Database;
  constructor(inner: Database) {
    this.#inner = inner;
  }

  /** What was recorded since the last call. */
  take(): readonly RecordedConnection[] {
    const connections = this.#connections;
    this.#connections = [];
    return connections;
  }

  async acquire(signal: AbortSignal | null): Promise<DatabaseConnection> {
    const record: OpenRecord = { flights: [], released: false };
    this.#connections.push(record);
    return new RecordingConnection(await this.#inner.acquire(signal), record);
  }
}

class RecordingConnection implements DatabaseConnection {
  readonly #inner: DatabaseConnection;
  readonly #record: OpenRecord;
  constructor(inner: DatabaseConnection, record: OpenRecord) {
    this.#inner = inner;
    this.#record = record;
  }

  async send(calls: readonly StatementCall[], transaction: Transaction): Promise<StatementResult[]> {
    const results = await this.#inner.send(calls, transaction);
    const statements = calls.map(({ sql, values }, index) => ({
      sql,
      values,
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
