/**
 * One request's door to the database: one connection, one transaction, one snapshot. The connection is taken at the first SQL
 * and given back as soon as nothing more can be asked.
 */
import type { Column } from '../../schema/model.ts';
import type { SelectNode } from '../plan/select-plan.ts';
import type { RowPolicies } from '../sql/scope.ts';
import { lazyLoader } from '../strategies/lazy.ts';
import type { CompiledPlan } from './compiled-plan.ts';
import { cursorOf } from './cursor.ts';
import {
  cancelled,
  type Database,
  type DatabaseConnection,
  type DatabaseError,
  isSchemaChange,
  type ParameterValue,
  type StatementCall,
  type StatementResult,
  type Transaction,
} from './database.ts';
import { IdentityMap } from './identity-map.ts';
import type { Instance } from './instance.ts';
import { Loaded } from './loaded.ts';
import { observed, type StatementObserver } from './observed.ts';
import { RowBudget } from './row-budget.ts';
import { StatementLog } from './statement-log.ts';
import { topUp } from './top-up.ts';
import { Waves, type WaveSettings } from './waves.ts';

export interface SessionSettings extends WaveSettings {
  /** Transaction-local settings (role, claims) set right after BEGIN. */
  readonly settings: Transaction['settings'];
  /** Null or left out: nobody is told of statements. */
  readonly observer?: StatementObserver | null;
  readonly policies: RowPolicies;
  /** Rows of all statements together. */
  readonly maxEntities: number;
}

type Lazy = (parent: number) => Promise<Loaded>;

export class Session {
  readonly log = new StatementLog();
  readonly identities = new IdentityMap();
  readonly rows: RowBudget;
  readonly #database: Database;
  readonly #settings: SessionSettings;
  readonly #signal: AbortSignal | null;
  readonly #lazy = new WeakMap<Loaded, Map<SelectNode, Lazy>>();
  #connection: Promise<DatabaseConnection> | null = null;
  #transaction: 'none' | 'open' | 'over' = 'none';
  /** Flights leave one after the other, also when two resolvers ask at once. */
  #queue: Promise<unknown> = Promise.resolve();
  #schemaChange: DatabaseError | null = null;
  #cancel: (() => void) | null = null;

  constructor(database: Database, settings: SessionSettings, signal: AbortSignal | null) {
    this.#database = database;
    this.#settings = settings;
    this.rows = new RowBudget(settings.maxEntities);
    this.#signal = signal;
  }

  /** Why a flight failed, where the database is no longer what the plans were made for. */
  get schemaChange(): DatabaseError | null {
    return this.#schemaChange;
  }

  /** Loads all that the plan knows beforehand. The connection is back when this resolves, unless relations are deferred. */
  async load(plan: CompiledPlan, values: readonly ParameterValue[]): Promise<Loaded> {
    const loaded = new Loaded(values);
    const explicit = plan.depth > 1 || plan.deferred || this.#settings.settings.length > 0;
    try {
      const roots = plan.nodes.filter((node) => node.parent === null);
      await this.#waves(plan, loaded).run(roots, (calls, last) => this.#send(calls, explicit, last && !plan.deferred));
    } catch (error) {
      await this.#release();
      throw error;
    }
    if (!plan.deferred) await this.close();
    return loaded;
  }

