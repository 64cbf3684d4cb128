/** What graphql-js walks: objects over loaded rows, one per response object, decoding a column when it is read. */
import { GraphQLError, isNonNullType } from 'graphql';
import type {
  CustomFieldShape,
  UnionShape,
  ConnectionFieldShape,
  ConnectionShape,
  EdgeFieldShape,
  EntitiesShape,
  FieldShape,
  ObjectShape,
  RootFieldShape,
  SelectNode,
} from '../../loaders/plan/read/select-plan.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';
import { customField, callResolver } from './custom-fields.ts';
import type { Call } from './call.ts';
import { aggregateView } from './aggregate-view.ts';
import { cursorOf, pageInfoOf, readCount, readValues } from './row-values.ts';
import { type Page, pageOf, type Range, rangeOf } from './page.ts';
import type { Reference } from '../entities/references.ts';
import { requiredAt, type Row, rowOf, setField } from './row.ts';
import { PartView, readColumn, type Reading, StartView, View, whenLoaded } from './view.ts';

export class RootView extends StartView {
  readonly #loaded: LoadResult;

  constructor(reading: Reading, loaded: LoadResult) {
    super(reading, '');
    this.#loaded = loaded;
  }

  read(key: string, call: Call): unknown {
    const { reading } = this;
    const shape = reading.plan.response.fields.find((field) => field.key === key);
    if (shape?.kind === 'entities') {
      const entities = readEntities(reading, this.#loaded, shape);
      return shape.single ? entities[0] : entities;
    }
    if (shape?.kind === 'resolver') {
      return callResolver(reading, customField(reading, 'Query', shape.field), {}, shape, call);
    }
    if (shape?.kind === 'values') return readValues(this.#loaded, shape);
    return shape ? readField(reading, this.#loaded, shape, 0) : undefined;
  }
}

/** Null where there is no such row, the error where the reference is bad: each at its own place. */
function readEntities(
  reading: Reading,
  loaded: LoadResult,
  { key, referenceList: list, objects }: EntitiesShape,
): unknown[] {
  return (reading.references[list] ?? []).map((reference) => {
    if (reference instanceof Error) return reference;
    if ('batch' in reference) {
      return reference.batch.load(reference.index, reading.host.context({ path: key, raise: false }));
    }
    const object = objects[reference.select];
    if (!object) return null;
    const { start, end } = rangeOf(loaded, object.node, reference.index);
    return end > start ? new RowView(reading, loaded, object, start, reference.representation) : null;
  });
}

/** A row by its number. */
interface Place {
  readonly node: SelectNode;
  readonly loaded: LoadResult;
  readonly index: number;
}

/** One row of one select. */
class RowView extends View {
  override readonly typeName: string;
  /** What another subgraph said of the row. */
  readonly #representation: Reference['representation'] | null;
  readonly #reading: Reading;
  readonly #loaded: LoadResult;
  readonly #shape: ObjectShape;
  readonly #instance: number;

  constructor(
    reading: Reading,
    loaded: LoadResult,
    shape: ObjectShape,
    index: number,
    representation: Reference['representation'] | null = null,
  ) {
    super();
    this.typeName = shape.typeName;
    this.#representation = representation;
    this.#reading = reading;
    this.#loaded = loaded;
    this.#shape = shape;
    this.#instance = index;
  }

  read(key: string, call: Call): unknown {
    const shape = this.#shape.fields.find((field) => field.key === key);
    return shape
      ? this.#field(shape, { node: this.#shape.node, loaded: this.#loaded, index: this.#instance }, call)
      : undefined;
  }

  /** A field of an instance of `node`: of this row, or of one that a to-one leads to. */
  #field(shape: FieldShape, { node, loaded, index }: Place, call: Call): unknown {
    switch (shape.kind) {
      case 'custom':
        return this.#custom(shape, { loaded, index }, call);
      case 'baseField':
        return whenLoaded(this.#reading, loaded, shape.node, index, (held) => {
          const { start, end } = rangeOf(held, shape.node, index);
          return end > start
            ? this.#field(shape.field, { node: shape.node, loaded: held, index: start }, call)
            : withoutRow(shape.node, call);
        });
      case 'union':
        return this.#union(shape, node, loaded, index);
      case 'column':
        return readColumn(loaded, node, index, shape.column);
      default:
        return readField(this.#reading, loaded, shape, index);
    }
  }

  #union({ discriminator, rows }: UnionShape, node: SelectNode, loaded: LoadResult, index: number): unknown {
    const value = loaded.rows(node).text(index, discriminator);
    if (value === null) return null;
    const shape = rows.get(value);
    if (!shape) throw unknownType(node, discriminator.field, value);
    return readField(this.#reading, loaded, shape, index);
  }

  #custom(shape: CustomFieldShape, { loaded: held, index }: Omit<Place, 'node'>, call: Call): unknown {
    const custom = customField(this.#reading, this.typeName, shape.field);
    const row = rowOf(this.#reading, held, shape.row, index, requiredAt(shape.path));
    const answer = (loaded: Row): unknown => {
      for (const name of custom.said) this.#say(loaded, name);
      return callResolver(this.#reading, custom, loaded, shape, call);
    };
    return row instanceof Promise ? row.then(answer) : answer(row);
  }

  #say(row: Row, name: string): void {
    const said = this.#representation;
    if (said && Object.hasOwn(said, name)) setField(row, name, said[name]);
    else if (!Object.hasOwn(row, name)) setField(row, name, null);
  }
}

function readField(
  reading: Reading,
  loaded: LoadResult,
  shape: Exclude<
    RootFieldShape | FieldShape,
    { kind: 'values' | 'column' | 'added' | 'entities' | 'through' | 'choice' | 'resolved' }
  >,
  parent: number,
): unknown {
  switch (shape.kind) {
    case 'typename':
      return shape.typeName;
    case 'failed':
      throw shape.error;
    case 'aggregate':
      return aggregateView(reading, loaded, shape, parent);
    case 'connection': {
      const view = (held: LoadResult): View => new ConnectionView(reading, held, shape, parent);
      return shape.node ? whenLoaded(reading, loaded, shape.node, parent, view) : view(loaded);
    }
    case 'one':
    case 'many':
      return whenLoaded(reading, loaded, shape.node, parent, (held) => readRows(reading, held, shape, parent));
  }
}

function readRows(
  reading: Reading,
  loaded: LoadResult,
  shape: Extract<FieldShape, { kind: 'one' | 'many' }>,
  parent: number,
): unknown {
  const { start, end } = rangeOf(loaded, shape.node, parent);
  if (shape.kind === 'one') return end > start ? rowView(reading, loaded, shape.object, start) : null;
  const last = shape.cap === null ? end : Math.min(end, start + shape.cap);
  return rowViews(reading, loaded, shape.object, { start, end: last });
}

function rowViews(reading: Reading, loaded: LoadResult, object: ObjectShape, { start, end }: Range): (View | Error)[] {
  return Array.from({ length: end - start }, (_, index) => rowView(reading, loaded, object, start + index));
}

/** Of the type that the row says; an error, which graphql-js reports at the object's place, where that is none. */
export function rowView(reading: Reading, loaded: LoadResult, object: ObjectShape, index: number): View | Error {
  if (!object.subtypes) return new RowView(reading, loaded, object, index);
  const { discriminator, shapes } = object.subtypes;
  const value = loaded.rows(object.node).text(index, discriminator);
  const shape = value === null ? undefined : shapes.get(value);
  return shape ? new RowView(reading, loaded, shape, index) : unknownType(object.node, discriminator.field, value);
}

/** A type's own table, or its base's, has no such row. */
function withoutRow({ entity, parent }: SelectNode, { info }: Call): null {
  if (!isNonNullType(info.returnType)) return null;
  const near = parent?.entity.name ?? info.parentType.name;
  throw new GraphQLError(
    `${info.parentType.name}.${info.fieldName} has no value: this row of ${near} has none in ${entity.name}, or a policy hides it. ` +
      `Add the row, or hide that of ${near} by the same policy.`,
    { extensions: { code: 'UNREPRESENTABLE' } },
  );
}

export function unknownType({ entity }: SelectNode, field: string, value: string | null): GraphQLError {
  const given = value === null ? 'null' : JSON.stringify(value);
  const message = `${entity.name}.${field} is ${given}, for which the configuration names no type.`;
  return new GraphQLError(message, { extensions: { code: 'UNREPRESENTABLE' } });
}

class ConnectionView extends View {
  readonly #reading: Reading;
  readonly #loaded: LoadResult;
  readonly #shape: ConnectionShape;
  readonly #parent: number;
  readonly #page: Page;

  constructor(reading: Reading, loaded: LoadResult, shape: ConnectionShape, parent: number) {
    super();
    this.#reading = reading;
    this.#loaded = loaded;
    this.#shape = shape;
    this.#parent = parent;
    this.#page = pageOf(shape, loaded, parent);
  }

  read(key: string): unknown {
    const field = this.#shape.fields.find((each) => each.key === key);
    return field ? this.#field(field) : undefined;
  }

  #field(field: ConnectionFieldShape): unknown {
    switch (field.kind) {
      case 'typename':
        return field.typeName;
      case 'nodes':
        return rowViews(this.#reading, this.#loaded, field.object, this.#page);
      case 'edges':
        return Array.from({ length: this.#page.end - this.#page.start }, (_, index) => {
          const instance = this.#page.start + index;
          return new PartView(field.fields, (part) => this.#edge(part, field.node, instance));
        });
      case 'pageInfo':
        return new PartView(field.fields, (part) => pageInfoOf(this.#loaded, field.node, this.#page, part));
      case 'totalCount':
        return whenLoaded(this.#reading, this.#loaded, field.node, this.#parent, (held) =>
          readCount(held, field.node, this.#parent),
        );
      case 'failed':
        throw field.error;
      case 'aggregate':
        return aggregateView(this.#reading, this.#loaded, field, this.#parent);
    }
  }

  #edge(field: EdgeFieldShape, node: SelectNode, index: number): unknown {
    switch (field.kind) {
      case 'typename':
        return field.typeName;
      case 'cursor':
        return cursorOf(this.#loaded, node, index);
      case 'node':
        return rowView(this.#reading, this.#loaded, field.object, index);
    }
  }
}
