/**
 * Loaded rows become objects, relations by the links between selects. Functions of the program are asked of all rows in one
 * moment, so that what they load is loaded together.
 */
import { GraphQLError } from 'graphql';
import type {
  AggregateShape,
  UnionShape,
  ConnectionFieldShape,
  ConnectionShape,
  FieldShape,
  ObjectShape,
  RootFieldShape,
  RowsShape,
  SelectNode,
  ValuesShape,
} from '../../../loaders/plan/read/select-plan.ts';
import type { LoadResult } from '../../../loaders/session/load-result.ts';
import type { Relation } from '../../../schema/model/model.ts';
import { pageOf, type Range, rangeOf } from '../../objects/page.ts';
import { aggregateObject, pageInfoObject, partObject } from './part-objects.ts';
import { checked } from '../selection/check-shape.ts';
import { mergedShapes } from '../selection/merged-shapes.ts';
import { readPlain } from '../../objects/view.ts';
import { cursorOf, readCount, readValues } from '../../objects/row-values.ts';
import { unknownType } from '../../objects/views.ts';
import { type RowObjects, type RowSelection, setProperty } from './row-objects.ts';
import { writesAs } from '../../objects/row-json.ts';
import { isWindow } from '../selection/window-values.ts';

/** Values of a row by property, or a promise of them. */
type ResolverValues = Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;

export interface MaterialiseContext {
  readonly loaded: LoadResult;
  readonly objects: RowObjects;
  /** The same for the same selection with the same arguments. */
  readonly identity: () => string;
  /** What functions of the program make of a row. */
  readonly ask: (shape: ObjectShape, at: number) => ResolverValues;
  readonly filling: Filling | null;
}

/** The rows of the root are those of keys that the program has. */
export interface Filling {
  /** As many as there are keys. */
  readonly count: number;
  readonly again: boolean;
}

/** A list of rows, or else one row, a page, or values of all rows. */
type Whole = RowsShape | ConnectionShape | AggregateShape;

/** The same, or values that are no rows. */
export type SessionRoot = Whole | ValuesShape;

/** What was selected, and what must be waited for until it is complete. */
export interface Materialised {
  readonly list: object[];
  readonly whole: object | null;
  readonly values: unknown;
  readonly complete: readonly Promise<unknown>[];
}

export function materialise(root: SessionRoot, parts: MaterialiseContext): Materialised {
  const materialiser = new Materialiser(parts);
  const { loaded, filling } = parts;
  if (root.kind === 'values') return { list: [], whole: null, values: readValues(loaded, root) ?? null, complete: [] };
  if (filling) {
    const list = Array.from({ length: filling.count }, (_, index) => materialiser.whole(root, index) ?? []).flat();
    return { list, whole: null, values: null, complete: materialiser.waits };
  }
  const list = root.kind === 'many' ? materialiser.list(root, 0) : [];
  if (root.kind === 'many') writesAs(list, root.object);
  const whole = root.kind === 'many' ? list : materialiser.whole(root, 0);
  return { list, whole, values: whole, complete: materialiser.waits };
}

/** The only root field of a program's plan. Bad arguments anywhere are thrown, before any SQL. */
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

type EdgesShape = Extract<ConnectionFieldShape, { kind: 'edges' }>;

class Materialiser {
  readonly waits: Promise<void>[] = [];
  readonly #loaded: LoadResult;
  readonly #objects: RowObjects;
  readonly #ask: MaterialiseContext['ask'];
  readonly #rows = new Map<ObjectShape, (object | null)[]>();
  readonly #identity: MaterialiseContext['identity'];
  readonly #filling: Filling | null;
  /** Of rows that were selected otherwise before they were filled. */
  readonly #widened = new Map<RowSelection, RowSelection>();
  readonly #selections = new Map<ObjectShape, RowSelection>();
  /** Of whom the functions of a shape were asked. */
  readonly #asked = new Map<ObjectShape, Set<object>>();

  constructor({ loaded, objects, ask, identity, filling }: MaterialiseContext) {
    this.#filling = filling;
    this.#identity = identity;
    this.#loaded = loaded;
    this.#objects = objects;
    this.#ask = ask;
  }

  whole(shape: Whole, parent: number): object | null {
    switch (shape.kind) {
      case 'many':
        return Object.freeze(this.list(shape, parent));
      case 'one':
        return this.#one(shape, parent);
      case 'connection':
        return this.#connection(shape, parent);
      case 'aggregate':
        return aggregateObject(this.#loaded, shape, parent);
    }
  }

  list(shape: RowsShape, parent: number): object[] {
    const { start, end } = rangeOf(this.#loaded, shape.node, parent);
    const last = shape.cap === null ? end : Math.min(end, start + shape.cap);
    return this.#range(shape.object, { start, end: last });
  }

  #range(shape: ObjectShape, { start, end }: Range): object[] {
    const rows: object[] = [];
    for (let index = start; index < end; index++) {
      const row = this.#row(shape, index);
      if (row) rows.push(row);
    }
    return rows;
  }

  #one(shape: RowsShape, parent: number): object | null {
    const { start, end } = rangeOf(this.#loaded, shape.node, parent);
    if (end > start) return this.#row(shape.object, start);
    if (shape.node.relation?.nullable === false) throw withoutRow(shape.node.relation);
    return null;
  }

  /** A row as an object, with what the shape shows of it. */
  #row(shape: ObjectShape, index: number): object | null {
    const cached = this.#rows.get(shape);
    if (cached) return (cached[index] ??= this.#make(shape, index));
    this.#rows.set(shape, []);
    return this.#row(shape, index);
  }

  #make(shape: ObjectShape, index: number): object | null {
    const rows = this.#loaded.rows(shape.node);
    if (!rows.present(index)) return null;
    const own = this.#shapeAt(shape, index);
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

  /** One for all places of a select, such as the nodes and the edges of a page: a row is one object there. */
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

  /** Rows of an interface are each of one of its types. */
  #shapeAt(shape: ObjectShape, index: number): ObjectShape {
    const { node, subtypes } = shape;
    if (!subtypes) return shape;
    const value = this.#loaded.rows(node).text(index, subtypes.discriminator);
    const own = value === null ? undefined : subtypes.shapes.get(value);
    if (!own) throw unknownType(node, subtypes.discriminator.field, value);
    return own;
  }

