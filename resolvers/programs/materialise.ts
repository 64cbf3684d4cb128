/** Loaded rows become objects: each row of each select once, then relations by the links between selects. */
import type {
  ChoiceShape,
  ConnectionFieldShape,
  ConnectionShape,
  FieldShape,
  ObjectShape,
  RootFieldShape,
  RowsShape,
  SelectNode,
} from '../../loaders/plan/select-plan.ts';
import type { Loaded } from '../../loaders/session/loaded.ts';
import { pageOf, rangeOf } from '../page.ts';
import { aggregateObject, pageInfoObject, partObject } from './part-objects.ts';
import { checkObject } from './check-shape.ts';
import { readColumn } from '../view.ts';
import { cursorOf, readCount } from '../row-values.ts';
import { unknownType } from '../views.ts';
import { type RowObjects, setProperty } from './row-objects.ts';

/** The objects of a plan with one root list, in its order. */
export function materialise(root: RowsShape, loaded: Loaded, objects: RowObjects): object[] {
  return new Materialiser(loaded, objects).list(root, 0);
}

/** The only root field of a program's plan. Bad arguments anywhere are thrown, before any SQL. */
export function rootRows(fields: readonly RootFieldShape[]): RowsShape {
  const [root] = fields;
  if (root?.kind === 'failed') throw root.error;
  if (root?.kind !== 'many') throw new Error('a program selects one list');
  checkObject(root.object);
  return root;
}

type EdgesShape = Extract<ConnectionFieldShape, { kind: 'edges' }>;

class Materialiser {
  readonly #loaded: Loaded;
  readonly #objects: RowObjects;
  readonly #ofNodes = new Map<SelectNode, readonly (object | null)[]>();
  readonly #filled = new Set<ObjectShape>();

  constructor(loaded: Loaded, objects: RowObjects) {
    this.#loaded = loaded;
    this.#objects = objects;
  }

  list(shape: RowsShape, parent: number): object[] {
    const rows = this.#rowsOf(shape);
    const { start, end } = rangeOf(this.#loaded, shape.node, parent);
    const last = shape.cap === null ? end : Math.min(end, start + shape.cap);
    return rows.slice(start, last).filter((row) => row !== null);
  }

  #one(shape: RowsShape, parent: number): object | null {
    const { start, end } = rangeOf(this.#loaded, shape.node, parent);
    return end > start ? (this.#rowsOf(shape)[start] ?? null) : null;
  }

  /** All rows of a select as objects, with what the shape shows of them. */
  #rowsOf({ node, object }: Pick<RowsShape, 'node' | 'object'>): readonly (object | null)[] {
    const rows = this.#ofNodes.get(node) ?? this.#objectsOf(object);
    this.#ofNodes.set(node, rows);
    if (!this.#filled.has(object)) {
      this.#filled.add(object);
      this.#fill(object, rows);
    }
    return rows;
  }

  #objectsOf(shape: ObjectShape): (object | null)[] {
    const rows = this.#loaded.rows(shape.node);
    return Array.from({ length: rows.count }, (_, at) =>
      rows.present(at) ? this.#objects.object(rows, at, this.#shapeAt(shape, at).typeName) : null,
    );
  }

  /** Rows of an interface are each of one of its types. */
  #shapeAt(shape: ObjectShape, at: number): ObjectShape {
    const { node, variants } = shape;
    if (!variants) return shape;
    const value = this.#loaded.rows(node).text(at, variants.by);
    const own = value === null ? undefined : variants.shapes.get(value);
    if (!own) throw unknownType(node, variants.by.field, value);
    return own;
  }

  #fill(shape: ObjectShape, objects: readonly (object | null)[]): void {
    objects.forEach((object, at) => {
      if (!object) return;
      for (const field of this.#shapeAt(shape, at).fields) {
        setProperty(object, field.key, this.#value(field, shape.node, at));
      }
    });
  }

  #value(field: FieldShape, node: SelectNode, at: number): unknown {
    switch (field.kind) {
      case 'typename':
        return field.typeName;
      case 'column':
        return readColumn(this.#loaded, node, at, field.column);
      case 'one':
        return this.#one(field, at);
      case 'many':
        return Object.freeze(this.list(field, at));
      case 'through': {
        const { start, end } = rangeOf(this.#loaded, field.node, at);
        return end > start ? this.#value(field.field, field.node, start) : null;
      }
      case 'choice':
        return this.#choice(field, node, at);
      case 'failed':
        throw field.error;
      case 'aggregate':
        return aggregateObject(this.#loaded, field, at);
      case 'connection':
        return this.#connection(field, at);
      case 'added':
        throw new Error('programs select no field of functions');
    }
  }

  #connection(shape: ConnectionShape, parent: number): object {
    const page = pageOf(shape, this.#loaded, parent);
    return partObject(shape.fields, (field) => {
      switch (field.kind) {
        case 'typename':
          return field.typeName;
        case 'nodes':
          return Object.freeze(this.#rowsOf({ node: shape.node, object: field.object }).slice(page.start, page.end));
        case 'edges':
          return Object.freeze(
            Array.from({ length: page.end - page.start }, (_, index) => this.#edge(shape, field, page.start + index)),
          );
        case 'pageInfo':
          return pageInfoObject(this.#loaded, shape.node, field, page);
        case 'totalCount':
          return readCount(this.#loaded, field.node, parent);
        case 'aggregate':
          return aggregateObject(this.#loaded, field, parent);
        case 'failed':
          throw field.error;
      }
    });
  }

  #edge({ node }: ConnectionShape, { fields }: EdgesShape, at: number): object {
    return partObject(fields, (field) => {
      if (field.kind === 'typename') return field.typeName;
      if (field.kind === 'cursor') return cursorOf(this.#loaded, node, at);
      return this.#rowsOf({ node, object: field.object })[at] ?? null;
    });
  }

  #choice({ by, rows }: ChoiceShape, node: SelectNode, at: number): object | null {
    const value = this.#loaded.rows(node).text(at, by);
    if (value === null) return null;
    const shape = rows.get(value);
    if (!shape) throw unknownType(node, by.field, value);
    return this.#one(shape, at);
  }
}
