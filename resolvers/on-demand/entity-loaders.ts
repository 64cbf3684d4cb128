/** `context.loaders`: by entity, and along relations. */
import { GraphQLError, type GraphQLField, isObjectType } from 'graphql';
import { NO_ARGUMENTS } from '../../loaders/plan/shared/filter.ts';
import { keyColumns } from '../../loaders/plan/read/columns.ts';
import { keyRelation } from '../../loaders/plan/shared/key-relation.ts';
import { leadsToKey } from '../../loaders/session/reused-rows.ts';
import type { Instance } from '../../loaders/session/instance.ts';
import type { EntityLoader, LoadedRow, LoadRelation } from '../../schema/config/added/resolver-context.ts';
import { loaderName } from '../../schema/extensions/loader-names.ts';
import type { LimitsConfig } from '../../schema/config/config.ts';
import { encodeInput } from '../../schema/values/encode-input.ts';
import type { GatewaySchema } from '../../schema/graphql/field-sources.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import type { Column, Entity, Relation } from '../../schema/model/model.ts';
import { suggest } from '../../schema/util/suggest.ts';
import type { ResolverPlace } from '../objects/host.ts';
import { total } from '../arguments/total-order.ts';
import { Row, type RowPlace } from '../objects/row.ts';
import { type Ask, askByKey } from './keyed-request.ts';
import { readList } from './read-list.ts';
import type { Unplanned } from './on-demand.ts';

type Values = Readonly<Record<string, unknown>>;
type Field = GraphQLField<unknown, unknown>;

export interface LoaderParts {
  readonly gateway: GatewaySchema;
  readonly limits: LimitsConfig;
  readonly unplanned: Unplanned;
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
    const known = keys.length > 0 ? `its keys are ${keys.join(' and ')}` : 'it has none';
    throw new Error(`${this.#path}.byKey: { ${names} } is no unique key of ${this.#entity.name}; ${known}.`);
  }

  async by(values: Values, args: Values = {}): Promise<readonly LoadedRow[]> {
    const entity = this.#entity;
    const path = `${this.#path}.by`;
    const columns = columnsOf(entity, Object.keys(values), path);
    if (columns.length === 0) throw new Error(`${path}: name at least one column.`);
    const key = encodeKey(columns, values, path);
    if (!key) return [];
    const relation = keyRelation(entity, columns);
    const ask = listAsk(this.#parts, {
      relation,
      many: true,
      path,
      args,
      definition: rootList(this.#parts.gateway, entity),
    });
    checkRaise(this.#parts.place, path);
    return this.#parts.unplanned.rows(ask, key, loadedBy(path));
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
    return texts && oneRow(this.#parts, askByKey(this.#entity, key, columns, path), texts);
  }
}

/** Held rows cost nothing, so they are given whatever the resolver may load. */
async function oneRow({ unplanned, place }: LoaderParts, ask: Ask, key: readonly string[]): Promise<Row | null> {
  const entity = ask.relation.target;
  const primary = entity.key?.columns ?? [];
  const isPrimary = keyColumns(ask.relation).every((column, at) => column === primary[at]);
  const held = isPrimary ? unplanned.held(entity, key, ask.columns, loadedBy(ask.path)) : null;
  if (held) return held;
  checkRaise(place, ask.path);
  const [row] = await unplanned.rows(ask, key, loadedBy(ask.path));
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
  const ask = listAsk(parts, { relation, many: false, path, args: {}, definition: relationField(parts, relation) });
  if (!leadsToKey(relation)) return oneOf(await rowsOf(parts, relation, ask, key));
  const primary = relation.target.key?.columns ?? [];
  const texts = primary.map((column) => key[relation.pairs.findIndex(({ remote }) => remote === column)] ?? '');
  const held = parts.unplanned.held(relation.target, texts, ask.columns, loadedBy(path));
  return held ?? oneOf(await rowsOf(parts, relation, ask, key));
}

async function toMany(
  parts: LoaderParts,
  { relation, path, args }: Pick<ListAsk, 'relation' | 'path' | 'args'>,
  instance: Instance,
): Promise<readonly Row[]> {
  const ask = listAsk(parts, { relation, many: true, path, args, definition: relationField(parts, relation) });
  const key = await keyOf(parts, relation, instance, path);
  return key ? rowsOf(parts, relation, ask, key) : [];
}

function relationField({ gateway }: LoaderParts, { source, field }: Relation): Field | undefined {
  const type = gateway.schema.getType(source.name);
  return isObjectType(type) ? type.getFields()[field] : undefined;
}

function oneOf(rows: readonly Row[]): Row | null {
  return rows[0] ?? null;
}

async function rowsOf(
  { unplanned, place }: LoaderParts,
  relation: Relation,
  ask: Ask,
  key: readonly string[],
): Promise<readonly Row[]> {
  const { source, field, load } = relation;
  checkRaise(place, ask.path, load === 'raise' ? `configuration of ${source.name}.${field}` : null);
  return unplanned.rows(ask, key, loadedBy(ask.path));
}

/** The near side's values; null where one is null. What the row does not hold of them is read. */
async function keyOf(
  { unplanned, place }: LoaderParts,
  relation: Relation,
  instance: Instance,
  path: string,
): Promise<readonly string[] | null> {
  const columns = keyColumns(relation);
  if (!columns.every((column) => instance.has(column))) {
    checkRaise(place, path);
    if (instance.key.length === 0)
      throw new Error(`${path}: require ${columns.map(({ field }) => field).join(' and ')}.`);
    await unplanned.fill(instance, columns);
  }
  const texts = columns.map((column) => instance.text(column));
  return texts.every((text) => text !== null) ? texts : null;
}

interface ListAsk {
  readonly relation: Relation;
  readonly many: boolean;
  readonly path: string;
  readonly args: Values;
  /** The field whose arguments these are; where there is none, there are none. */
  readonly definition: Field | undefined;
}

function listAsk(parts: LoaderParts, { relation, many, path, args, definition }: ListAsk): Ask {
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

function rootList({ schema }: GatewaySchema, { roots }: Entity): Field | undefined {
  return schema.getQueryType()?.getFields()[roots.list];
}

function loadedBy(path: string): RowPlace {
  return { path, advice: (field) => `load it by loaders.relation(row, '${field}'), or name it among the fields` };
}

function checkRaise({ path, raise }: ResolverPlace, what: string, configured: string | null = null): void {
  if (!raise && configured === null) return;
  const reason = configured ?? 'the field must not load';
  const message = `${what} not loaded (path ${path}): raise: ${reason}. Add what is needed to requires.`;
  throw new GraphQLError(message, { extensions: { code: 'NOT_LOADED' } });
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
