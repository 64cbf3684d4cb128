/**
 * Rows that no plan foresaw: resolvers ask for them while the operation is answered, in its own transaction and snapshot. Those of
 * one moment share a statement; rows that the identity map holds need none.
 */
import type { RowsShape, SelectNode } from '../../loaders/plan/read/select-plan.ts';
import type { Missing } from '../../loaders/plan/shared/missing.ts';
import type { CompiledPlan } from '../../loaders/sql/read/compiled-plan.ts';
import type { Instance } from '../../loaders/session/instance.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';
import type { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import { keyIdentity } from '../../loaders/rows/keys.ts';
import { batchLoader } from '../../loaders/session/batch-loader.ts';
import type { Column, Entity } from '../../schema/model/model.ts';
import { rangeOf } from '../objects/page.ts';
import type { Planner } from '../plan/planner.ts';
import { rowOfInstance, type RowPlace } from '../objects/resolver-rows.ts';
import { failField, type Row } from '../objects/row.ts';
import { type KeyedRequest, requestPlan } from './keyed-request.ts';

type Key = readonly string[];
type LoadRows = (key: Key) => Promise<readonly Row[]>;

/** A select that no plan foresaw, as explain shows it. */
export interface OnDemandSelect {
  readonly node: SelectNode;
  readonly keys: number;
}

export class OnDemandLoads {
  readonly #planner: Planner;
  readonly #transaction: ReadTransaction;
  readonly #missing: Missing;
  readonly #loaders = new Map<string, LoadRows>();
  readonly #fills = new Map<string, (instance: Instance) => Promise<void>>();
  readonly #sent = new Map<SelectNode, number>();
  /** Their rows are not in the identity map yet. */
  #unknown: LoadResult[] = [];
  #isOver = false;

  constructor(planner: Planner, transaction: ReadTransaction, missing: Missing | null) {
    this.#planner = planner;
    this.#transaction = transaction;
    this.#missing = missing ?? new Map();
  }

  get sent(): readonly OnDemandSelect[] {
    return [...this.#sent].map(([node, keys]) => ({ node, keys }));
  }

  /** Rows that may answer a later request. */
  add(loaded: LoadResult): void {
    this.#unknown.push(loaded);
  }

  /** Loads the only root of a plan, rows by keys. */
  async load(
    plan: CompiledPlan,
    { path, values }: Pick<KeyedRequest, 'path' | 'values'>,
    keys: readonly Key[],
  ): Promise<{ readonly shape: RowsShape; readonly loaded: LoadResult }> {
    const [shape] = plan.response.fields;
    if (shape?.kind === 'failed') throw shape.error;
    if (shape?.kind !== 'one' && shape?.kind !== 'many') throw new Error(`${path} has no rows`);
    const [first = []] = keys;
    const arrays = first.map((_, position) => keys.map((key) => key[position] ?? ''));
    const loaded = await this.#transaction.loadMore(plan, [...values, ...arrays]);
    this.add(loaded);
    this.#sent.set(shape.node, (this.#sent.get(shape.node) ?? 0) + keys.length);
    return { shape, loaded };
  }

  /** Called when the answer is made: every later load is an error. */
  end(): void {
    this.#isOver = true;
  }

  /** The row of a primary key, if it was loaded with all of these columns. */
  held(entity: Entity, key: Key, columns: readonly Column[], place: RowPlace): Row | null {
    this.#indexRows();
    const instance = this.#transaction.identities.get(entity, key);
    const isHeld = instance && columns.every((column) => instance.has(column) || this.#missing.has(column));
    return isHeld ? this.#row(instance, columns, place) : null;
  }

  rows(request: KeyedRequest, key: Key, place: RowPlace): Promise<readonly Row[]> {
    const id = `${request.id}${JSON.stringify(request.values)}`;
    const cached = this.#loaders.get(id);
    const load = cached ?? batchLoader((keys: readonly Key[]) => this.#loadRows(request, keys, place), keyIdentity);
    if (!cached) this.#loaders.set(id, load);
    return load(key);
  }

  /** Columns of a row that the program has: read now where they are missing, all rows of one moment together. */
  async fill(instance: Instance, columns: readonly Column[]): Promise<void> {
    if (columns.every((column) => instance.has(column))) return;
    for (const column of columns) {
      const error = this.#missing.get(column);
      if (error) throw error;
    }
    const { entity } = instance;
    const id = `${entity.name}(${columns.map(({ index }) => index).join()})`;
    const cached = this.#fills.get(id);
    const fill =
      cached ??
      batchLoader(
        (instances) => this.#fill(instances, columns),
        (each: Instance) => each,
      );
    if (!cached) this.#fills.set(id, fill);
    await fill(instance);
  }

  async #fill(instances: readonly Instance[], columns: readonly Column[]): Promise<undefined[]> {
    this.#checkOpen();
    await this.#transaction.topUp(instances, columns);
    return instances.map(() => undefined);
  }

  async #loadRows(request: KeyedRequest, keys: readonly Key[], place: RowPlace): Promise<readonly (readonly Row[])[]> {
    this.#checkOpen();
    const plan = this.#planner.unplanned(request.id, () => requestPlan(request, this.#missing), this.#missing);
    const { shape, loaded } = await this.load(plan, request, keys);
    const rows = loaded.rows(shape.node);
    return keys.map((_, parent) => {
      const { start, end } = rangeOf(loaded, shape.node, parent);
      return Array.from({ length: end - start }, (__, index) => {
        const instance = this.#transaction.identities.instance(rows, start + index);
        if (!instance) throw new Error(`${request.path} has a row that is not there`);
        return this.#row(instance, request.columns, place);
      });
    });
  }

  /** A column that is missing in the database is an error to read. */
  #row(instance: Instance, columns: readonly Column[], place: RowPlace): Row {
    const readable = columns.filter((column) => !this.#missing.has(column));
    const row = rowOfInstance(instance, readable, place);
    for (const column of columns) {
      const error = this.#missing.get(column);
      if (error) failField(row, column.field, error);
    }
    return row;
  }

  #checkOpen(): void {
    if (this.#isOver) throw new Error('The operation is answered; its loaders load nothing more.');
  }

  #indexRows(): void {
    for (const loaded of this.#unknown) {
      for (const rows of loaded.all()) {
        const { kind, entity, args } = rows.node;
        // A function may give rows that are not in the table.
        const key = kind === 'rows' && !args.call ? entity.key : null;
        if (!key?.columns.every((column) => rows.position(column) >= 0)) continue;
        for (let index = 0; index < rows.count; index++) this.#transaction.identities.instance(rows, index);
      }
    }
    this.#unknown = [];
  }
}
