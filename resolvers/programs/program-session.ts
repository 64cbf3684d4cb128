/**
 * A session of a program: one object per row, and what was loaded stays readable when the session is closed.
 * Loads of one session run one after the other, each in a transaction of its own unless the program holds one; the
 * connection is back after each transaction.
 */
import type { Loaded } from '../../loaders/session/loaded.ts';
import { SessionError } from '../../loaders/session/session-error.ts';
import type { Instance } from '../../loaders/session/instance.ts';
import type { Session } from '../../loaders/session/session.ts';
import { valueColumns } from '../../schema/computed/value-columns.ts';
import type { Column, Entity } from '../../schema/model.ts';
import { suggest } from '../../schema/suggest.ts';
import type { Known } from '../until-known.ts';
import { idleTimeout, type IdleOptions } from './idle-timeout.ts';
import { otherList, type ProgramOperation } from './operation.ts';
import type { Asker, ProgramPlan, Programs } from './programs.ts';
import { RowObjects, type RowState, setColumn, stateOf } from './row-objects.ts';
import { closedError, RowStream, type StreamOptions } from './row-stream.ts';
import type { Materialised } from './materialise.ts';
import type { RootKind } from './root-field.ts';
import type { AggregateForm, ConnectionForm, FunctionForm, OneForm, RootForm } from './selection-form.ts';
import { Snapshot } from './snapshot.ts';

export interface SessionOptions {
  /** What policies and PostgreSQL's row security may know of who asks; without any, as for a request of nobody. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Ends what the session is doing, in PostgreSQL too. */
  readonly signal?: AbortSignal;
  /** What functions of the configuration find in their context beside loaders and signal. */
  readonly context?: object;
}

/** A row without a type of its own: properties by field name. */
export type LoadedRow = Readonly<Record<string, unknown>>;

export class ProgramSession implements AsyncDisposable {
  readonly #programs: Programs;
  readonly #asker: Asker;
  readonly #objects: RowObjects;
  readonly #lists = new Map<string, string>();
  readonly #streams = new Set<RowStream>();
  readonly #uncount: () => void;
  #queue: Promise<unknown> = Promise.resolve();
  #snapshot: Snapshot | null = null;

