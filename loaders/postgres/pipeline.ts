/**
 * Statements that travel together: one write, closed by one Sync, answered in order. pg.Client runs it like a query of its
 * own; its rows come straight from the frame splitter.
 */
import type pg from 'pg';
import type { StatementCall, StatementResult } from '../database/database.ts';
import { toDatabaseError } from './errors.ts';
import { MessageWriter } from './message-writer.ts';
import type { PipelineListener, WireConnection } from './wire-connection.ts';
import { RowBlockBuilder } from './wire-row-block.ts';
import { DatabaseError } from '../database/database-error.ts';

export interface PipelineStatement extends StatementCall {
  /** Ask the server for this statement's rows at once, while the next ones still run. */
  readonly flush?: boolean;
  /** Makes the transaction's settings. */
  readonly settings?: boolean;
}

/** Writing a flight is synchronous, so one writer serves all connections. */
const writer = new MessageWriter();

const UNKNOWN_STATEMENT = '26000';

/** Offsets of a RowBlock are 32 bits wide. */
const MAX_BYTES = 2 ** 31 - 1;

export class Pipeline implements PipelineListener, pg.Submittable {
  /** Resolves when the server is ready for the next flight; rejects when it failed, was cancelled or lost its connection. */
  readonly finished: Promise<readonly StatementResult[]>;
  /** Results so far. */
  readonly results: StatementResult[] = [];
  /** Set before PostgreSQL is asked to cancel. */
  cancelled = false;
  /** Called once, when a statement has more rows than it may. */
  onOverflow: (() => unknown) | null = null;

  readonly #wire: WireConnection;
  readonly #statements: readonly PipelineStatement[];
  readonly #settle: PromiseWithResolvers<readonly StatementResult[]>;
  /** Texts of the Parse messages sent (null: unnamed), and how many of them the server has confirmed. */
  readonly #parses: (string | null)[] = [];
  #parsed = 0;
  #startedAt = 0;
  #rows = new RowBlockBuilder();
  #error: DatabaseError | null = null;
  #over = false;

  constructor(wire: WireConnection, statements: readonly PipelineStatement[]) {
    this.#wire = wire;
    this.#statements = statements;
    this.#settle = Promise.withResolvers();
    this.finished = this.#settle.promise;
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** Called by pg.Client when the connection is ready. Returns why nothing could be sent; `handleError` then gets it. */
  submit(): Error | undefined {
    try {
      for (const name of this.#wire.statements.evict()) writer.closeStatement(name);
      for (const statement of this.#statements) this.#write(statement);
      writer.sync();
    } catch (error) {
      writer.discard();
      return new DatabaseError('INTERNAL', 'The database cannot be sent a request of this size.', { cause: error });
    }
    this.#wire.flight = this;
    this.#startedAt = performance.now();
    this.#wire.stream.write(writer.take());
    return undefined;
  }

  /** Ends the flight from this side, as when the server has been silent for too long. The connection is lost with it. */
  abandon(error: DatabaseError): void {
    this.#error ??= error;
    this.#wire.stream.destroy();
  }

  rows(chunk: Buffer, start: number, end: number, completed: number): void {
    if (this.#error) return;
    const rows = this.#rows;
    rows.append(chunk, start, end, completed);
    const { maxRows } = this.#current;
    if (rows.rowCount > maxRows) this.#overflow(`A statement returned more than ${maxRows} rows. Ask for fewer.`);
    else if (rows.byteLength > MAX_BYTES) this.#overflow('A statement returned more than 2 GB. Ask for less.');
  }

  parseComplete(): void {
    this.#parsed++;
  }

  commandComplete(): void {
    if (this.#error) return;
    const rows = this.#rows.finish();
    this.results.push({ rows, bytes: this.#rows.byteLength, ms: performance.now() - this.#startedAt });
    this.#rows = new RowBlockBuilder();
  }

  serverError(error: Error): void {
    const failed = this.#current;
    const { path, settings = false, input } = failed;
    this.#error ??= toDatabaseError(error, { cancelled: this.cancelled, settings, path, input });
    // A statement that no longer fits is prepared anew next time; where one is unknown, others are likely to be too.
    if (this.#error.sqlState === UNKNOWN_STATEMENT) this.#wire.statements.forgetAll();
    else if (this.#error.code === 'SCHEMA_CHANGED') this.#wire.statements.forget(failed.sql);
  }

  readyForQuery(): void {
    this.#end();
  }

  connectionClosed(): void {
    this.#error ??= toDatabaseError(new Error('Connection terminated unexpectedly'));
    this.#end();
  }

  /** pg.Client reports what it learns of the socket, and a connection that is already dead. Server errors came before. */
  handleError(error: Error): void {
    this.#error ??= toDatabaseError(this.#wire.lostBecause ?? error);
    if (this.#wire.flight !== this || this.#wire.stream.destroyed) this.#end();
  }

  /** The connection's own event has ended the flight, after errors too. */
  handleReadyForQuery(): void {}

  /** Called by pg.Client with the columns of a statement that was described. */
  handleRowDescription({ fields }: { readonly fields: readonly { readonly dataTypeID: number }[] }): void {
    const { types = [], sql } = this.#current;
    if (types.every((type, position) => type === 0 || type === fields[position]?.dataTypeID)) return;
    this.#error ??= new DatabaseError('SCHEMA_CHANGED', 'A column has another type in the database now.');
    this.#wire.statements.forget(sql);
  }

  #write(statement: PipelineStatement): void {
    const before = this.#parses.length;
    const name = this.#prepare(statement);
    writer.bind(name, statement.values);
    // PostgreSQL refuses a prepared statement whose columns have changed, so that they are looked at once.
    if (this.#parses.length > before && statement.types?.some((type) => type !== 0)) writer.describe();
    writer.execute();
    if (statement.flush) writer.flush();
  }

  #prepare({ sql, prepare }: PipelineStatement): string {
    const { statements } = this.#wire;
    const existing = prepare ? statements.use(sql) : undefined;
    if (existing !== undefined) return existing;
    const name = prepare ? statements.add(sql) : '';
    this.#parses.push(prepare ? sql : null);
    writer.parse(name, sql);
    return name;
  }

  /** The statement that the server is working on. */
  get #current(): PipelineStatement {
    return this.#statements[Math.min(this.results.length, this.#statements.length - 1)] ?? NOTHING;
  }

  #overflow(message: string): void {
    this.#error = new DatabaseError('LIMIT_EXCEEDED', message);
    this.#rows = new RowBlockBuilder();
    this.onOverflow?.();
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#wire.flight === this) this.#wire.flight = null;
    for (const sql of this.#parses.slice(this.#parsed)) if (sql !== null) this.#wire.statements.forget(sql);
    if (this.#error) this.#settle.reject(this.#error);
    else this.#settle.resolve(this.results);
  }
}

const NOTHING: PipelineStatement = { sql: '', values: [], maxRows: 0, prepare: false };
