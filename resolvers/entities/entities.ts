/**
 * Turns representations into keys. Those of all `_entities` fields of an operation are collected by type and key, each
 * distinct key once. They become one root select per type and key, whatever the number of fields.
 */
import type { ParameterValue } from '../../loaders/database/database.ts';
import { keyIdentity } from '../../loaders/rows/keys.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import type { Entity } from '../../schema/model/model.ts';
import { isRecord, own } from '../../schema/util/records.ts';
import { ArgumentError } from '../arguments/argument-reader.ts';
import { nextPowerOfTwo } from '../arguments/magnitude.ts';
import type { CollectedField } from '../operation/collect-fields.ts';
import { nodeRepresentation } from './node-reference.ts';
import { ReferenceBatch } from './reference-batch.ts';
import type { References, ResolvedReference } from './references.ts';
import { argumentValues, type VariableValues } from '../operation/variables.ts';
import type { EntityKey, FederatedEntity, ResolvedEntity } from '../../schema/graphql/entity-references.ts';

/** The keys of one type and key set that an operation asks for. */
export interface EntitySelect {
  /** The name, such as `User(email)`. */
  readonly name: string;
  readonly entity: Entity;
  readonly key: EntityKey;
  /** The places of the arrays of its key columns among all values of the request. */
  readonly slots: readonly number[];
  /** The power of two at or above the number of keys. */
  readonly expected: number;
}

export interface OperationEntities {
  readonly shape: string;
  readonly values: readonly ParameterValue[];
  /** One list per `_entities` or `node` field. A `node` has one entry. */
  readonly references: readonly References[];
  /** Returns the selects that the references of a field count by position, and the number of its list. */
  of(field: CollectedField): { readonly list: number; readonly selects: readonly EntitySelect[] } | Error;
  readonly failed: boolean;
}

export const NO_ENTITIES: OperationEntities = {
  shape: '',
  values: [],
  references: [],
  of: () => new Error('no entities'),
  failed: false,
};

/** The request has `base` values before these. */
export function readEntities(
  api: ApiSchema,
  sites: readonly CollectedField[],
  variables: VariableValues,
  limits: { readonly maxList: number; readonly base: number },
): OperationEntities {
  if (sites.length === 0) return NO_ENTITIES;
  const reader = new EntitiesReader(api, limits.maxList);
  const lists = sites.map((site) => reader.readList(site, variables));
  const selects = reader.groups.map((group, index) => group.select(limits.base + reader.slotsBefore(index)));
  const failed = lists.some((list) => list instanceof Error);
  const shape = [
    ...reader.groups.map((group) => group.shape),
    ...lists.map((list) => (list instanceof Error ? 'failed' : list.groups.join())),
  ].join('|');
  return {
    shape,
    failed,
    values: reader.groups.flatMap((group) => group.arrays),
    references: lists.map((list) => (list instanceof Error ? [] : list.references)),
    of: (field) => {
      const list = sites.indexOf(field);
      const read = lists[list];
      if (!read || read instanceof Error) return read ?? new Error(`${field.path} has no representations`);
      return { list, selects: read.groups.flatMap((group) => selects[group] ?? []) };
    },
  };
}

interface ReadReferences {
  readonly references: References;
  /** The numbers of the groups, which the references count from 0. */
  readonly groups: readonly number[];
}

class EntitiesReader {
  readonly groups: KeyGroup[] = [];
  readonly #api: ApiSchema;
  readonly #maxList: number;
  readonly #batches = new Map<ResolvedEntity, ReferenceBatch>();
  readonly #byColumns = new Map<string, number>();

  constructor(api: ApiSchema, maxList: number) {
    this.#api = api;
    this.#maxList = maxList;
  }

  slotsBefore(group: number): number {
    return this.groups.slice(0, group).reduce((slots, { arrays }) => slots + arrays.length, 0);
  }