  constructor(programs: Programs, { signal, claims, context }: SessionOptions = {}) {
    this.#programs = programs;
    this.#objects = new RowObjects(programs.classes);
    this.#asker = { signal: signal ?? null, claims: claims ?? null, own: context };
    this.#uncount = programs.count(this);
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

  /** One row by the columns of a unique key; null where there is none. */
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

  /** What a function of the configuration gives: a list of rows, one row or null, a value, or a list of values. */
  call<Result = unknown>(selection: FunctionForm): Promise<Result>;
  async call(selection: FunctionForm): Promise<unknown> {
    const { values } = await this.#load('function', selection);
    return values;
  }

  #load(kind: RootKind, selection: unknown): Promise<Materialised> {
    return this.#next(async (snapshot) => {
      const operation = this.#programs.read(kind, selection);
      this.#checkLists(operation);
      if (snapshot) {
        const planned = await this.#programs.plan(operation, 'load', null);
        return snapshot.load((session) => {
          return this.#objectsOf(planned, session, session.loadMore(planned.plan, planned.values));
        });
      }
      return this.#alone(async (session, known) => {
        const planned = await this.#programs.plan(operation, 'load', known.gone);
        const objects = await this.#objectsOf(planned, session, session.load(planned.plan, planned.values));
        if (session.schemaChange && !known.isLast) throw session.schemaChange;
        return objects;
      });
    });
  }

  async #objectsOf(planned: ProgramPlan, session: Session, loading: Promise<Loaded>): Promise<Materialised> {
    const loaded = await loading;
    for (const [property, list] of planned.operation.lists) this.#lists.set(property, list);
    const held = { objects: this.#objects, asker: this.#asker };
    const made = await this.#programs.objects(planned, { session, loaded, ...held });
    this.#programs.checkHeld(this.#objects.size);
    return made;
  }

  /** In a transaction of its own. What has failed because the database has changed is done again: nobody has seen any of it. */
  #alone<Result>(work: (session: Session, known: Known) => Promise<Result>): Promise<Result> {
    return this.#programs.attempt((known) => {
      return closing(this.#programs.open(this.#asker, known), (session) => work(session, known));
    });
  }

  /**
   * What `work` loads and fills comes from one snapshot: one connection, REPEATABLE READ READ ONLY. Both end with `work`,
   * however it ends. Loads that other tasks ask of the session meanwhile are part of it.
   */
  async transaction<Result>(work: () => Promise<Result>, { idleTimeoutMs }: IdleOptions = {}): Promise<Result> {
    if (this.#objects.closed) throw closedError();
    if (this.#snapshot) {
      const message = 'A transaction of this session is open: await its end first, or take a session for each.';
      throw new SessionError('TRANSACTION', message);
    }
    const snapshot = new Snapshot(
      this.#programs.open(this.#asker, { gone: null, isLast: false }, idleTimeout(idleTimeoutMs)),
    );
    this.#snapshot = snapshot;
    try {
      return await work();
    } finally {
      this.#snapshot = null;
      // What `work` asked for without waiting is of this snapshot still.
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
    const operation = this.#programs.read('list', selection);
    const stream = new RowStream(this.#programs, operation, { ...options, ...this.#asker });
    for (const other of this.#streams) if (other.isOver) this.#streams.delete(other);
    this.#streams.add(stream);
    return stream;
  }

  /** Columns that rows of one entity lack, in one statement; none when they lack nothing. */
  fill(rows: readonly object[], fields: readonly string[]): Promise<void> {
    return this.#next(async (snapshot) => {
      const held = rows.map((row) => this.#objects.instancesOf(row));
      const [first] = held;
      if (!first) return;
      if (held.some((instances) => instances.length === 0)) {
        throw new SessionError('SESSION_CLOSED', 'This session does not hold the row to be filled.');
      }
      const { entity, columns } = columnsOf(first, fields);
      const instances = held.flatMap((each) => each.find((instance) => instance.entity === entity) ?? []);
      if (instances.length < rows.length) {
        throw new SessionError('BAD_SELECTION', 'Rows to be filled must be of one entity.');
      }
      if (instances.some(({ key }) => key.length === 0)) {
        throw new SessionError(
          'BAD_SELECTION',
          `Rows to be filled must have a key; these of ${entity.name} have none.`,
        );
      }
      const topUp = (session: Session): Promise<void> => session.topUp(instances, columns);
      if (snapshot) await snapshot.load(topUp);
      else {
        await this.#alone((session, { gone }) => {
          const error = columns.map((column) => gone?.get(column)).find((each) => each);
          return error ? Promise.reject(error) : topUp(session);
        });
      }
      instances.forEach((instance, at) => {
        const row = rows[at];
        for (const column of columns) {
          if (row && instance.has(column)) setColumn(row, column, instance.text(column));
        }
      });
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

  #checkLists({ lists }: ProgramOperation): void {
    const mistakes = [...lists].flatMap(([property, list]) => {
      const known = this.#lists.get(property);
      return known === undefined || known === list ? [] : [otherList(property)];
    });
    if (mistakes.length > 0) throw new SessionError('BAD_SELECTION', mistakes.join('\n'));
  }
}

async function closing<Result>(session: Session, work: (session: Session) => Promise<Result>): Promise<Result> {
  try {
    return await work(session);
  } finally {
    await session.close();
    session.lifetime.done();
  }
}

interface EntityColumns {
  readonly entity: Entity;
  readonly columns: readonly Column[];
}

/** Of the first entity that has them all. */
function columnsOf(instances: readonly Instance[], fields: readonly string[]): EntityColumns {
  const mistakes: string[] = [];
  for (const { entity } of instances) {
    const columns = valueColumns(entity);
    const names = columns.map(({ field }) => field);
    const unknown = fields.filter((name) => !names.includes(name));
    if (unknown.length === 0) return { entity, columns: columns.filter(({ field }) => fields.includes(field)) };
    mistakes.push(...unknown.map((name) => `${entity.name}.${name} is no column.${suggest(name, names)}`));
  }
  throw new SessionError('BAD_SELECTION', mistakes.join('\n'));
}
