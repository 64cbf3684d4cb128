/** What graphql-js walks: objects over loaded rows, one per response object, decoding a column when it is read. */
import { GraphQLError, isNonNullType } from 'graphql';
import type {
  AddedShape,
  ChoiceShape,
  ConnectionFieldShape,
  ConnectionShape,
  EdgeFieldShape,
  EntitiesShape,
  FieldShape,
  ObjectShape,
  RootFieldShape,
  SelectNode,
} from '../../loaders/plan/read/select-plan.ts';
import type { Loaded } from '../../loaders/session/load-result.ts';
import { addedField, callResolver } from './custom-fields.ts';
import type { Call } from './call.ts';
import { aggregateView } from './aggregate-view.ts';
import { cursorOf, pageInfoOf, readCount, readValues } from './row-values.ts';
import { type Page, pageOf, type Range, rangeOf } from './page.ts';
import type { Reference } from '../entities/references.ts';
import { requiredAt, type Row, rowOf, setField } from './row.ts';
import { PartView, readColumn, type Reading, StartView, View, whenLoaded } from './view.ts';

export class RootView extends StartView {
  readonly #loaded: Loaded;

  constructor(reading: Reading, loaded: Loaded) {
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
    if (shape?.kind === 'resolved') {
      return callResolver(reading, addedField(reading, 'Query', shape.field), {}, shape, call);
    }
    if (shape?.kind === 'values') return readValues(this.#loaded, shape);
    return shape ? readField(reading, this.#loaded, shape, 0) : undefined;
  }
}

/** Null where there is no such row, the error where the reference is bad: each at its own place. */
function readEntities(reading: Reading, loaded: Loaded, { key, list, objects }: EntitiesShape): unknown[] {
  return (reading.references[list] ?? []).map((reference) => {
    if (reference instanceof Error) return reference;
    if ('batch' in reference) {
      return reference.batch.load(reference.at, reading.host.context({ path: key, raise: false }));
    }
    const object = objects[reference.select];
    if (!object) return null;
    const { start, end } = rangeOf(loaded, object.node, reference.at);
    return end > start ? new RowView(reading, loaded, object, start, reference.representation) : null;
  });
}

/** A row by its number. */
interface Place {
  readonly node: SelectNode;
  readonly loaded: Loaded;
  readonly instance: number;
}

/** One row of one select. */
class RowView extends View {
  override readonly typeName: string;
  /** What another subgraph said of the row. */
  readonly #representation: Reference['representation'] | null;
  readonly #reading: Reading;
  readonly #loaded: Loaded;
  readonly #shape: ObjectShape;
  readonly #instance: number;

  constructor(
    reading: Reading,
    loaded: Loaded,
    shape: ObjectShape,
    instance: number,
    representation: Reference['representation'] | null = null,
  ) {
    super();
    this.typeName = shape.typeName;
    this.#representation = representation;
    this.#reading = reading;
    this.#loaded = loaded;
    this.#shape = shape;
    this.#instance = instance;
  }

  read(key: string, call: Call): unknown {
    const shape = this.#shape.fields.find((field) => field.key === key);
    return shape
      ? this.#field(shape, { node: this.#shape.node, loaded: this.#loaded, instance: this.#instance }, call)
      : undefined;
  }

  /** A field of an instance of `node`: of this row, or of one that a to-one leads to. */
  #field(shape: FieldShape, { node, loaded, instance }: Place, call: Call): unknown {
    switch (shape.kind) {
      case 'added':
        return this.#added(shape, { loaded, instance }, call);
      case 'through':
        return whenLoaded(this.#reading, loaded, shape.node, instance, (held) => {
          const { start, end } = rangeOf(held, shape.node, instance);
          return end > start
            ? this.#field(shape.field, { node: shape.node, loaded: held, instance: start }, call)
            : withoutRow(shape.node, call);
        });
      case 'choice':
        return this.#choice(shape, node, loaded, instance);
      case 'column':
        return readColumn(loaded, node, instance, shape.column);
      default:
        return readField(this.#reading, loaded, shape, instance);
    }
  }

  #choice({ by, rows }: ChoiceShape, node: SelectNode, loaded: Loaded, instance: number): unknown {
    const value = loaded.rows(node).text(instance, by);
    if (value === null) return null;
    const shape = rows.get(value);
    if (!shape) throw unknownType(node, by.field, value);
    return readField(this.#reading, loaded, shape, instance);
  }

  #added(shape: AddedShape, { loaded: held, instance }: Omit<Place, 'node'>, call: Call): unknown {
    const added = addedField(this.#reading, this.typeName, shape.field);
    const row = rowOf(this.#reading, held, shape.row, instance, requiredAt(shape.path));
    const answer = (loaded: Row): unknown => {
      for (const name of added.said) this.#say(loaded, name);
      return callResolver(this.#reading, added, loaded, shape, call);
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
  loaded: Loaded,
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
      const view = (held: Loaded): View => new ConnectionView(reading, held, shape, parent);
      return shape.node ? whenLoaded(reading, loaded, shape.node, parent, view) : view(loaded);
    }
    case 'one':
    case 'many':
      return whenLoaded(reading, loaded, shape.node, parent, (held) => readRows(reading, held, shape, parent));
  }
}

function readRows(
  reading: Reading,
  loaded: Loaded,
  shape: Extract<FieldShape, { kind: 'one' | 'many' }>,
  parent: number,
): unknown {
  const { start, end } = rangeOf(loaded, shape.node, parent);
  if (shape.kind === 'one') return end > start ? rowView(reading, loaded, shape.object, start) : null;
  const last = shape.cap === null ? end : Math.min(end, start + shape.cap);
  return rowViews(reading, loaded, shape.object, { start, end: last });
}

function rowViews(reading: Reading, loaded: Loaded, object: ObjectShape, { start, end }: Range): (View | Error)[] {
  return Array.from({ length: end - start }, (_, index) => rowView(reading, loaded, object, start + index));
}

/** Of the type that the row says; an error, which graphql-js reports at the object's place, where that is none. */
export function rowView(reading: Reading, loaded: Loaded, object: ObjectShape, instance: number): View | Error {
  if (!object.variants) return new RowView(reading, loaded, object, instance);
  const { by, shapes } = object.variants;
  const value = loaded.rows(object.node).text(instance, by);
  const shape = value === null ? undefined : shapes.get(value);
  return shape ? new RowView(reading, loaded, shape, instance) : unknownType(object.node, by.field, value);
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
  readonly #loaded: Loaded;
  readonly #shape: ConnectionShape;
  readonly #parent: number;
  readonly #page: Page;

  constructor(reading: Reading, loaded: Loaded, shape: ConnectionShape, parent: number) {
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

  #edge(field: EdgeFieldShape, node: SelectNode, instance: number): unknown {
    switch (field.kind) {
      case 'typename':
        return field.typeName;
      case 'cursor':
        return cursorOf(this.#loaded, node, instance);
      case 'node':
        return rowView(this.#reading, this.#loaded, field.object, instance);
    }
  }
}
