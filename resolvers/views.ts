/**
 * What graphql-js walks: objects over loaded rows, one per response object, decoding a column when it is read.
 * A view reads by response key, so that aliases need no names of their own.
 */
import { GraphQLError } from 'graphql';
import { codecFor } from '../loaders/postgres/codecs.ts';
import type {
  ConnectionFieldShape,
  ConnectionShape,
  EdgeFieldShape,
  EntitiesShape,
  FieldShape,
  ObjectShape,
  PageInfoFieldShape,
  RootFieldShape,
  SelectNode,
} from '../loaders/plan/select-plan.ts';
import type { AddedField } from '../loaders/plan/selection.ts';
import type { CompiledPlan } from '../loaders/session/compiled-plan.ts';
import type { Loaded } from '../loaders/session/loaded.ts';
import type { Session } from '../loaders/session/session.ts';
import { notLoaded } from '../loaders/strategies/raise.ts';
import type { Column } from '../schema/model.ts';
import { encodeCursor } from './cursor.ts';
import type { Reference, References } from './references.ts';
import { type Page, pageOf, type Range, rangeOf } from './page.ts';

/** What all views of one request share. */
export interface Reading {
  readonly session: Session;
  readonly plan: CompiledPlan;
  /** One list per `_entities` field. */
  readonly references: readonly References[];
}

/** The value under a response key; undefined for a key that the view does not know. */
export abstract class View {
  /** The type of the object, where a field may be of several. */
  readonly typeName: string | null = null;
  abstract read(key: string): unknown;
}

export class RootView extends View {
  readonly #reading: Reading;
  readonly #loaded: Loaded;

  constructor(reading: Reading, loaded: Loaded) {
    super();
    this.#reading = reading;
    this.#loaded = loaded;
  }

