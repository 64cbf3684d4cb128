/** The loaders in `context.loaders`, by entity and along relations. */
import { type GraphQLField, isObjectType } from 'graphql';
import { NO_ARGUMENTS } from '../../loaders/plan/shared/filter.ts';
import { keyColumns } from '../../loaders/plan/read/columns.ts';
import { keyRelation } from '../../loaders/plan/shared/key-relation.ts';
import { leadsToKey } from '../../loaders/session/reused-rows.ts';
import type { Instance } from '../../loaders/session/instance.ts';
import type { EntityLoader, LoadedRow, LoadRelation } from '../../schema/config/added/resolver-context.ts';
import { loaderName } from '../../schema/extensions/loader-names.ts';
import type { LimitsConfig } from '../../schema/config/config.ts';
import { encodeInput } from '../../schema/values/encode-input.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import type { Column, Entity, Relation } from '../../schema/model/model.ts';
import { suggest } from '../../schema/util/suggest.ts';
import type { ResolverPlace } from '../objects/view-context.ts';
import { total } from '../arguments/total-order.ts';
import { missingField, type RowPlace } from '../objects/resolver-rows.ts';
import { Row } from '../objects/row.ts';
import { type KeyedRequest, keyedRequest } from './keyed-request.ts';
import { readList } from './read-list.ts';
import type { OnDemandLoads } from './on-demand.ts';

type Values = Readonly<Record<string, unknown>>;
type Field = GraphQLField<unknown, unknown>;

export interface LoaderParts {
  readonly api: ApiSchema;
  readonly limits: LimitsConfig;
  readonly onDemand: OnDemandLoads;
  /** The field whose resolver loads. */
  readonly place: ResolverPlace;
}

export class RowLoader implements EntityLoader {
  readonly #parts: LoaderParts;
  readonly #entity: Entity;
  readonly #path: string;

  constructor(parts: LoaderParts, entity: Entity) {
    this.#parts = parts;
    this.#entity = entity;
    this.#path = `loaders.${loaderName(entity)}`;
  }

  async byId(id: unknown, fields?: readonly string[]): Promise<LoadedRow | null> {
    const { key, name } = this.#entity;
    const [column, ...more] = key?.columns ?? [];
    if (!column) throw new Error(`${this.#path}.byId: ${name} has no key; use by({ … }).`);
    if (more.length > 0) {
      const names = [column, ...more].map(({ field }) => field).join(', ');
      throw new Error(`${this.#path}.byId: ${name} has a key of several columns; use byKey({ ${names} }).`);
    }
    return this.#one([column], { [column.field]: id }, fields, 'byId');
  }

