/**
 * Loaded rows become objects, relations by the links between selects. Resolvers are asked about all rows in one moment, so that
 * what they load is loaded together.
 */
import { GraphQLError } from 'graphql';
import type {
  AggregateShape,
  BaseFieldShape,
  ConnectionShape,
  FieldShape,
  ObjectShape,
  RootFieldShape,
  RowsShape,
  SelectNode,
  ValuesShape,
} from '../../../loaders/plan/read/select-plan.ts';
import type { LoadResult } from '../../../loaders/session/load-result.ts';
import type { Column, Relation } from '../../../schema/model/model.ts';
import { readPlain } from '../../objects/column-values.ts';
import { type FieldReader, rowsOf, shapeAt } from '../../objects/field-reader.ts';
import { readField, readSelected } from '../../objects/read-field.ts';
import type { Row } from '../../objects/row.ts';
import { type RowSelection, writesAs } from '../../objects/row-json.ts';
import { readValues } from '../../objects/row-values.ts';
import { checked } from '../selection/check-shape.ts';
import { mergedShapes } from '../selection/merged-shapes.ts';
import { isWindow } from '../selection/window-values.ts';
import { type RowObjects, setProperty } from './row-objects.ts';

/** Values of a row by property, or a promise of these. */
type ResolverValues = Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;

export interface MaterialiseContext {
  readonly loaded: LoadResult;
  readonly objects: RowObjects;
  /** Equal selections with equal arguments have one identity. */
  readonly identity: () => string;
  /** Asks the resolvers of a row's custom fields. */
  readonly ask: (shape: ObjectShape, at: number) => ResolverValues;
  readonly filling: Filling | null;
}

/** The rows of the root are rows in hand, found by their keys. */
export interface Filling {
  /** As many as there are keys. */
  readonly count: number;
  readonly again: boolean;
}

/** Rows, a page, values of all rows together, or values of a function. */
export type SessionRoot = RowsShape | ConnectionShape | AggregateShape | ValuesShape;

export interface Materialised {
  /** The rows of a list, and those that were filled. */
  readonly list: object[];
  /** One row, a page, or values of all rows together. */
  readonly whole: object | null;
  /** The value of the root, whichever it is. */
  readonly values: unknown;
  /** Resolvers that must answer until all is complete. */
  readonly complete: readonly Promise<unknown>[];
}

export function materialise(root: SessionRoot, context: MaterialiseContext): Materialised {
  const materialiser = new Materialiser(context);
  const { loaded, filling } = context;
  if (root.kind === 'values') return { list: [], whole: null, values: readValues(loaded, root) ?? null, complete: [] };
  if (filling && root.kind === 'one') {
    const list = Array.from({ length: filling.count }, (_, index) => rowsOf(materialiser, root, index)).flat();
    return { list, whole: null, values: null, complete: materialiser.waits };
  }
  if (root.kind !== 'many') {
    const whole = materialiser.whole(root);
    return { list: [], whole, values: whole, complete: materialiser.waits };
  }
  const list = rowsOf(materialiser, root, 0);
  writesAs(list, root.object);
  return { list, whole: list, values: list, complete: materialiser.waits };
}

/** The only root field of a session's plan. Throws the error of a bad argument anywhere before any SQL. */
export function sessionRoot(fields: readonly RootFieldShape[]): SessionRoot {
  const [root] = fields;
  switch (root?.kind) {
    case 'failed':
    case 'one':
    case 'many':
    case 'connection':
    case 'aggregate':
      return checked(root);
    case 'values':
      return root;
    default:
      throw new Error('a program selects rows');
  }
}

class Materialiser implements FieldReader<null> {
  readonly waits: Promise<void>[] = [];
  readonly loaded: LoadResult;
  readonly #objects: RowObjects;
  readonly #ask: MaterialiseContext['ask'];
  readonly #rows = new Map<ObjectShape, (Row | null)[]>();
  readonly #identity: MaterialiseContext['identity'];
  readonly #filling: Filling | null;
  /** Selections of rows that are filled, by those that the rows had before. */
  readonly #widened = new Map<RowSelection, RowSelection>();
  readonly #selections = new Map<ObjectShape, RowSelection>();
  /** Rows whose resolvers have already run, per shape. */
  readonly #asked = new Map<ObjectShape, Set<object>>();

  constructor({ loaded, objects, ask, identity, filling }: MaterialiseContext) {
    this.#filling = filling;
    this.#identity = identity;
    this.loaded = loaded;
    this.#objects = objects;
    this.#ask = ask;
  }

  /** Null for one row that is not there. */
  whole(root: RowsShape | ConnectionShape | AggregateShape): object | null {
    const value = readSelected(this, root, 0, null);
    return typeof value === 'object' ? value : null;
  }

