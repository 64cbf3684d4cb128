/** The fields of Mutation and the payloads that they give. */
import {
  type GraphQLArgumentConfig,
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfigArgumentMap,
  GraphQLInt,
  GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import type { MutationSettings } from '../config/mutations/mutation-settings.ts';
import type { WriteFieldAction } from '../config/mutations/write-actions.ts';
import type { FieldSource } from '../graphql/field-sources.ts';
import { objectType, required } from '../graphql/lean-types.ts';
import type { Field, Fields, ObjectTypes } from '../graphql/object-types.ts';
import type { Sources } from '../graphql/sources.ts';
import type { ValueTypes } from '../graphql/value-types.ts';
import type { WhereTypes } from '../graphql/where-types.ts';
import type { Entity, Model } from '../model/model.ts';
import { memo } from '../util/memo.ts';
import { isUpsertable, type Writable, writables } from './writable.ts';
import { WriteInputs } from './write-inputs.ts';
import { mutationNames } from './write-names.ts';

export interface MutationContext {
  readonly model: Model;
  readonly values: ValueTypes;
  readonly objects: ObjectTypes;
  readonly wheres: WhereTypes;
  readonly sources: Sources<FieldSource>;
  /** Null in a subgraph: a router could not reach the fields of other subgraphs below a payload. */
  readonly query: (() => GraphQLObjectType) | null;
  readonly settings: Pick<MutationSettings, 'only' | 'atomic' | 'prefix' | 'without'>;
}

type NamedField = readonly [WriteFieldAction, Field];

/** Null where nothing can be written. */
export function mutationType(context: MutationContext): GraphQLObjectType | null {
  const all = writables(context.model, context.settings.only);
  const fields = new MutationFields(context, all).all();
  return Object.keys(fields).length > 0 ? objectType({ name: 'Mutation', fields: () => fields }) : null;
}

class MutationFields {
  readonly #context: MutationContext;
  readonly #writables: ReadonlyMap<Entity, Writable>;
  readonly #inputs: WriteInputs;
  readonly #payloads = new Map<string, GraphQLObjectType>();
  readonly #olds = new Map<Entity, GraphQLObjectType>();
  readonly #action = writeAction();

  constructor(context: MutationContext, all: ReadonlyMap<Entity, Writable>) {
    const { model, values } = context;
    this.#context = context;
    this.#writables = all;
    const taken = [...model.entities, ...model.stubs, ...model.enums, ...model.composites].map(({ name }) => name);
    this.#inputs = new WriteInputs(values, all, new Set(taken));
  }

  all(): Fields {
    const fields: Fields = Object.create(null);
    const { prefix, without } = this.#context.settings;
    for (const writable of this.#writables.values()) {
      const names = mutationNames(writable.entity, prefix);
      for (const [action, field] of this.#fieldsOf(writable)) {
        if (without.has(action)) continue;
        fields[names[action]] = field;
        this.#context.sources.add('Mutation', names[action], { kind: 'mutation', entity: writable.entity, action });
      }
    }
    return fields;
  }

  #fieldsOf(writable: Writable): readonly NamedField[] {
    const { create, update, delete: deletes } = writable;
    return [
      ...(create ? this.#creates(writable) : []),
      ...(update ? this.#updates(writable) : []),
      ...(isUpsertable(writable) ? this.#upserts(writable) : []),
      ...(deletes ? this.#deletes(writable) : []),
    ];
  }

  #creates(writable: Writable): readonly NamedField[] {
    const { entity } = writable;
    const values = required(this.#inputs.create(writable));
    const list = { type: required(new GraphQLList(values)) };
    return [
      ['create', this.#one(entity, { values: { type: values } }, `Creates a row of ${entity.name}.`)],
      ['createMany', this.#many(entity, { values: list }, `Creates rows of ${entity.name}.`)],
    ];
  }

  #updates(writable: Writable): readonly NamedField[] {
    const { entity } = writable;
    const changes = this.#inputs.changes(writable);
    const one = { by: this.#by(writable), ...changes, ifMatch: this.#ifMatch(writable), mustExist: MUST_EXIST };
    const items = { type: required(new GraphQLList(required(this.#inputs.update(writable)))) };
    const where = { ...this.#where(entity), ...changes };
    return [
      ['update', this.#one(entity, one, `Changes a row of ${entity.name}.`)],
      ['updateWhere', this.#many(entity, where, `Changes all rows of ${entity.name} that satisfy a condition.`)],
      [
        'updateEach',
        this.#many(entity, { items, mustExist: MUST_EXIST }, `Changes rows of ${entity.name}, each in its own way.`),
      ],
    ];
  }

  #upserts(writable: Writable): readonly NamedField[] {
    const { entity } = writable;
    const args = this.#inputs.upsertArguments(writable);
    const list = this.#inputs.upsertArguments(writable, true);
    return [
      ['upsert', this.#one(entity, args, `Creates a row of ${entity.name}, or updates it where its key is there.`)],
      ['upsertMany', this.#many(entity, list, `Creates rows of ${entity.name}, or updates those whose key is there.`)],
    ];
  }

  #deletes(writable: Writable): readonly NamedField[] {
    const { entity } = writable;
    const one = { by: this.#by(writable), ifMatch: this.#ifMatch(writable), mustExist: MUST_EXIST };
    return [
      ['delete', this.#one(entity, one, `Deletes a row of ${entity.name}.`)],
      [
        'deleteWhere',
        this.#many(entity, this.#where(entity), `Deletes all rows of ${entity.name} that satisfy a condition.`),
      ],
    ];
  }

  #one(entity: Entity, args: GraphQLFieldConfigArgumentMap, description: string): Field {
    return { type: this.#answer(this.#payload(entity, false)), args, description };
  }

  #many(entity: Entity, args: GraphQLFieldConfigArgumentMap, description: string): Field {
    return { type: this.#answer(this.#payload(entity, true)), args, description };
  }

  /** A payload that cannot be null takes the whole answer with it, as it takes what the operation has written. */
  #answer(payload: GraphQLObjectType): GraphQLOutputType {
    return this.#context.settings.atomic === 'field' ? payload : required(payload);
  }

  #ifMatch(writable: Writable): GraphQLArgumentConfig {
    return { type: this.#inputs.match(writable), description: 'Refused as STALE where the row no longer holds this.' };
  }

  #by(writable: Writable): GraphQLArgumentConfig {
    return { type: required(this.#inputs.key(writable)), description: 'The row, by one of its keys.' };
  }

  #where(entity: Entity): GraphQLFieldConfigArgumentMap {
    return {
      where: { type: required(this.#context.wheres.of(entity)), description: 'Only rows that satisfy all of this.' },
      atMost: { type: required(GraphQLInt), description: 'More rows than this are an error, and nothing is written.' },
      all: {
        type: required(GraphQLBoolean),
        defaultValue: false,
        description: 'Allows a condition that every row satisfies.',
      },
    };
  }

  #payload(entity: Entity, isList: boolean): GraphQLObjectType {
    const name = `${entity.name}${isList ? 'List' : ''}Payload`;
    return memo(this.#payloads, name, () => objectType({ name, fields: () => this.#payloadFields(entity, isList) }));
  }

  #payloadFields(entity: Entity, isList: boolean): Fields {
    const { objects, query } = this.#context;
    const some = <Type extends GraphQLObjectType>(type: Type) => (isList ? required(new GraphQLList(type)) : type);
    const output = objects.output(entity);
    const action = required(this.#action);
    return {
      [isList ? 'rows' : 'row']: {
        type: isList ? required(new GraphQLList(output)) : output,
        description: 'As written; null where this request may not see it, or where there is none.',
      },
      old: { type: some(this.#old(entity)), description: 'As it was; null for a created row.' },
      [isList ? 'actions' : 'action']: { type: isList ? required(new GraphQLList(action)) : action },
      affectedRows: { type: required(GraphQLInt), description: 'Rows that this field has written, in all tables.' },
      ...(query && { query: { type: query(), description: 'Reads anything, after what this field has written.' } }),
    };
  }

  #old(entity: Entity): GraphQLObjectType {
    return memo(this.#olds, entity, () => {
      const fields = (): Fields => {
        const columns = entity.columns.map(({ field, type, description }) => [
          field,
          { type: this.#context.values.output(type), description },
        ]);
        return Object.fromEntries(columns);
      };
      return objectType({
        name: `${entity.name}Values`,
        description: `The columns of a ${entity.name} as they were.`,
        fields,
      });
    });
  }
}

const MUST_EXIST: GraphQLArgumentConfig = {
  type: required(GraphQLBoolean),
  defaultValue: true,
  description: 'A row that is not there is an error.',
};

function writeAction(): GraphQLEnumType {
  return new GraphQLEnumType({
    name: 'WriteAction',
    description: 'What became of a row.',
    values: { CREATED: {}, UPDATED: {}, DELETED: {}, UNCHANGED: {} },
  });
}
