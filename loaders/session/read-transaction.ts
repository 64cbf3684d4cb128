/**
 * One request's door to the database: one connection, one transaction, one snapshot. The connection is taken at the first SQL
 * and given back as soon as nothing more can be asked.
 */
import type { Column } from '../../schema/model/model.ts';
import type { SelectNode } from '../plan/read/select-plan.ts';
import type { RowPolicies } from '../sql/shared/scope.ts';
import type { CompiledPlan } from '../sql/read/compiled-plan.ts';
import { cursorOf } from './cursor.ts';
import type {
  Database,
  DatabaseConnection,
  ParameterValue,
  StatementCall,
  StatementResult,
  Transaction,
  TransactionMode,
} from '../database/database.ts';
import { batchLoader } from './batch-loader.ts';
import { IdentityMap } from './identity-map.ts';
import type { Instance } from './instance.ts';
import type { Lifetime } from './lifetime.ts';
import { LoadResult } from './load-result.ts';
import { observed, type StatementObserver } from './observed.ts';
import { RowBudget } from './row-budget.ts';
import { SessionError } from './session-error.ts';
import { StatementLog } from './statement-log.ts';
import { loadMissingColumns } from './missing-columns.ts';
import { Waves, type WaveSettings } from './waves.ts';
import { commitUnknown, type DatabaseError, isSchemaChange, notOfTheSchema } from '../database/database-error.ts';

export interface TransactionSettings extends WaveSettings {
  /** Transaction-local settings (role, claims) set right after BEGIN. */
  readonly settings: Transaction['settings'];
  /** Null or left out: nobody is told of statements. */
  readonly observer?: StatementObserver | null;
  readonly policies: RowPolicies;
  /** Left out: nothing is written. */
  readonly access?: TransactionMode;
  /** Rows of all statements together. */
  readonly maxEntities: number;
  /** The database has just been asked, and still is what was read. Left out: nobody has asked. */
  readonly isUnchanged?: boolean;
}

const READ_ONLY: TransactionMode = { mode: 'read' };

type Lazy = (parent: number) => Promise<LoadResult>;

export class ReadTransaction {
  readonly log = new StatementLog();
  readonly identities = new IdentityMap();
  readonly rows: RowBudget;
  readonly lifetime: Lifetime;
  readonly #database: Database;
  readonly #settings: TransactionSettings;
  readonly #lazy = new WeakMap<LoadResult, Map<SelectNode, Lazy>>();
  #connection: Promise<DatabaseConnection> | null = null;
  #isOpen = false;
  #isClosed = false;
  /** Flights leave one after the other, also when two resolvers ask at once. */
  #queue: Promise<unknown> = Promise.resolve();
  #schemaChange: DatabaseError | null = null;
  #forget: (() => void) | null = null;

  /** The end of the lifetime ends the transaction: whoever waits for it is told why at once. */
  constructor(database: Database, settings: TransactionSettings, lifetime: Lifetime) {
    this.#database = database;
    this.#settings = settings;
    this.rows = new RowBudget(settings.maxEntities);
    this.lifetime = lifetime;
  }

  /** Why a flight failed, where the database is no longer what the plans were made for. */
  get schemaChange(): DatabaseError | null {
    return this.#schemaChange;
  }