  read(key: string): unknown {
    const shape = this.#reading.plan.response.fields.find((field) => field.key === key);
    if (shape?.kind === 'entities') return readEntities(this.#reading, this.#loaded, shape);
    return shape ? readField(this.#reading, this.#loaded, shape, 0) : undefined;
  }
}

/** Null where there is no such row, the error where the reference is bad: each at its own place. */
function readEntities(reading: Reading, loaded: Loaded, { list, objects }: EntitiesShape): unknown[] {
  return (reading.references[list] ?? []).map((reference) => {
    if (reference instanceof Error) return reference;
    const object = objects[reference.select];
    if (!object) return null;
    const { start, end } = rangeOf(loaded, object.node, reference.at);
    return end > start ? new RowView(reading, loaded, object, start, reference.representation) : null;
  });
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

  read(key: string): unknown {
    const shape = this.#shape.fields.find((field) => field.key === key);
    if (shape?.kind === 'column') return readColumn(this.#loaded, this.#shape.node, this.#instance, shape.column);
    if (shape?.kind === 'added') return this.#added(shape);
    return shape ? readField(this.#reading, this.#loaded, shape, this.#instance) : undefined;
  }

  #added({ inputs, resolve }: AddedField): unknown {
    const values = inputs.map(({ name, column }) => {
      const said = this.#representation;
      if (said && Object.hasOwn(said, name)) return [name, said[name]] as const;
      return [name, column ? readColumn(this.#loaded, this.#shape.node, this.#instance, column) : null] as const;
    });
    return resolve(Object.fromEntries(values));
  }
}

function readColumn(loaded: Loaded, node: SelectNode, instance: number, column: Column): unknown {
  const text = loaded.rows(node).text(instance, column);
  if (text === null) return null;
  try {
    return codecFor(column.type).decode(text);
  } catch (error) {
    // The codec's message is written for clients.
    throw new GraphQLError(error instanceof Error ? error.message : String(error), {
      extensions: { code: 'UNREPRESENTABLE' },
    });
  }
}

function readField(
  reading: Reading,
  loaded: Loaded,
  shape: Exclude<RootFieldShape | FieldShape, { kind: 'column' | 'added' | 'entities' }>,
  parent: number,
): unknown {
  switch (shape.kind) {
    case 'typename':
      return shape.typeName;
    case 'failed':
      throw shape.error;
    case 'connection':
      return whenLoaded(
        reading,
        loaded,
        shape.node,
        parent,
        (held) => new ConnectionView(reading, held, shape, parent),
      );
    case 'one':
    case 'many':
      return whenLoaded(reading, loaded, shape.node, parent, (held) => readRows(reading, held, shape, parent));
  }
}

/** Deferred relations are loaded now, all parents that ask in one tick together. */
function whenLoaded(
  reading: Reading,
  loaded: Loaded,
  node: SelectNode,
  parent: number,
  read: (loaded: Loaded) => unknown,
): unknown {
  if (node.decision.strategy === 'raise') {
    throw new GraphQLError(notLoaded(node), { extensions: { code: 'NOT_LOADED' } });
  }
  if (loaded.has(node) || node.decision.strategy !== 'lazy') return read(loaded);
  return reading.session.loadLater(reading.plan, loaded, node, parent).then(read);
}

function readRows(
  reading: Reading,
  loaded: Loaded,
  shape: Extract<FieldShape, { kind: 'one' | 'many' }>,
  parent: number,
): unknown {
  const { start, end } = rangeOf(loaded, shape.node, parent);
  if (shape.kind === 'one') return end > start ? new RowView(reading, loaded, shape.object, start) : null;
  const last = shape.cap === null ? end : Math.min(end, start + shape.cap);
  return rowViews(reading, loaded, shape.object, { start, end: last });
}

function rowViews(reading: Reading, loaded: Loaded, object: ObjectShape, { start, end }: Range): RowView[] {
  return Array.from({ length: end - start }, (_, index) => new RowView(reading, loaded, object, start + index));
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
          return new PartView(field.fields, (part) => this.#edge(part, instance));
        });
      case 'pageInfo':
        return new PartView(field.fields, (part) => this.#pageInfo(part));
      case 'totalCount': {
        const { count } = this.#shape;
        if (!count) return null;
        return whenLoaded(this.#reading, this.#loaded, count, this.#parent, (held) =>
          readCount(held, count, this.#parent),
        );
      }
    }
  }

  #edge(field: EdgeFieldShape, instance: number): unknown {
    switch (field.kind) {
      case 'typename':
        return field.typeName;
      case 'cursor':
        return cursorOf(this.#loaded, this.#shape.node, instance);
      case 'node':
        return new RowView(this.#reading, this.#loaded, field.object, instance);
    }
  }

  #pageInfo(field: PageInfoFieldShape): unknown {
    const { start, end, hasNextPage, hasPreviousPage } = this.#page;
    switch (field.kind) {
      case 'typename':
        return field.typeName;
      case 'hasNextPage':
        return hasNextPage;
      case 'hasPreviousPage':
        return hasPreviousPage;
      case 'startCursor':
        return end > start ? cursorOf(this.#loaded, this.#shape.node, start) : null;
      case 'endCursor':
        return end > start ? cursorOf(this.#loaded, this.#shape.node, end - 1) : null;
    }
  }
}

/** An edge or a page info: a few fields over one page. */
class PartView<Field extends { readonly key: string }> extends View {
  readonly #fields: readonly Field[];
  readonly #value: (field: Field) => unknown;

  constructor(fields: readonly Field[], value: (field: Field) => unknown) {
    super();
    this.#fields = fields;
    this.#value = value;
  }

  read(key: string): unknown {
    const field = this.#fields.find((each) => each.key === key);
    return field ? this.#value(field) : undefined;
  }
}

export function cursorOf(loaded: Loaded, node: SelectNode, instance: number): string {
  const rows = loaded.rows(node);
  const row = rows.row(instance);
  return encodeCursor(
    node.list.order,
    rows.columns.order.map((position) => rows.block.text(row, position)),
  );
}

/** A parent without a key has no rows to count. */
export function readCount(loaded: Loaded, count: SelectNode, parent: number): number {
  const { start, end } = rangeOf(loaded, count, parent);
  const rows = loaded.rows(count);
  return end > start && rows.columns.count !== null ? Number(rows.block.text(rows.row(start), rows.columns.count)) : 0;
}