  /** A row as an object, with the fields of the shape. */
  row(shape: ObjectShape, index: number): Row | null {
    const cached = this.#rows.get(shape);
    if (cached) return (cached[index] ??= this.#make(shape, index));
    this.#rows.set(shape, []);
    return this.row(shape, index);
  }

  column(node: SelectNode, index: number, column: Column): unknown {
    return readPlain(this.loaded, node, index, column);
  }

  list(values: unknown[]): unknown {
    return Object.freeze(values);
  }

  object<Field extends { readonly key: string }>(fields: readonly Field[], value: (field: Field) => unknown): object {
    return Object.freeze(Object.fromEntries(fields.map((field) => [field.key, value(field)])));
  }

  noRow(field: RowsShape | BaseFieldShape): null {
    const { relation } = field.node;
    if (field.kind !== 'baseField' && relation?.nullable === false) throw withoutRow(relation);
    return null;
  }

  loadLater({ path }: SelectNode): never {
    throw new Error(`${path} is not loaded, and a session loads nothing later`);
  }

  #make(shape: ObjectShape, index: number): Row | null {
    const rows = this.loaded.rows(shape.node);
    if (!rows.present(index)) return null;
    const own = shapeAt(this.loaded, shape, index);
    if (own instanceof Error) throw own;
    const object = this.#objects.object(rows, index, own.typeName);
    if (!object) return null;
    if (this.#filling && !shape.node.parent) this.#objects.widen(object, (existing) => this.#wider(existing, own));
    this.#objects.select(object, this.#selectionOf(own));
    this.#fill(object, own, index);
    return object;
  }

  #wider(existing: RowSelection, more: ObjectShape): RowSelection {
    const widened = this.#widened.get(existing) ?? {
      ...existing,
      shapes: existing.shapes.map((each) => mergedShapes(each, more)),
    };
    this.#widened.set(existing, widened);
    return widened;
  }

  /** One selection for all places of a select, such as the nodes and the edges of a page: a row is one object there. */
  #selectionOf(shape: ObjectShape): RowSelection {
    const cached = this.#selections.get(shape);
    if (cached) return cached;
    const { path, parent } = shape.node;
    // Rows that are filled were selected before.
    const depth = parent || this.#filling ? path.split('.').length : 0;
    const twin = [...this.#selections].find(([{ node, typeName }]) => {
      return node === shape.node && typeName === shape.typeName;
    });
    const selection = twin?.[1] ?? { load: this, depth, shapes: [] };
    selection.shapes.push(shape);
    this.#selections.set(shape, selection);
    return selection;
  }

  #fill(object: object, shape: ObjectShape, index: number): void {
    if (shape.fields.some(({ kind }) => kind === 'custom')) return this.#fillByResolvers(object, shape, index);
    for (const field of shape.fields) this.#set(object, shape, field, readField(this, field, shape.node, index, null));
  }

  /** All at once when the resolvers have answered: where one fails, no field is there to be read. */
  #fillByResolvers(object: object, shape: ObjectShape, index: number): void {
    const asked = this.#asked.get(shape) ?? new Set();
    if (asked.has(object)) return this.#checkWindows(object, shape, index);
    this.#asked.set(shape, asked.add(object));
    const answer = !this.#filling?.again && isComplete(object, shape) ? {} : this.#ask(shape, index);
    // Another field of this row may fail before anybody waits.
    if (answer instanceof Promise) answer.catch(() => undefined);
    const values = shape.fields.map((field) =>
      field.kind === 'custom' ? undefined : readField(this, field, shape.node, index, null),
    );
    const set = (answers: Readonly<Record<string, unknown>>): void => {
      shape.fields.forEach((field, place) => {
        this.#set(object, shape, field, field.kind === 'custom' ? answers[field.key] : values[place]);
      });
    };
    if (!(answer instanceof Promise)) return set(answer);
    const wait = answer.then(set);
    // Another row may fail before anybody waits, too.
    wait.catch(() => undefined);
    this.waits.push(wait);
  }

  #set(object: object, shape: ObjectShape, field: FieldShape, value: unknown): void {
    if (isWindow(field)) this.#checkWindow(object, shape, field, value);
    setProperty(object, field.key, value, this.#filling?.again ?? false);
  }

  #checkWindows(object: object, shape: ObjectShape, index: number): void {
    for (const field of shape.fields) {
      if (isWindow(field)) this.#checkWindow(object, shape, field, readField(this, field, shape.node, index, null));
    }
  }

  #checkWindow(object: object, shape: ObjectShape, { key }: FieldShape, value: unknown): void {
    const list = `${this.#identity()} ${shape.node.path}`;
    const origin = { load: this, list, again: this.#filling?.again ?? false };
    this.#objects.windows.check(object, { shape, key }, value, origin);
  }
}

/** An operation of a client has the same error. */
function withoutRow({ source, field, target }: Relation): GraphQLError {
  const message = `Cannot return null for non-nullable field ${source.name}.${field}: its row of ${target.name} is missing.`;
  return new GraphQLError(message, { extensions: { code: 'INTERNAL' } });
}

/** A resolver whose value is there is not asked again. */
function isComplete(object: object, { fields }: ObjectShape): boolean {
  return fields.every(({ kind, key }) => kind !== 'custom' || Object.hasOwn(object, key));
}