  /** Loads all that the plan knows beforehand. The connection is back when this resolves, unless relations are deferred. */
  async load(plan: CompiledPlan, values: readonly ParameterValue[]): Promise<LoadResult> {
    const loaded = new LoadResult(values);
    const explicit = plan.depth > 1 || plan.deferred || this.#settings.settings.length > 0;
    try {
      await this.#waves(plan, loaded).run(plan.initial, (calls, last) =>
        this.#send(calls, explicit, last && !plan.deferred),
      );
    } catch (error) {
      await this.#giveBack();
      throw error;
    }
    if (!plan.deferred) await this.#finish();
    return loaded;
  }

  /**
   * The root's rows in batches from a cursor, each batch with all that hangs below it. The next batch is fetched when it is
   * asked for. Stopping early ends the transaction, and the cursor with it.
   */
  async *stream(
    plan: CompiledPlan,
    values: readonly ParameterValue[],
    batchSize: number,
  ): AsyncGenerator<LoadResult, void, undefined> {
    const { root, declare, fetch } = cursorOf(
      plan,
      { given: values, configured: this.#settings.configured },
      batchSize,
    );
    const send = (calls: readonly StatementCall[]): Promise<StatementResult[]> => this.#send(calls, true, false);
    try {
      for (let opened = false, more = true; more; opened = true) {
        this.rows.clear();
        const fetched = (await send(opened ? [fetch] : [declare, fetch])).at(-1);
        if (!fetched || fetched.rows.rowCount === 0) break;
        const loaded = new LoadResult(values);
        await this.#waves(plan, loaded).goOn(root, fetch, fetched, send);
        yield loaded;
        more = fetched.rows.rowCount === batchSize;
      }
      await this.close();
    } finally {
      this.#isClosed = true;
      await this.#giveBack();
    }
  }

  /** Loads a plan that was not known beforehand, in the snapshot of the first. The transaction stays open. */
  async loadMore(plan: CompiledPlan, values: readonly ParameterValue[]): Promise<LoadResult> {
    const loaded = new LoadResult(values);
    await this.#waves(plan, loaded).run(plan.initial, (calls) => this.#send(calls, true, false));
    return loaded;
  }

  /** Loads a deferred relation for one parent; all that ask in one tick are loaded together. */
  loadLater(plan: CompiledPlan, loaded: LoadResult, node: SelectNode, parent: number): Promise<LoadResult> {
    const cached = this.#lazy.get(loaded) ?? new Map<SelectNode, Lazy>();
    this.#lazy.set(loaded, cached);
    const lazy = cached.get(node) ?? this.#lazyLoader(plan, loaded, node);
    cached.set(node, lazy);
    return lazy(parent);
  }

  #lazyLoader(plan: CompiledPlan, loaded: LoadResult, node: SelectNode): Lazy {
    const load = async (parents: readonly number[]): Promise<readonly LoadResult[]> => {
      const result = await this.#loadParents(plan, loaded, node, parents);
      return parents.map(() => result);
    };
    return batchLoader(load, (parent) => parent);
  }

  async #loadParents(
    plan: CompiledPlan,
    above: LoadResult,
    node: SelectNode,
    parents: readonly number[],
  ): Promise<LoadResult> {
    const loaded = new LoadResult(above.values);
    if (node.parent) loaded.set(node.parent, above.rows(node.parent), above.link(node.parent));
    const only = new Map([[node, parents]]);
    await this.#waves(plan, loaded).run([node], (calls) => this.#send(calls, true, false), only);
    return loaded;
  }

  /** Reads the columns that instances of one entity lack, in one statement; none when they lack nothing. */
  async topUp(instances: readonly Instance[], columns: readonly Column[]): Promise<void> {
    const missing = loadMissingColumns(instances, columns, this.#settings);
    if (!missing) return;
    const results = await this.#send([missing.call], true, false);
    this.log.add(missing.statement, [missing.call], results);
    for (const result of results) missing.apply(result);
  }

  /** Sends statements that write, in one round trip. */
  write(calls: readonly StatementCall[]): Promise<StatementResult[]> {
    return this.#send(calls, true, false);
  }

  /** Sends one statement with a transaction of its own around it, in one round trip. What another transaction has changed it waits for and takes. */
  writeAlone(call: StatementCall): Promise<StatementResult[]> {
    return this.#send([call], true, true, { mode: 'write', isolation: 'read committed' });
  }

  /** Makes what was written last. Rejects where it did not, or with COMMIT_UNKNOWN; either way the connection is back. */
  async commit(): Promise<void> {
    try {
      const { reason } = this.lifetime;
      if (reason) throw reason;
      if (this.#isOpen) await this.#send([], false, true);
    } finally {
      this.#isClosed = true;
      await this.#giveBack();
    }
  }

  /** Gives the connection back without a commit: nothing was written. */
  async rollBack(): Promise<void> {
    this.#isClosed = true;
    await this.#queue;
    await this.#giveBack();
  }

  /** The answer is made, or given up: nobody waits for what loads now. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Ends the transaction and gives the connection back, for good: later calls open no other. Idempotent. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#finish();
  }

  /** Ends the transaction for now. A function that asks later, although it said that it would not, gets one of its own. */
  async #finish(): Promise<void> {
    try {
      if (this.lifetime.reason) return;
      await this.#queue;
      if (this.#isOpen) await this.#sendNow([], false, true);
    } finally {
      await this.#giveBack();
    }
  }

  #waves(plan: CompiledPlan, loaded: LoadResult): Waves {
    return new Waves(plan, loaded, this.#settings, this.log);
  }

  #send(
    calls: readonly StatementCall[],
    explicit: boolean,
    last: boolean,
    mode = this.#settings.access,
  ): Promise<StatementResult[]> {
    const flight = this.#queue.then(() => {
      if (this.#isClosed) throw new SessionError('SESSION_CLOSED', 'The operation is answered; it loads nothing more.');
      return this.#sendNow(calls, explicit, last, mode);
    });
    this.#queue = flight.catch((error: unknown) => {
      if (isSchemaChange(error)) this.#schemaChange ??= error;
    });
    return flight;
  }

  async #sendNow(
    calls: readonly StatementCall[],
    explicit: boolean,
    last: boolean,
    access = this.#settings.access ?? READ_ONLY,
  ): Promise<StatementResult[]> {
    const connection = await this.lifetime.race(this.#connect());
    const begin = explicit && !this.#isOpen;
    const open = begin || this.#isOpen;
    this.#isOpen = open && !last;
    const { settings, observer } = this.#settings;
    const transaction: Transaction = { ...access, begin, commit: open && last, settings: begin ? settings : [] };
    const sent = observer ? observed(observer, connection, calls, transaction) : connection.send(calls, transaction);
    const isCommitted = transaction.commit && access.mode === 'write';
    try {
      // Whoever waits may go; what becomes of a COMMIT that was sent must be known.
      const results = await (isCommitted ? sent : this.lifetime.race(sent));
      this.rows.add(results);
      return results;
    } catch (error) {
      if (isCommitted) throw commitUnknown(error);
      throw this.#settings.isUnchanged && isSchemaChange(error) ? notOfTheSchema(error) : error;
    }
  }

  #connect(): Promise<DatabaseConnection> {
    this.#connection ??= this.#acquire();
    return this.#connection;
  }

  async #acquire(): Promise<DatabaseConnection> {
    const { reason, outer } = this.lifetime;
    if (reason) throw reason;
    const connection = await this.#database.acquire(outer);
    this.#forget = this.lifetime.onEnd(() => void connection.cancel());
    return connection;
  }

  /** A request whose time is over does not wait until PostgreSQL has stopped. */
  async #giveBack(): Promise<void> {
    const released = this.#release();
    if (!this.lifetime.reason) return released;
    released.catch(() => undefined);
  }

  async #release(): Promise<void> {
    const acquired = this.#connection;
    this.#connection = null;
    // The transaction ends with the connection: `close` must not ask for another connection in order to commit it.
    this.#isOpen = false;
    if (!acquired) return;
    const connection = await acquired.catch(() => null);
    this.#forget?.();
    await connection?.release();
  }
}
