/** Rows that are written along a relation: verbs of nested inputs → rows of the unit of work. */
import {
  bothKeys,
  type Cell,
  type Change,
  type InputPath,
  PendingRow,
  type RowKey,
} from '../../loaders/plan/write/pending.ts';
import type { PendingOthers } from '../../loaders/plan/write/pending-others.ts';
import type { Column, Entity, Relation } from '../../schema/model/model.ts';
import { columnsOfKey } from '../../schema/mutations/conflict-keys.ts';
import { type InputValues, listOf, recordOf, type Values } from './input-values.ts';

/** A row that is there, found beforehand, and what changes in it. */
export interface Existing {
  readonly found: PendingRow;
  readonly changes: Map<Column, Change>;
  readonly inputs: Map<Column, InputPath>;
}

/** The values that a to-one brings to the foreign key of the row that holds it. */
export interface Brought {
  readonly cells: readonly Cell[];
  readonly input: InputPath;
}

/** Values that a row has from its place, and the input that gave the place. */
export interface Place {
  readonly cells: ReadonlyMap<Column, Cell>;
  readonly inputs: ReadonlyMap<Column, InputPath>;
}

/** Reads rows of any table, and collects them. */
export interface RowReader {
  readonly values: InputValues;
  readonly others: PendingOthers[];
  create(entity: Entity, values: Values, input: InputPath, place?: Place): PendingRow;
  upsert(entity: Entity, args: Values, inputs: readonly [InputPath, InputPath], place?: Place): PendingRow;
  update(entity: Entity, args: Values, input: InputPath, within?: RowKey): PendingRow;
  updateBy(
    entity: Entity,
    args: Values,
    input: InputPath,
    row: { readonly by: RowKey; readonly at: InputPath },
  ): PendingRow;
  find(entity: Entity, by: RowKey, input: InputPath): PendingRow;
  add(row: PendingRow): PendingRow;
}

export class RelatedReader {
  readonly #reader: RowReader;

  constructor(reader: RowReader) {
    this.#reader = reader;
  }

  /** The values that the foreign key of a to-one takes, in the order of its pairs. */
  target({ target, pairs }: Relation, given: Values, input: InputPath): Brought {
    const verb = Object.keys(given).find((name) => given[name] !== undefined && given[name] !== null) ?? '';
    const at = [...input, verb];
    const of = (row: PendingRow): Brought => {
      return { input: at, cells: pairs.map(({ remote }) => ({ kind: 'of', row, column: remote })) };
    };
    const reader = this.#reader;
    switch (verb) {
      case 'create':
        return of(reader.create(target, recordOf(given['create']), at));
      case 'upsert':
        return of(reader.upsert(target, recordOf(given['upsert']), [at, [...at, 'values']]));
      case 'connect': {
        const by = reader.values.key(target, recordOf(given['connect']), at);
        const own = pairs.flatMap(({ remote }) => by.cells[by.columns.indexOf(remote)] ?? []);
        // The foreign key refers to the very columns that are given: its constraint looks for the row.
        const isChecked = own.length === pairs.length && !target.policy && !target.rowSecurity;
        return isChecked ? { cells: own, input: at } : of(reader.find(target, by, at));
      }
      default:
        return { cells: [], input: at };
    }
  }