  /**
   * The root's rows in batches from a cursor, each batch with all that hangs below it. The next batch is fetched when it is
   * asked for. Who stops early ends the transaction, and the cursor with it.
   */
  async *stream(
    plan: CompiledPlan,
    values: readonly ParameterValue[],
    batchSize: number,
  ): AsyncGenerator<Loaded, void, undefined> {
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
        const loaded = new Loaded(values);
        await this.#waves(plan, loaded).goOn(root, fetch, fetched, send);
        yield loaded;
        more = fetched.rows.rowCount === batchSize;
      }
      await this.close();
    } finally {
      await this.#release();
    }
  }

  /** Loads what no plan knew beforehand, in the snapshot of what was loaded. The transaction stays open. */
  async loadMore(plan: CompiledPlan, values: readonly ParameterValue[]): Promise<Loaded> {
    const loaded = new Loaded(values);
    const roots = plan.nodes.filter((node) => node.parent === null);
    await this.#waves(plan, loaded).run(roots, (calls) => this.#send(calls, true, false));
    return loaded;
  }

  /** Loads a deferred relation for one parent; all that ask in one tick are loaded together. */
  loadLater(plan: CompiledPlan, loaded: Loaded, node: SelectNode, parent: number): Promise<Loaded> {
    const known = this.#lazy.get(loaded) ?? new Map<SelectNode, Lazy>();
    this.#lazy.set(loaded, known);
    const lazy = known.get(node) ?? lazyLoader((parents) => this.#loadParents(plan, loaded, node, parents));
    known.set(node, lazy);
    return lazy(parent);
  }

  async #loadParents(plan: CompiledPlan, above: Loaded, node: SelectNode, parents: readonly number[]): Promise<Loaded> {
    const loaded = new Loaded(above.values);
    if (node.parent) loaded.set(node.parent, above.rows(node.parent), above.link(node.parent));
    const only = new Map([[node, parents]]);
    await this.#waves(plan, loaded).run([node], (calls) => this.#send(calls, true, false), only);
    return loaded;
  }

  /** Reads the columns that instances of one entity lack, in one statement; none when they lack nothing. */
  async topUp(instances: readonly Instance[], columns: readonly Column[]): Promise<void> {
    const missing = topUp(instances, columns, this.#settings);
    if (!missing) return;
    const results = await this.#send([missing.call], true, false);
    this.log.add(missing.statement, [missing.call], results);
    for (const result of results) missing.apply(result);
  }

  /** Ends the transaction and gives the connection back. Idempotent. */
  async close(): Promise<void> {
    try {
      await this.#queue;
      if (this.#transaction === 'open') await this.#send([], false, true);
    } finally {
      this.#transaction = 'over';
      await this.#release();
    }
  }

  #waves(plan: CompiledPlan, loaded: Loaded): Waves {
    return new Waves(plan, loaded, this.#settings, this.log);
  }

  #send(calls: readonly StatementCall[], explicit: boolean, last: boolean): Promise<StatementResult[]> {
    const flight = this.#queue.then(() => this.#sendNow(calls, explicit, last));
    this.#queue = flight.catch((error: unknown) => {
      if (isSchemaChange(error)) this.#schemaChange ??= error;
    });
    return flight;
  }

  async #sendNow(calls: readonly StatementCall[], explicit: boolean, last: boolean): Promise<StatementResult[]> {
    const connection = await this.#connect();
    if (this.#signal?.aborted) throw cancelled();
    const begin = explicit && this.#transaction === 'none';
    const open = begin || this.#transaction === 'open';
    this.#transaction = open && !last ? 'open' : 'over';
    const { settings, observer } = this.#settings;
    const transaction = { begin, commit: open && last, settings: begin ? settings : [] };
    const sent = observer ? observed(observer, connection, calls, transaction) : connection.send(calls, transaction);
    const results = await sent;
    this.rows.add(results);
    return results;
  }

  #connect(): Promise<DatabaseConnection> {
    this.#connection ??= this.#acquire();
    return this.#connection;
  }

  async #acquire(): Promise<DatabaseConnection> {
    const connection = await this.#database.acquire(this.#signal);
    if (this.#signal) {
      const cancel = (): void => void connection.cancel();
      this.#signal.addEventListener('abort', cancel, { once: true });
      this.#cancel = cancel;
    }
    return connection;
  }

  async #release(): Promise<void> {
    const acquired = this.#connection;
    this.#connection = null;
    // What was open ends with the connection: `close` must not ask for another in order to commit it.
    this.#transaction = 'over';
    if (!acquired) return;
    const connection = await acquired.catch(() => null);
    if (this.#cancel) this.#signal?.removeEventListener('abort', this.#cancel);
    await connection?.release();
  }
}
