/**
 * A row for people: an object with what was loaded as plain properties under the names of fields. Every other field of its type
 * raises where it is read, so that no program takes it for empty.
 */
import { Instance } from '../../loaders/session/instance.ts';
import { jsonOfSelected, type RowSelection } from './row-json.ts';

/** Where rows come from: the fields that a resolver requires, a loader, a session. */
export interface RowOrigin {
  /** The error of a field that was not loaded; `what` is its beginning. */
  notLoaded(row: object, field: string, what: string): Error;
}

/** The row of a resolver looks its instance up when somebody asks. The row of a session has one for each entity that it was read by. */
type Identity = (() => Instance | null) | Instance | readonly Instance[];

/** Millions of rows may pass by, so a row keeps all facts beside its properties in private fields, and needs no further object. */
export class Row {
  readonly [field: string]: unknown;
  #identity: Identity;
  readonly #origin: RowOrigin;
  /** The path of the select that has met the row first. */
  readonly #path: string;
  #selection: RowSelection | null = null;

  constructor(identity: Identity, origin: RowOrigin, path: string) {
    this.#identity = identity;
    this.#origin = origin;
    this.#path = path;
  }

  static isRow(value: unknown): value is Row {
    return typeof value === 'object' && value !== null && #identity in value;
  }

  static originOf(row: Row): RowOrigin {
    return row.#origin;
  }

  /** The instance of a resolver's row; null for any other value. */
  static instanceOf(value: unknown): Instance | null {
    return Row.isRow(value) && typeof value.#identity === 'function' ? value.#identity() : null;
  }

  /** The instances of a session's row. */
  static instancesOf(row: Row): readonly Instance[] {
    const identity = row.#identity;
    if (typeof identity === 'function') return [];
    return identity instanceof Instance ? [identity] : identity;
  }

  static addInstance(row: Row, instance: Instance): void {
    row.#identity = [...Row.instancesOf(row), instance];
  }

  static selectionOf(row: Row): RowSelection | null {
    return row.#selection;
  }

  static select(row: Row, selection: RowSelection): void {
    row.#selection = selection;
  }

  static notLoaded(object: object, typeName: string, field: string): Error {
    if (!Row.isRow(object)) return new Error(`${typeName}.${field} not loaded`);
    return object.#origin.notLoaded(object, field, `${typeName}.${field} not loaded (path ${object.#path})`);
  }

  toJSON(): unknown {
    return this.#selection ? jsonOfSelected(this.#selection.shapes, this) : { ...this };
  }
}

/** A class of rows whose every field raises until a property of the row hides that. */
export function rowClass(typeName: string, fields: Iterable<string>): typeof Row {
  const TypeRow = class extends Row {};
  // `console.log` shows a row by it.
  Object.defineProperty(TypeRow, 'name', { value: typeName });
  for (const field of fields) {
    // JavaScript reads these of every object that is awaited, or written as JSON.
    if (field === 'then' || field === 'toJSON') continue;
    const get = function (this: object): never {
      throw Row.notLoaded(this, typeName, field);
    };
    Object.defineProperty(TypeRow.prototype, field, { get, configurable: true });
  }
  return TypeRow;
}

/** An own property whatever the name, `__proto__` too. */
export function setField(row: object, name: string, value: unknown): void {
  Object.defineProperty(row, name, { value, enumerable: true, configurable: true });
}

/** The field raises where it is read; a copy of the row's own fields goes without it. */
export function failField(row: object, name: string, error: Error): void {
  const get = (): never => {
    throw error;
  };
  Object.defineProperty(row, name, { get, configurable: true });
}