  readList({ definition, node, path, source }: CollectedField, variables: VariableValues): ReadReferences | Error {
    try {
      const args = definition ? argumentValues(definition, node, variables) : {};
      if (source?.kind === 'rootNode') return this.#readNode(String(args['id']), path);
      const given: unknown = args['representations'];
      return this.#readReferences(Array.isArray(given) ? given : [], path);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #readReferences(given: readonly unknown[], path: string): ReadReferences {
    if (given.length > this.#maxList) {
      throw new ArgumentError(
        `${path}(representations:) has ${given.length} values; at most ${this.#maxList} are allowed.`,
      );
    }
    const groups: number[] = [];
    const references = given.map((representation, index) => {
      try {
        return this.#reference(representation, groups);
      } catch (error) {
        return new ArgumentError(`${path}(representations:)[${index}]: ${messageOf(error)}`);
      }
    });
    return { references, groups };
  }

  #readNode(id: string, path: string): ReadReferences {
    const groups: number[] = [];
    try {
      return { references: [this.#reference(nodeRepresentation(this.#api, id), groups)], groups };
    } catch (error) {
      throw new ArgumentError(`${path}(id:): ${messageOf(error)}`);
    }
  }

  #reference(representation: unknown, groups: number[]): References[number] {
    if (!isRecord(representation)) throw new Error('a representation must be an object.');
    const name = own(representation, '__typename');
    if (typeof name !== 'string') throw new Error('__typename must say its type.');
    const resolved = this.#api.resolved.get(name);
    if (resolved) return this.#resolved(resolved, representation);
    const federated = this.#entity(name);
    const key = chooseKey(federated, representation);
    const texts = key.parts.map(({ path, encode }) => encodePart(path, encode, valueAt(representation, path)));
    const number = this.#group(federated.entity, key);
    if (!groups.includes(number)) groups.push(number);
    return { select: groups.indexOf(number), index: this.groups[number]?.add(texts) ?? 0, representation };
  }

  #resolved(entity: ResolvedEntity, representation: Readonly<Record<string, unknown>>): ResolvedReference {
    const complete = entity.keys.some(({ paths }) => paths.every((path) => isThere(representation, path)));
    if (!complete) throw noKey(entity.name, entity.keys);
    const batch = this.#batches.get(entity) ?? new ReferenceBatch(entity);
    this.#batches.set(entity, batch);
    return { batch, index: batch.add(representation) };
  }

  #entity(name: string): FederatedEntity {
    const federated = this.#api.entities.get(name);
    if (!federated) throw new Error(`${JSON.stringify(name.slice(0, 100))} is no entity of this subgraph.`);
    return federated;
  }

  #group(entity: Entity, key: EntityKey): number {
    // Two field sets may have the same columns.
    const identity = `${entity.name} ${key.parts.map(({ column }) => column.index).join()}`;
    const number = this.#byColumns.get(identity) ?? this.groups.push(new KeyGroup(entity, key)) - 1;
    this.#byColumns.set(identity, number);
    return number;
  }
}

/** The distinct keys of one kind. Keys with equal bytes are one, and PostgreSQL decides which others are equal. */
class KeyGroup {
  readonly arrays: readonly string[][];
  readonly #entity: Entity;
  readonly #key: EntityKey;
  readonly #cached = new Map<string, number>();

  constructor(entity: Entity, key: EntityKey) {
    this.#entity = entity;
    this.#key = key;
    this.arrays = key.parts.map(() => []);
  }

  add(texts: readonly string[]): number {
    const identity = keyIdentity(texts);
    const cached = this.#cached.get(identity);
    if (cached !== undefined) return cached;
    const index = this.#cached.size;
    this.#cached.set(identity, index);
    this.arrays.forEach((array, position) => array.push(texts[position] ?? ''));
    return index;
  }

  get #expected(): number {
    return nextPowerOfTwo(this.#cached.size);
  }

  get #name(): string {
    return `${this.#entity.name}(${this.#key.fields})`;
  }

  /** The parts that a plan depends on: the kind of key, and the magnitude of their number. */
  get shape(): string {
    return `${this.#name}~${this.#expected}`;
  }

  select(base: number): EntitySelect {
    const slots = this.arrays.map((_, position) => base + position);
    return { name: this.#name, entity: this.#entity, key: this.#key, slots, expected: this.#expected };
  }
}

/** Returns the first key with all its fields. Fields that belong to no key are ignored. */
function chooseKey({ entity, keys }: FederatedEntity, representation: Readonly<Record<string, unknown>>): EntityKey {
  const key = keys.find(({ parts }) => parts.every(({ path }) => isThere(representation, path)));
  if (key) return key;
  throw noKey(entity.name, keys);
}

function isThere(representation: Readonly<Record<string, unknown>>, path: readonly string[]): boolean {
  return (valueAt(representation, path) ?? null) !== null;
}

function noKey(type: string, keys: readonly { readonly fields: string }[]): Error {
  const offered = keys.map(({ fields }) => `"${fields}"`).join(' or ');
  return new Error(`${type} is found by ${offered}; the representation has none of them complete.`);
}

function valueAt(representation: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  let value: unknown = representation;
  for (const name of path) value = isRecord(value) ? own(value, name) : undefined;
  return value;
}

function encodePart(path: readonly string[], encode: (value: unknown) => string, value: unknown): string {
  try {
    return encode(value);
  } catch (error) {
    throw new Error(`${path.join('.')}: ${messageOf(error)}`, { cause: error });
  }
}