  #fill(object: object, shape: ObjectShape, index: number): void {
    if (shape.fields.some(({ kind }) => kind === 'custom')) return this.#fillByFunctions(object, shape, index);
    for (const field of shape.fields) this.#set(object, shape, field, this.#value(field, shape.node, index));
  }

  /** All at once when the functions have answered: where one fails, none is there to be read. */
  #fillByFunctions(object: object, shape: ObjectShape, index: number): void {
    const asked = this.#asked.get(shape) ?? new Set();
    if (asked.has(object)) return this.#checkWindows(object, shape, index);
    this.#asked.set(shape, asked.add(object));
    const answer = !this.#filling?.again && isComplete(object, shape) ? {} : this.#ask(shape, index);
    // Another value of this row may fail before anybody waits.
    if (answer instanceof Promise) answer.catch(() => undefined);
    const values = shape.fields.map((field) =>
      field.kind === 'custom' ? undefined : this.#value(field, shape.node, index),
    );
    const set = (answers: Readonly<Record<string, unknown>>): void => {
      shape.fields.forEach((field, place) => {
        this.#set(object, shape, field, field.kind === 'custom' ? answers[field.key] : values[place]);
      });
    };
    if (!(answer instanceof Promise)) return set(answer);
    const wait = answer.then(set);
    // So may another row.
    wait.catch(() => undefined);
    this.waits.push(wait);
  }

  #set(object: object, shape: ObjectShape, field: FieldShape, value: unknown): void {
    if (isWindow(field)) this.#checkWindow(object, shape, field, value);
    setProperty(object, field.key, value, this.#filling?.again ?? false);
  }

  #checkWindows(object: object, shape: ObjectShape, index: number): void {
    for (const field of shape.fields) {
      if (isWindow(field)) this.#checkWindow(object, shape, field, this.#value(field, shape.node, index));
    }
  }

  #checkWindow(object: object, shape: ObjectShape, { key }: FieldShape, value: unknown): void {
    const list = `${this.#identity()} ${shape.node.path}`;
    const origin = { load: this, list, again: this.#filling?.again ?? false };
    this.#objects.windows.check(object, { shape, key }, value, origin);
  }

  #value(field: FieldShape, node: SelectNode, index: number): unknown {
    switch (field.kind) {
      case 'typename':
        return field.typeName;
      case 'column':
        return readPlain(this.#loaded, node, index, field.column);
      case 'one':
      case 'many':
      case 'connection':
      case 'aggregate':
        return this.whole(field, index);
      case 'baseField': {
        const { start, end } = rangeOf(this.#loaded, field.node, index);
        return end > start ? this.#value(field.field, field.node, start) : null;
      }
      case 'union':
        return this.#union(field, node, index);
      case 'failed':
        throw field.error;
      case 'custom':
        throw new Error('functions are asked before');
    }
  }

  #connection(shape: ConnectionShape, parent: number): object {
    const page = pageOf(shape, this.#loaded, parent);
    return partObject(shape.fields, (field) => {
      switch (field.kind) {
        case 'typename':
          return field.typeName;
        case 'nodes':
          return Object.freeze(this.#range(field.object, page));
        case 'edges':
          return Object.freeze(
            Array.from({ length: page.end - page.start }, (_, index) => this.#edge(field, page.start + index)),
          );
        case 'pageInfo':
          return pageInfoObject(this.#loaded, field, page);
        case 'totalCount':
          return readCount(this.#loaded, field.node, parent);
        case 'aggregate':
          return aggregateObject(this.#loaded, field, parent);
        case 'failed':
          throw field.error;
      }
    });
  }

  #edge({ node, fields }: EdgesShape, index: number): object {
    return partObject(fields, (field) => {
      if (field.kind === 'typename') return field.typeName;
      if (field.kind === 'cursor') return cursorOf(this.#loaded, node, index);
      return this.#row(field.object, index);
    });
  }

  #union({ discriminator, rows }: UnionShape, node: SelectNode, index: number): object | null {
    const value = this.#loaded.rows(node).text(index, discriminator);
    if (value === null) return null;
    const shape = rows.get(value);
    if (!shape) throw unknownType(node, discriminator.field, value);
    return this.#one(shape, index);
  }
}

/** What an operation of a client says, too. */
function withoutRow({ source, field, target }: Relation): GraphQLError {
  const message = `Cannot return null for non-nullable field ${source.name}.${field}: its row of ${target.name} is missing.`;
  return new GraphQLError(message, { extensions: { code: 'INTERNAL' } });
}

/** What is there already is not asked for again. */
function isComplete(object: object, { fields }: ObjectShape): boolean {
  return fields.every(({ kind, key }) => kind !== 'custom' || Object.hasOwn(object, key));
}
