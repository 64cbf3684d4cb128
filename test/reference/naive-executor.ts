/**
 * The reference answers an operation by graphql-js with one statement per field and row, in one snapshot. It is slow,
 * and too simple to be wrong in the ways a planner can be.
 */
import {
  type DocumentNode,
  execute,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLTypeResolver,
} from 'graphql';
import { DatabaseError } from 'pg';
import { codecFor } from '../../loaders/values/codecs.ts';
import { encodeInput } from '../../schema/values/encode-input.ts';
import { isLocal } from '../../schema/model/value-columns.ts';
import type { ConnectionPart, FieldSource, ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { Relation, RootFunction, RootOne } from '../../schema/model/model.ts';
import { type NaiveAggregate, naiveGroups, naiveKey, naiveValue } from './naive-aggregates.ts';
import { CONTEXT, heard, naiveAdded } from './naive-added.ts';
import { naiveComputed, naiveValues } from './naive-computed.ts';
import { connectionPage, type CursorPositions, type NaiveConnection, type PageContext } from './naive-connection.ts';
import { type NaiveRow, NaiveRows, type NaiveSource, TooMuch } from './naive-rows.ts';
import { naiveGiven } from './naive-given.ts';
import { isJson, type Json } from './naive-names.ts';
import { rowNamed, rowOfId } from './naive-references.ts';
import { walkTree } from './naive-tree.ts';
import type { Reference } from './reference.ts';

export interface NaiveRequest {
  readonly document: DocumentNode;
  readonly variables: Json;
  readonly defaultPageSize: number;
  readonly cursors: CursorPositions;
  /** The number of statements before it gives up. */
  readonly budget: number;
}

/** A value that a resolver hands down to the fields below it. */
type Parent =
  | { readonly kind: 'row'; readonly row: NaiveRow }
  | { readonly kind: 'connection' | 'pageInfo'; readonly connection: NaiveConnection }
  | { readonly kind: 'edge'; readonly connection: NaiveConnection; readonly row: NaiveRow }
  | { readonly kind: 'aggregate'; readonly rows: NaiveAggregate }
  | { readonly kind: 'value'; readonly value: Json };

/** Returns null when the operation takes more statements, rows or time than allowed. */
export async function executeNaively(api: ApiSchema, reference: Reference, request: NaiveRequest) {
  const rows = new NaiveRows(api, reference, request.budget);
  const { cursors, defaultPageSize } = request;
  const resolver = new NaiveResolver(api, { naive: rows, cursors, defaultPageSize });
  const { document } = request;
  const given: unknown = JSON.parse(JSON.stringify(request.variables), withoutPrototype);
  const result = await execute({
    schema: api.schema,
    document,
    variableValues: isJson(given) ? given : {},
    fieldResolver: resolver.resolve,
    typeResolver,
  });
  const overBudget = result.errors?.some(
    ({ originalError }) => originalError instanceof TooMuch || isTimeout(originalError),
  );
  return overBudget ? null : result;
}

/** Otherwise graphql-js would also find the fields of Object.prototype by name. */
function withoutPrototype(_key: string, value: unknown): unknown {
  return isJson(value) ? Object.assign(Object.create(null), value) : value;
}

/** The SQLSTATE is query_canceled. */
function isTimeout(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '57014';
}

class NaiveResolver {
  readonly #api: ApiSchema;
  readonly #context: PageContext;
  readonly #rows: NaiveRows;

  constructor(api: ApiSchema, context: PageContext) {
    this.#api = api;
    this.#context = context;
    this.#rows = context.naive;
  }

  readonly resolve: GraphQLFieldResolver<Parent | undefined, unknown, Json> = (parent, args, _context, info) => {
    const source = this.#api.fields.get(info.parentType.name, info.fieldName);
    const object = parent as unknown as Json | undefined;
    if (source?.kind === 'resolver') return this.#given(source.custom.resolve(object ?? {}, args, CONTEXT), info);
    if (source) return this.#field(source, parent, args, info);
    // The field is an attribute of a composite or a range, or a property of an object that a resolver gave.
    const value = object?.[info.fieldName];
    return this.#given(typeof value === 'function' ? value.call(object, args, CONTEXT, info) : value, info);
  };

  #given(given: unknown, { returnType }: GraphQLResolveInfo): unknown {
    return naiveGiven(this.#rows, given, returnType, toParent);
  }

  #field(source: FieldSource, parent: Parent | undefined, args: Json, info: GraphQLResolveInfo): unknown {
    switch (source.kind) {
      case 'rootList':
        return this.#list({ entity: source.entity, from: null }, args, info);
      case 'rootFunction':
        return this.#called(source.function, args, info);
      case 'rootOne':
        return this.#rootOne(source.entity, source.one, args);
      case 'rootNode':
        return rowOfId(this.#rows, String(args['id'])).then(toParent);
      case 'entities':
        return this.#entities(args['representations']);
      case 'rootConnection':
        return this.#connection({ entity: source.entity, from: null }, args, info);
      case 'rootAggregate':
        return this.#aggregate({ entity: source.entity, from: null }, args, info);
      default:
        if (parent?.kind === 'aggregate') return this.#ofAggregate(source, parent.rows, args, info);
        if (parent?.kind === 'connection')
          return connectionPart(source.kind as ConnectionPart, parent.connection, args);
        return parent?.kind === 'row' ? this.#rowField(source, parent.row, args, info) : part(source, parent);
    }
  }

  /** Finds the row that has the field: in the table of the subtype, or in that of its base. */
  async #rowOf(source: FieldSource, row: NaiveRow, { parentType }: GraphQLResolveInfo): Promise<NaiveRow | null> {
    const subtype = row.entity.subtypes?.types.find(({ entity }) => entity.name === parentType.name);
    if (source.kind === 'baseField') return subtype ? row : this.#rows.related(source.relation, row);
    // The key of a subtype's table is the base's, and is there whether or not the table has such a row.
    const key = source.kind === 'column' && subtype?.relation?.pairs.find(({ remote }) => remote === source.column);
    if (key && subtype?.relation) {
      const texts = new Map([...row.texts, [key.remote, row.texts.get(key.local) ?? null]]);
      return { ...row, texts };
    }
    return subtype?.relation ? this.#rows.related(subtype.relation, row) : row;
  }

  async #rowField(from: FieldSource, near: NaiveRow, args: Json, info: GraphQLResolveInfo): Promise<unknown> {
    if (from.kind === 'custom') {
      // The requirement may be of the base or of a subtype's table, and each finds its own row. A required list comes
      // whole.
      const whole = new NaiveResolver(this.#api, { ...this.#context, defaultPageSize: null });
      const resolvers = { fieldResolver: whole.resolve, typeResolver };
      return naiveAdded<Parent>(resolvers, info.parentType, { kind: 'row', row: near }, { custom: from.custom, args });
    }
    const row = await this.#rowOf(from, near, info);
    const source = from.kind === 'baseField' ? from.source : from;
    if (!row) return null;
    if (source.kind === 'union') {
      const value = row.texts.get(source.union.discriminator) ?? null;
      const type = source.union.types.find((each) => each.value === value);
      if (value !== null && !type) throw new Error(`no target for ${value}`);
      return type ? this.#rows.related(type.relation, row).then(toParent) : null;
    }
    if (source.kind === 'column') {
      if (isLocal(source.column)) return naiveComputed(this.#rows, row, source.column, args);
      const text = row.texts.get(source.column) ?? null;
      return text === null ? null : codecFor(source.column.type).decode(text);
    }
    if (source.kind === 'one') return this.#rows.related(source.relation, row).then(toParent);
    if (source.kind === 'tree') return this.#tree(source.relation, row, args, info);
    if (source.kind === 'manyAggregate') {
      return this.#aggregate({ entity: source.relation.target, from: { relation: source.relation, row } }, args, info);
    }
    if (source.kind !== 'many' && source.kind !== 'manyConnection') throw new Error(`no row field ${source.kind}`);
    const { relation } = source;
    const below = { entity: relation.target, from: { relation, row } };
    return source.kind === 'many' ? this.#list(below, args, info) : this.#connection(below, args, info);
  }

  async #list(source: NaiveSource, args: Json, info: GraphQLResolveInfo) {
    const limit = pageLimit(args, this.#context);
    const rows = await this.#rows.list(source, info, args, { limit, offset: Number(args['offset'] ?? 0) });
    return rows.map(toParent);
  }

  async #called(root: RootFunction, args: Json, info: GraphQLResolveInfo) {
    const { entity, value, isList, call } = root;
    if (value) return naiveValues(this.#rows, root, args, pageLimit(args, this.#context));
    const source = { entity, from: null, call };
    return isList ? this.#list(source, args, info) : toParent(await this.#rows.returned(source, info, args));
  }

  async #rootOne(entity: NaiveSource['entity'], one: RootOne, args: Json) {
    const texts = one.key.columns.map((column, index) => encodeInput(column.type, args[one.args[index] ?? '']));
    return toParent(await this.#rows.one(entity, one.key.columns, texts));
  }

  #entities(representations: unknown): unknown {
    return heard(
      (Array.isArray(representations) ? representations : []).map(async (each: unknown) => {
        return toParent(await rowNamed(this.#rows, isJson(each) ? each : {}));
      }),
    );
  }

  async #connection(source: NaiveSource, args: Json, info: GraphQLResolveInfo): Promise<Parent> {
    const page = await connectionPage(this.#context, source, args, info);
    const all = { source, info, args, keys: [] };
    const connection = { ...page, all, count: () => this.#rows.count(source, info, args) };
    return { kind: 'connection', connection };
  }

  async #tree(relation: Relation, row: NaiveRow, args: Json, info: GraphQLResolveInfo) {
    const found = await walkTree(this.#rows, relation, row, Number(args['maxDepth'] ?? Infinity));
    const limit = pageLimit(args, this.#context);
    return (await this.#rows.treeRows(relation, found, info, args, limit)).map(toParent);
  }

  #aggregate(source: NaiveSource, args: Json, info: GraphQLResolveInfo): Parent {
    return { kind: 'aggregate', rows: { source, info, args, keys: [] } };
  }

  #ofAggregate(source: FieldSource, rows: NaiveAggregate, args: Json, info: GraphQLResolveInfo): unknown {
    switch (source.kind) {
      case 'value':
        return naiveValue(this.#rows, rows, source.column);
      case 'groupKey':
        return naiveKey(rows, source.key.column);
      case 'groups':
        return naiveGroups(this.#rows, rows, args, info, pageLimit(args, this.#context)).then((groups) =>
          groups.map((group) => ({ kind: 'aggregate', rows: group })),
        );
      default:
        return { kind: 'aggregate', rows };
    }
  }
}

function pageLimit(args: Json, { defaultPageSize }: PageContext): number | null {
  return typeof args['limit'] === 'number' ? args['limit'] : defaultPageSize;
}

const typeResolver: GraphQLTypeResolver<Parent, unknown> = (parent) => {
  if (parent.kind !== 'row') return undefined;
  const { entity, texts } = parent.row;
  if (!entity.subtypes) return entity.name;
  const value = texts.get(entity.subtypes.discriminator) ?? null;
  return entity.subtypes.types.find((each) => each.value === value)?.entity.name;
};

function toParent(row: NaiveRow | null): Parent | null {
  return row && { kind: 'row', row };
}

/** Resolves a field of a connection, an edge or a page info. */
function part(source: FieldSource, parent: Parent | undefined): unknown {
  if (parent?.kind === 'edge') return source.kind === 'node' ? toParent(parent.row) : cursorOf(parent.row);
  if (parent?.kind !== 'connection' && parent?.kind !== 'pageInfo') throw new Error(`${source.kind} has no parent`);
  return connectionPart(source.kind as ConnectionPart, parent.connection, {});
}

function connectionPart(kind: ConnectionPart, connection: NaiveConnection, args: Json): unknown {
  const { rows } = connection;
  switch (kind) {
    case 'edges':
      return rows.map((row): Parent => ({ kind: 'edge', connection, row }));
    case 'nodes':
      return rows.map(toParent);
    case 'pageInfo':
      return { kind: 'pageInfo', connection } satisfies Parent;
    case 'totalCount':
      if (args['mode'] === 'ESTIMATE' && !connection.all.source.from) return ANY_ESTIMATE;
      return connection.count().then((count) => Math.min(count, Number(args['cap'] ?? Infinity)));
    case 'aggregate':
      return { kind: 'aggregate', rows: connection.all } satisfies Parent;
    case 'hasNextPage':
      return connection.hasNextPage;
    case 'hasPreviousPage':
      return connection.hasPreviousPage;
    case 'startCursor':
      return cursorOf(rows[0]);
    case 'endCursor':
      return cursorOf(rows.at(-1));
    default:
      throw new Error(`a connection has no ${kind}`);
  }
}

/** Stands for any cursor, because the reference does not know the form of cursors. */
export const ANY_CURSOR = '\u0001cursor';

/** Stands for an estimate of PostgreSQL, which is not a count. */
export const ANY_ESTIMATE = -(2 ** 31);

function cursorOf(row: NaiveRow | undefined): string | null {
  return row ? ANY_CURSOR : null;
}