  async byKey(values: Values, fields?: readonly string[]): Promise<LoadedRow | null> {
    const names = Object.keys(values).sort().join();
    const key = this.#entity.uniqueKeys.find(({ columns }) => {
      return (
        columns
          .map(({ field }) => field)
          .sort()
          .join() === names
      );
    });
    if (key) return this.#one(key.columns, values, fields, 'byKey');
    const keys = this.#entity.uniqueKeys.map(({ columns }) => `{ ${columns.map(({ field }) => field).join(', ')} }`);
    const existing = keys.length > 0 ? `its keys are ${keys.join(' and ')}` : 'it has none';
    throw new Error(`${this.#path}.byKey: { ${names} } is no unique key of ${this.#entity.name}; ${existing}.`);
  }

  async by(values: Values, args: Values = {}): Promise<readonly LoadedRow[]> {
    const entity = this.#entity;
    const path = `${this.#path}.by`;
    const columns = columnsOf(entity, Object.keys(values), path);
    if (columns.length === 0) throw new Error(`${path}: name at least one column.`);
    const key = encodeKey(columns, values, path);
    if (!key) return [];
    const relation = keyRelation(entity, columns);
    const request = listRequest(this.#parts, {
      relation,
      many: true,
      path,
      args,
      definition: rootList(this.#parts.api, entity),
    });
    checkRaise(this.#parts.place, path);
    return this.#parts.onDemand.rows(request, key, loadedBy(path));
  }

  async #one(
    key: readonly Column[],
    values: Values,
    fields: readonly string[] | undefined,
    method: string,
  ): Promise<LoadedRow | null> {
    const path = `${this.#path}.${method}`;
    const texts = encodeKey(key, values, path);
    const columns = fields ? columnsOf(this.#entity, fields, path) : this.#entity.columns;
    return texts && oneRow(this.#parts, keyedRequest(this.#entity, key, columns, path), texts);
  }
}

/** Held rows cost nothing, so they are given whatever the resolver may load. */
async function oneRow(
  { onDemand, place }: LoaderParts,
  request: KeyedRequest,
  key: readonly string[],
): Promise<Row | null> {
  const entity = request.relation.target;
  const primary = entity.key?.columns ?? [];
  const isPrimary = keyColumns(request.relation).every((column, index) => column === primary[index]);
  const held = isPrimary ? onDemand.held(entity, key, request.columns, loadedBy(request.path)) : null;
  if (held) return held;
  checkRaise(place, request.path);
  const [row] = await onDemand.rows(request, key, loadedBy(request.path));
  return row ?? null;
}

export function relationLoader(parts: LoaderParts): LoadRelation {
  return async (row, field, args = {}) => {
    const instance = Row.instanceOf(row);
    if (!instance) throw new Error(`loaders.relation: the first argument must be a row that a resolver was given.`);
    const { entity } = instance;
    const path = `loaders.relation(${entity.name}.${field})`;
    const relation = entity.relations.find((each) => each.field === field);
    const names = entity.relations.map((each) => each.field);
    if (!relation) throw new Error(`${path}: there is no such relation.${suggest(field, names)}`);
    return relation.kind === 'one'
      ? toOne(parts, relation, instance, path)
      : toMany(parts, { relation, path, args }, instance);
  };
}

async function toOne(parts: LoaderParts, relation: Relation, instance: Instance, path: string): Promise<Row | null> {
  const key = await keyOf(parts, relation, instance, path);
  if (!key) return null;
  const request = listRequest(parts, {
    relation,
    many: false,
    path,
    args: {},
    definition: relationField(parts, relation),
  });
  if (!leadsToKey(relation)) return oneOf(await rowsOf(parts, relation, request, key));
  const primary = relation.target.key?.columns ?? [];
  const texts = primary.map((column) => key[relation.pairs.findIndex(({ remote }) => remote === column)] ?? '');
  const held = parts.onDemand.held(relation.target, texts, request.columns, loadedBy(path));
  return held ?? oneOf(await rowsOf(parts, relation, request, key));
}

async function toMany(
  parts: LoaderParts,
  { relation, path, args }: Pick<ListRequest, 'relation' | 'path' | 'args'>,
  instance: Instance,
): Promise<readonly Row[]> {
  const request = listRequest(parts, { relation, many: true, path, args, definition: relationField(parts, relation) });
  const key = await keyOf(parts, relation, instance, path);
  return key ? rowsOf(parts, relation, request, key) : [];
}

function relationField({ api }: LoaderParts, { source, field }: Relation): Field | undefined {
  const type = api.schema.getType(source.name);
  return isObjectType(type) ? type.getFields()[field] : undefined;
}

function oneOf(rows: readonly Row[]): Row | null {
  return rows[0] ?? null;
}

async function rowsOf(
  { onDemand, place }: LoaderParts,
  relation: Relation,
  request: KeyedRequest,
  key: readonly string[],
): Promise<readonly Row[]> {
  const { source, field, load } = relation;
  checkRaise(place, request.path, load === 'raise' ? `configuration of ${source.name}.${field}` : null);
  return onDemand.rows(request, key, loadedBy(request.path));
}

/** The near side's values; null where one is null. Values that the row does not hold are read. */
async function keyOf(
  { onDemand, place }: LoaderParts,
  relation: Relation,
  instance: Instance,
  path: string,
): Promise<readonly string[] | null> {
  const columns = keyColumns(relation);
  if (!columns.every((column) => instance.has(column))) {
    checkRaise(place, path);
    if (instance.key.length === 0)
      throw new Error(`${path}: require ${columns.map(({ field }) => field).join(' and ')}.`);
    await onDemand.fill(instance, columns);
  }
  const texts = columns.map((column) => instance.text(column));
  return texts.every((text) => text !== null) ? texts : null;
}

interface ListRequest {
  readonly relation: Relation;
  readonly many: boolean;
  readonly path: string;
  readonly args: Values;
  /** The field whose arguments these are; where there is none, there are none. */
  readonly definition: Field | undefined;
}

function listRequest(parts: LoaderParts, { relation, many, path, args, definition }: ListRequest): KeyedRequest {
  const { target, tree } = relation;
  const base = { path, relation, many, columns: target.columns };
  if (!definition) {
    const list = { ...NO_ARGUMENTS, order: total(target, []) };
    return { ...base, id: idOf(relation, path, ''), list, values: [] };
  }
  const kind = tree ? 'tree' : many ? 'many' : 'one';
  const { list, slots } = readList(parts, definition, { kind, relation }, args, path);
  return { ...base, id: idOf(relation, path, slots.shape), list, values: slots.values };
}

function idOf({ pairs }: Relation, path: string, shape: string): string {
  return `${path}(${pairs.map(({ local }) => local.index).join()})${shape}`;
}

function rootList({ schema }: ApiSchema, { roots }: Entity): Field | undefined {
  return schema.getQueryType()?.getFields()[roots.list];
}

function loadedBy(path: string): RowPlace {
  return {
    path,
    notLoaded: (_row, field, what) =>
      missingField(`${what}; load it by loaders.relation(row, '${field}'), or name it among the fields`),
  };
}

function checkRaise({ path, raise }: ResolverPlace, what: string, configured: string | null = null): void {
  if (!raise && configured === null) return;
  const reason = configured ?? 'the field must not load';
  throw missingField(`${what} not loaded (path ${path}): raise: ${reason}. Add what is needed to requires.`);
}

function columnsOf(entity: Entity, fields: readonly string[], path: string): readonly Column[] {
  return fields.map((field) => {
    const column = entity.columns.find((each) => each.field === field);
    const names = entity.columns.map((each) => each.field);
    if (!column) throw new Error(`${path}: ${entity.name}.${field} is no column.${suggest(field, names)}`);
    return column;
  });
}

/** Null where a part is null: nothing equals it. */
function encodeKey(columns: readonly Column[], values: Values, path: string): readonly string[] | null {
  const texts: string[] = [];
  for (const { field, type } of columns) {
    const value = values[field];
    if (value === undefined) throw new Error(`${path}: ${field} is undefined.`);
    if (value === null) return null;
    try {
      texts.push(encodeInput(type, value));
    } catch (error) {
      throw new Error(`${path}: ${field} ${messageOf(error)}`, { cause: error });
    }
  }
  return texts;
}