  /** Reads rows whose foreign keys lead to a new row, or one that an upsert finds, and rows beyond junctions. */
  below(row: PendingRow, values: Values, input: InputPath, relations: readonly Relation[]): void {
    for (const relation of relations) {
      const given = recordOf(values[relation.field]);
      const at = [...input, relation.field];
      for (const verb of ['create', 'upsert', 'connect'] as const)
        this.#eachItem(given, verb, at, (item, place) => {
          this.#join(row, relation, verb, item, place);
        });
    }
  }

  /** Reads what changes around a row that is there. */
  ofExisting(existing: Existing, set: Values, input: InputPath, relations: readonly Relation[]): void {
    for (const relation of relations) {
      const given = recordOf(set[relation.field]);
      const at = [...input, relation.field];
      if (relation.direction === 'forward' && !relation.junction && relation.kind === 'one') {
        this.#ownTarget(existing, relation, given, at);
      } else this.#ofMany(existing.found, relation, given, at);
    }
  }

  #ownTarget(existing: Existing, relation: Relation, given: Values, input: InputPath): void {
    const { target, pairs } = relation;
    const { found, changes, inputs } = existing;
    const by: RowKey = {
      columns: pairs.map(({ remote }) => remote),
      cells: pairs.map(({ local }) => ({ kind: 'of', row: found, column: local })),
    };
    const point = (column: Column, cell: Cell, at: InputPath): void => {
      if (changes.has(column)) {
        const message = `${column.field} and ${relation.field} exclude each other; keep one.`;
        this.#reader.values.mistake('CONTRADICTION', message, at, found.entity, inputs.get(column));
      }
      changes.set(column, { kind: 'set', cell });
      inputs.set(column, at);
    };
    if (given['update']) {
      const at = [...input, 'update'];
      this.#reader.updateBy(target, recordOf(given['update']), at, { by, at });
    } else if (given['disconnect'] === true || given['delete'] === true) {
      const at = [...input, given['delete'] === true ? 'delete' : 'disconnect'];
      for (const { local } of pairs) {
        if (local.write?.refusesNull) this.#refuseDisconnect(relation, at, local);
        point(local, NULL, at);
      }
      if (given['delete'] === true)
        this.#reader.add(
          new PendingRow({ entity: target, kind: 'delete', input: at, by, mustExist: false, isLate: true }),
        );
    } else {
      const brought = this.target(relation, given, input);
      for (const [position, { local }] of pairs.entries()) {
        const cell = brought.cells[position];
        if (cell) point(local, cell, brought.input);
      }
    }
  }

  #ofMany(parent: PendingRow, relation: Relation, given: Values, input: InputPath): void {
    const { target, junction } = relation;
    const reader = this.#reader;
    const kept: RowKey[] = [];
    const within = ownedBy(parent, relation);
    for (const verb of ['create', 'upsert', 'connect', 'set'] as const) {
      this.#eachItem(given, verb, input, (item, at) => {
        const row = this.#join(parent, relation, verb, item, at);
        const key = junction ? row.by : keptKey(row);
        if (key && verb !== 'create') kept.push(key);
      });
    }
    this.#eachItem(given, 'update', input, (item, at) => {
      const row = junction ? this.#updateBeyond(parent, relation, item, at) : reader.update(target, item, at, within);
      if (row.by) kept.push(row.by);
    });
    this.#eachItem(given, 'disconnect', input, (item, at) => this.#disconnect(parent, relation, item, at));
    this.#eachItem(given, 'delete', input, (item, at) => {
      const key = reader.values.key(target, item, at);
      if (junction) this.#junctionRow(parent, relation, item, at, 'delete');
      const by = junction ? key : bothKeys(key, within);
      reader.add(new PendingRow({ entity: target, kind: 'delete', input: at, by }));
    });
    const isWhole = given['set'] !== undefined && given['set'] !== null;
    if (isWhole || given['deleteOthers'] === true) {
      this.#others(parent, relation, kept, [...input, isWhole ? 'set' : 'deleteOthers']);
    }
  }

  /** One more row of a to-many, or the row of a to-one whose foreign key the other side holds. */
  #join(parent: PendingRow, relation: Relation, verb: string, item: Values, at: InputPath): PendingRow {
    const { target, pairs, junction } = relation;
    const reader = this.#reader;
    if (junction) return this.#joinBeyond(parent, relation, verb, item, at);
    const cells = new Map(pairs.map(({ local, remote }) => [remote, cellOf(parent, local)] as const));
    const inputs = new Map(pairs.map(({ remote }) => [remote, at] as const));
    if (verb === 'create') return reader.create(target, item, at, { cells, inputs });
    if (verb === 'upsert') return reader.upsert(target, item, [at, [...at, 'values']], { cells, inputs });
    const by = reader.values.key(target, item, at);
    const changes = new Map([...cells].map(([column, cell]) => [column, { kind: 'set', cell } as const]));
    return reader.add(
      new PendingRow({ entity: target, kind: 'update', input: at, by, changes, inputs, isConnect: true }),
    );
  }

  #joinBeyond(
    parent: PendingRow,
    { target, pairs, junction }: Relation,
    verb: string,
    item: Values,
    at: InputPath,
  ): PendingRow {
    const reader = this.#reader;
    if (!junction) throw new Error('a relation through a junction has one');
    const far =
      verb === 'create'
        ? reader.create(target, item, at)
        : verb === 'upsert'
          ? reader.upsert(target, item, [at, [...at, 'values']])
          : reader.find(target, reader.values.key(target, item, at), at);
    const beyond = junction.pairs.map(
      ({ local, remote }) => [local, { kind: 'of', row: far, column: remote } as const] as const,
    );
    const cells = new Map([...pairs.map(({ local, remote }) => [remote, cellOf(parent, local)] as const), ...beyond]);
    const key = { name: '', elements: [...cells.keys()], operators: [], predicate: null };
    const conflict = junction.unique ? { key, update: [], inc: [], parent: null } : null;
    const by = { columns: beyond.map(([column]) => column), cells: beyond.map(([, cell]) => cell) };
    return reader.add(
      new PendingRow({ entity: junction.entity, kind: conflict ? 'upsert' : 'insert', input: at, cells, conflict, by }),
    );
  }

  /** A row beyond a junction that is related to the parent; the result is the junction row. */
  #updateBeyond(parent: PendingRow, relation: Relation, item: Values, at: InputPath): PendingRow {
    this.#reader.update(relation.target, item, at);
    return this.#junctionRow(parent, relation, recordOf(item['by']), at, 'find');
  }

  #disconnect(parent: PendingRow, relation: Relation, item: Values, at: InputPath): void {
    const { target, pairs, junction } = relation;
    if (junction) {
      this.#junctionRow(parent, relation, item, at, 'delete');
      return;
    }
    const required = pairs.find(({ remote }) => remote.write?.refusesNull);
    if (required) this.#refuseDisconnect(relation, at, required.remote);
    const by = bothKeys(this.#reader.values.key(target, item, at), ownedBy(parent, relation));
    const changes = new Map(pairs.map(({ remote }) => [remote, { kind: 'set', cell: NULL } as const]));
    this.#reader.add(new PendingRow({ entity: target, kind: 'update', input: at, by, changes }));
  }

  #junctionRow(
    parent: PendingRow,
    { target, pairs, junction }: Relation,
    item: Values,
    at: InputPath,
    kind: 'find' | 'delete',
  ): PendingRow {
    if (!junction) throw new Error('a relation through a junction has one');
    const reader = this.#reader;
    const far = reader.find(target, reader.values.key(target, item, at), at);
    const columns = [...pairs.map(({ remote }) => remote), ...junction.pairs.map(({ local }) => local)];
    const near = pairs.map(({ local }) => cellOf(parent, local));
    const beyond = junction.pairs.map(({ remote }) => ({ kind: 'of', row: far, column: remote }) as const);
    return reader.add(
      new PendingRow({ entity: junction.entity, kind, input: at, by: { columns, cells: [...near, ...beyond] } }),
    );
  }

  #others(parent: PendingRow, relation: Relation, kept: readonly RowKey[], input: InputPath): void {
    const { target, junction, pairs } = relation;
    const isSet = input.at(-1) === 'set';
    if (!junction && isSet) {
      const required = pairs.find(({ remote }) => remote.write?.refusesNull);
      if (required) this.#refuseDisconnect(relation, input, required.remote);
    }
    const action = junction || !isSet ? 'delete' : 'disconnect';
    this.#reader.others.push({
      entity: junction?.entity ?? target,
      action,
      parent: ownedBy(parent, relation),
      kept,
      input,
    });
  }

  #refuseDisconnect({ field, source }: Relation, at: InputPath, column: Column): void {
    const message = `${field} cannot be disconnected: ${column.field} must not be null. Use delete.`;
    this.#reader.values.mistake('REFERENCE', message, at, source);
  }

  #eachItem(given: Values, verb: string, input: InputPath, act: (item: Values, at: InputPath) => void): void {
    const value = given[verb];
    if (value === undefined || value === null) return;
    for (const [index, item] of listOf(value).entries()) {
      act(recordOf(item), Array.isArray(value) ? [...input, verb, index] : [...input, verb]);
    }
  }
}

const NULL: Cell = { kind: 'text', text: null };

/** A parent's value: from its key where that was given, so that nothing waits for it. */
function cellOf(parent: PendingRow, column: Column): Cell {
  return { kind: 'of', row: parent, column };
}

/** The columns of related rows that hold the parent's key. */
function ownedBy(parent: PendingRow, { pairs }: Relation): RowKey {
  return { columns: pairs.map(({ remote }) => remote), cells: pairs.map(({ local }) => cellOf(parent, local)) };
}

/** By which a row that stays is told from the others. */
function keptKey({ by, conflict, cells }: PendingRow): RowKey | null {
  if (by) return by;
  if (!conflict) return null;
  const columns = columnsOfKey(conflict.key);
  return { columns, cells: columns.flatMap((column) => cells.get(column) ?? []) };
}
