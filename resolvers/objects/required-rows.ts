/** Rows with the fields that a custom field requires: columns, and relations down to other rows. */
import type { ObjectShape, SelectNode } from '../../loaders/plan/read/select-plan.ts';
import type { CompiledPlan } from '../../loaders/sql/read/compiled-plan.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';
import type { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import type { Column } from '../../schema/model/model.ts';
import { readPlain } from './column-values.ts';
import { type FieldReader, shapeAt } from './field-reader.ts';
import { readField } from './read-field.ts';
import { missingField, resolverRowClass } from './resolver-rows.ts';
import { type Row, type RowOrigin, setField } from './row.ts';

export class RequiredRows implements FieldReader<null>, RowOrigin {
  readonly loaded: LoadResult;
  readonly #transaction: ReadTransaction;
  readonly #plan: CompiledPlan;
  /** The path of the field that requires them. */
  readonly #path: string;

  constructor(transaction: ReadTransaction, plan: CompiledPlan, loaded: LoadResult, path: string) {
    this.#transaction = transaction;
    this.#plan = plan;
    this.loaded = loaded;
    this.#path = path;
  }

  /** A promise only where a relation is loaded lazily. A row of a type that nobody named has its discriminator alone. */
  row(object: ObjectShape, index: number): Row | Promise<Row> {
    const found = shapeAt(this.loaded, object, index);
    const { node, fields } = found instanceof Error ? object : found;
    const RowClass = resolverRowClass(node.entity);
    const identify = () => this.#transaction.identities.instance(this.loaded.rows(node), index);
    const row = new RowClass(identify, this, this.#path);
    const waits: Promise<void>[] = [];
    for (const field of fields) {
      const value = readField(this, field, node, index, null);
      if (value instanceof Promise) waits.push(value.then((loaded) => setField(row, field.key, loaded)));
      else setField(row, field.key, value);
    }
    return waits.length === 0 ? row : Promise.all(waits).then(() => row);
  }

  column(node: SelectNode, index: number, column: Column): unknown {
    return readPlain(this.loaded, node, index, column);
  }

  list(values: unknown[]): unknown {
    return values.some((value) => value instanceof Promise) ? Promise.all(values) : values;
  }

  object(): never {
    throw new Error(`${this.#path} requires an object that is not a row`);
  }

  noRow(): null {
    return null;
  }

  async loadLater(node: SelectNode, parent: number): Promise<RequiredRows> {
    const loaded = await this.#transaction.loadLater(this.#plan, this.loaded, node, parent);
    return new RequiredRows(this.#transaction, this.#plan, loaded, this.#path);
  }

  notLoaded(_row: object, _field: string, what: string): Error {
    return missingField(`${what}; add it to requires`);
  }
}
