/**
 * A session of a program: one object per row, and what was loaded stays readable when the session is closed.
 * Loads of one session run one after the other, each in a transaction of its own unless the program holds one; the
 * connection is back after each transaction.
 */
import type { LoadResult } from '../../loaders/session/load-result.ts';
import { SessionError } from '../../loaders/session/session-error.ts';
import type { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import { isRecord } from '../../schema/util/records.ts';
import type { AttemptStart } from '../execute/retry-after-drift.ts';
import { idleTimeout, type IdleOptions } from './idle-timeout.ts';
import { heldOne } from './objects/held-one.ts';
import type { Caller, SessionPlan, SessionFactory, Want } from './session-factory.ts';
import { RowLists } from './row-lists.ts';
import { RowObjects, type RowState, stateOf } from './objects/row-objects.ts';
import type { FillRequest, FillWhat, FoundRows } from './rows-in-hand.ts';
import { closedError, RowStream, type StreamOptions } from './row-stream.ts';
import type { Materialised } from './objects/materialise.ts';
import type { RootKind } from './selection/root-field.ts';
import type { AggregateForm, ConnectionForm, FunctionForm, OneForm, RootForm } from './selection/selection-form.ts';
import { Snapshot } from './snapshot.ts';

export interface SessionOptions {
  /** The claims that policies and PostgreSQL's row security may use; without any, as for a request of nobody. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Ends what the session is doing, in PostgreSQL too. */
  readonly signal?: AbortSignal;
  /** Resolvers find this in their context beside loaders and signal. */
  readonly context?: object;
}

interface Running {
  readonly planned: SessionPlan;
  readonly want: Want;
  readonly transaction: ReadTransaction;
}

const NOTHING_READ: Materialised = { list: [], whole: null, values: null, complete: [] };

/** A row without a type of its own: properties by field name. */
export type LoadedRow = Readonly<Record<string, unknown>>;

export class Session implements AsyncDisposable {
  readonly #sessions: SessionFactory;
  readonly #caller: Caller;
  readonly #objects: RowObjects;
  readonly #lists = new RowLists();
  readonly #streams = new Set<RowStream>();
  readonly #uncount: () => void;
  #queue: Promise<unknown> = Promise.resolve();
  #snapshot: Snapshot | null = null;

  constructor(sessions: SessionFactory, { signal, claims, context }: SessionOptions = {}) {
    this.#sessions = sessions;
    this.#objects = new RowObjects(sessions.classes);
    this.#caller = { signal: signal ?? null, claims: claims ?? null, own: context };
    this.#uncount = sessions.count(this);
  }

  /** How many rows the session holds, with those of the present batches of its streams. */
  get size(): number {
    let size = this.#objects.size;
    for (const stream of this.#streams) size += stream.size;
    return size;
  }

  /** Loads a list with all that is selected below it, as one operation of a client would. */
  load<Row extends object = LoadedRow>(selection: RootForm): Promise<Row[]>;
  async load(selection: RootForm): Promise<object[]> {
    const { list } = await this.#load('list', selection);
    return list;
  }

  /** One row by the columns of a unique key; null where there is none. A row that is held with all that is selected costs no statement. */
  loadOne<Row extends object = LoadedRow>(selection: OneForm): Promise<Row | null>;
  async loadOne(selection: OneForm): Promise<object | null> {
    const { whole } = await this.#load('one', selection);
    return whole;
  }

  /** A page of a list by cursor: `nodes`, `edges`, `pageInfo`, `totalCount`, and values of all rows. */
  connection<Page extends object = LoadedRow>(selection: ConnectionForm): Promise<Page>;
  async connection(selection: ConnectionForm): Promise<object> {
    const { whole } = await this.#load('connection', selection);
    return whole ?? {};
  }

  /** Values of all rows together, and `groups` of them. */
  aggregate<Values extends object = LoadedRow>(selection: AggregateForm): Promise<Values>;
  async aggregate(selection: AggregateForm): Promise<object> {
    const { whole } = await this.#load('aggregate', selection);
    return whole ?? {};
  }

  /** Calls a function of the configuration. It gives a list of rows, one row or null, a value, or a list of values. */
  call<Result = unknown>(selection: FunctionForm): Promise<Result>;
  async call(selection: FunctionForm): Promise<unknown> {
    const { values } = await this.#load('function', selection);
    return values;
  }

  #load(kind: RootKind, selection: unknown): Promise<Materialised> {
    return this.#next(async (snapshot) => {
      const operation = this.#sessions.read(kind, selection, 'load', this.#lists);
      return this.#run(snapshot, { operation, rows: null, key: kind === 'one' ? keyOf(selection) : null });
    });
  }

  /** In the snapshot that is open, or else in a transaction of its own; what is held is not loaded. */
  async #run(snapshot: Snapshot | null, want: Want): Promise<Materialised> {
    this.#lists.check(want.operation);
    if (snapshot) {
      const planned = await this.#sessions.planned(want, null);
      const held = planned && this.#held(planned, want);
      if (!planned || held) return { ...NOTHING_READ, whole: held };
      return snapshot.load((transaction) => {
        return this.#objectsOf({ planned, want, transaction }, transaction.loadMore(planned.plan, planned.values));
      });
    }
    return this.#alone(async (session, existing) => {
      const planned = await this.#sessions.planned(want, existing.missing);
      const held = planned && this.#held(planned, want);
      if (!planned || held) return { ...NOTHING_READ, whole: held };
      const objects = await this.#objectsOf(
        { planned, want, transaction: session },
        session.load(planned.plan, planned.values),
      );
      if (session.schemaChange && !existing.isLast) throw session.schemaChange;
      return objects;
    });
  }

  #held({ root }: SessionPlan, { key }: Want): object | null {
    return key === null ? null : heldOne(this.#objects, root, key);
  }

  async #objectsOf({ planned, want, transaction }: Running, loading: Promise<LoadResult>): Promise<Materialised> {
    const loaded = await loading;
    this.#lists.note(planned.operation);
    const held = { objects: this.#objects, caller: this.#caller, rows: want.rows };
    const made = await this.#sessions.objects(planned, { transaction, loaded, ...held });
    this.#sessions.checkHeld(this.#objects.size);
    return made;
  }

  /** In a transaction of its own. What has failed because the database has changed is done again: nobody has seen any of it. */
  #alone<Result>(work: (transaction: ReadTransaction, existing: AttemptStart) => Promise<Result>): Promise<Result> {
    return this.#sessions.attempt((known) => {
      return closing(this.#sessions.open(this.#caller, known), (session) => work(session, known));
    });
  }

  /**
   * Everything that `work` loads and fills comes from one snapshot: one connection, REPEATABLE READ READ ONLY. Both end with `work`,
   * however it ends. Loads that other tasks ask of the session meanwhile are part of it.
   */
  async transaction<Result>(work: () => Promise<Result>, { idleTimeoutMs }: IdleOptions = {}): Promise<Result> {
    if (this.#objects.closed) throw closedError();
    if (this.#snapshot) {
      const message = 'A transaction of this session is open: await its end first, or take a session for each.';
      throw new SessionError('TRANSACTION', message);
    }
    const snapshot = new Snapshot(
      this.#sessions.open(this.#caller, { missing: null, isLast: false }, idleTimeout(idleTimeoutMs)),
    );
    this.#snapshot = snapshot;
    try {
      return await work();
    } finally {
      this.#snapshot = null;
      // Loads that `work` asked for without waiting still belong to this snapshot.
      await this.#queue;
      await snapshot.close();
    }
  }

  /**
   * A list of any length in batches, in its order: rows come from a cursor, what is selected below them follows per batch,
   * all from one snapshot. A batch is loaded when it is asked for, and its rows are forgotten with the next.
   */
  stream<Row extends object = LoadedRow>(selection: RootForm, options?: StreamOptions): AsyncIterableIterator<Row[]>;
  stream(selection: RootForm, options: StreamOptions = {}): AsyncIterableIterator<object[]> {
    if (this.#objects.closed) throw closedError();
    const operation = this.#sessions.read('list', selection, 'stream');
    const stream = new RowStream(this.#sessions, operation, { ...options, ...this.#caller });
    for (const other of this.#streams) if (other.isOver) this.#streams.delete(other);
    this.#streams.add(stream);
    return stream;
  }

  /**
   * Loads what rows of one entity lack: columns by their names, relations by a selection. One keyed statement for each chunk of rows, none
   * where they lack nothing. Rows of the present batch of a stream are filled in the stream's snapshot.
   */
  fill<Row extends object>(rows: readonly Row[], what: FillWhat): Promise<FoundRows<Row>> {
    return this.#read(rows, what, false);
  }

  /** As `fill`, but what rows have already is read once more: the same objects show what the database has now. */
  refresh<Row extends object>(rows: readonly Row[], what: FillWhat): Promise<FoundRows<Row>> {
    return this.#read(rows, what, true);
  }

  async #read<Row extends object>(given: readonly Row[], what: FillWhat, again: boolean): Promise<FoundRows<Row>> {
    if (this.#objects.closed) throw closedError();
    const rows = [...new Set(given)];
    const gone = new Set<object>();
    if (!(Array.isArray(what) && what.length === 0)) {
      for (const [stream, own] of this.#byHolder(rows)) {
        const request = { rows: own, what, again };
        for (const row of await (stream ? stream.readMore(request) : this.#readMore(request))) gone.add(row);
      }
    }
    return { rows: rows.filter((row) => !gone.has(row)), gone: rows.filter((row) => gone.has(row)) };
  }

  /** Null: the session itself, which also says of rows that nobody holds that it does not. */
  #byHolder(rows: readonly object[]): Map<RowStream | null, object[]> {
    const groups = new Map<RowStream | null, object[]>();
    for (const row of rows) {
      const holder = [...this.#streams].find((stream) => stream.holds(row)) ?? null;
      const group = groups.get(holder);
      if (group) group.push(row);
      else groups.set(holder, [row]);
    }
    return groups;
  }

  #readMore(request: FillRequest): Promise<readonly object[]> {
    return this.#next(async (snapshot) => {
      const rows = this.#sessions.inHand(this.#objects, request);
      const { list } = await this.#run(snapshot, { operation: rows.operation, rows, key: null });
      const gone = rows.gone(list);
      for (const row of gone) this.#objects.forget(row);
      return gone;
    });
  }

  /** `persistent`: held by this session. `detached`: its session is closed or was cleared. Null: from no session. */
  stateOf(row: object): RowState | null {
    return stateOf(row);
  }

  /** Forgets all rows; those that the program still has are detached. */
  clear(): void {
    this.#objects.clear();
    this.#lists.clear();
  }

  /** Waits for what is being loaded and ends open streams. Rows stay readable. Idempotent. */
  async close(): Promise<void> {
    this.#objects.closed = true;
    await Promise.all([this.#queue, ...[...this.#streams].map((stream) => stream.close())]);
    await this.#snapshot?.close();
    this.clear();
    this.#uncount();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** In the snapshot that was open when it was asked for. */
  #next<Result>(work: (snapshot: Snapshot | null) => Promise<Result>): Promise<Result> {
    if (this.#objects.closed) {
      return Promise.reject(closedError());
    }
    const snapshot = this.#snapshot;
    const result = this.#queue.then(() => work(snapshot));
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

function keyOf(selection: unknown): unknown {
  return isRecord(selection) ? selection['key'] : null;
}

async function closing<Result>(
  transaction: ReadTransaction,
  work: (session: ReadTransaction) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(transaction);
  } finally {
    await transaction.close();
    transaction.lifetime.done();
  }
}
