/** Input types of mutations, made when somebody looks at them. */
import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLInputFieldConfigMap,
  type GraphQLInputObjectType,
  GraphQLList,
  GraphQLString,
} from 'graphql';
import { inputType, required } from '../graphql/lean-types.ts';
import type { ValueTypes } from '../graphql/value-types.ts';
import type { Column, Entity, Relation, UniqueKey } from '../model/model.ts';
import { memo } from '../util/memo.ts';
import { conflictKeys } from './conflict-keys.ts';
import { broughtColumns, isRequired, isUpsertable, versionsOf, type Writable } from './writable.ts';
import { enumValue, keyField } from './write-names.ts';

type Inputs = GraphQLInputFieldConfigMap;

export class WriteInputs {
  readonly #values: ValueTypes;
  readonly #writables: ReadonlyMap<Entity, Writable>;
  readonly #inputs = new Map<string, GraphQLInputObjectType>();
  readonly #enums = new Map<string, GraphQLEnumType>();
  /** Names of types that are taken by others. */
  readonly #taken: ReadonlySet<string>;

  constructor(values: ValueTypes, writables: ReadonlyMap<Entity, Writable>, taken: ReadonlySet<string>) {
    this.#values = values;
    this.#writables = writables;
    this.#taken = taken;
  }

  create(writable: Writable): GraphQLInputObjectType {
    return this.#input(writable, 'Create', 'A new row. A column that is absent takes its default.', () => ({
      ...this.#columns(writable.creatable, broughtColumns(writable)),
      ...this.#relations(writable.relations, 'Create'),
    }));
  }

  /** The new values of a row that exists: all are optional, and null is NULL. */
  set(writable: Writable): GraphQLInputObjectType {
    return this.#input(writable, 'Set', 'New values. A column that is absent stays as it is.', () => ({
      ...this.#columns(writable.updatable, null),
      ...this.#relations(writable.changedRelations, 'Set'),
    }));
  }

  /** Which row: exactly one of its keys. */
  key({ entity, keys }: Writable): GraphQLInputObjectType {
    return this.#input(
      { entity },
      'Key',
      'Names one row by one of its keys.',
      () => this.#keyFields(entity, keys),
      true,
    );
  }

  match({ entity, updatable }: Writable): GraphQLInputObjectType {
    const columns = [...new Set([...(entity.key?.columns ?? []), ...updatable, ...versionsOf(entity)])];
    return this.#input({ entity }, 'Match', 'Values that the row must still hold.', () => this.#columns(columns, null));
  }

  /** The arguments that change a row; those without a column of such a type are left out. */
  changes(writable: Writable): Inputs {
    const { entity, updatable } = writable;
    const column = this.column(entity, updatable);
    const changes: Inputs = { set: { type: this.set(writable) } };
    const columns = { type: new GraphQLList(required(column)), description: 'Columns that take their default again.' };
    changes['setDefault'] = columns;
    const numbers = updatable.filter(({ type }) => isNumber(type));
    if (numbers.length > 0)
      changes['inc'] = { type: this.#plain(entity, 'Inc', numbers), description: 'Adds to numbers; NULL counts as 0.' };
    const arrays = updatable.filter(({ type }) => type.kind === 'array' && type.dimensions <= 1);
    if (arrays.length > 0) {
      const elements = this.#plain(entity, 'Elements', arrays);
      changes['append'] = { type: elements, description: 'Adds elements at the end of arrays.' };
      changes['prepend'] = { type: elements, description: 'Adds elements at the beginning of arrays.' };
      changes['remove'] = { type: elements, description: 'Takes every equal element out of arrays.' };
    }
    const documents = updatable.filter(({ type }) => type.kind === 'scalar' && type.name === 'jsonb');
    if (documents.length > 0) {
      changes['merge'] = {
        type: this.#plain(entity, 'Json', documents),
        description: 'Adds the members of objects to documents.',
      };
      changes['putAt'] = {
        type: new GraphQLList(required(this.#step(entity, documents, true))),
        description: 'Puts values at paths of documents.',
      };
      changes['dropAt'] = {
        type: new GraphQLList(required(this.#step(entity, documents, false))),
        description: 'Takes what is at paths out of documents.',
      };
    }
    return changes;
  }

  /** One row to update, as an item of a list. */
  update(writable: Writable): GraphQLInputObjectType {
    return this.#input(writable, 'Update', 'A row and how it changes.', () => ({
      by: { type: required(this.key(writable)) },
      ...this.changes(writable),
      ifMatch: { type: this.match(writable), description: 'Refused as STALE where the row no longer holds this.' },
    }));
  }

  upsert(writable: Writable): GraphQLInputObjectType {
    return this.#input(writable, 'Upsert', 'A row that is created, or updated where its key is there.', () =>
      this.upsertArguments(writable),
    );
  }

  upsertArguments(writable: Writable, list = false): Inputs {
    const { entity, updatable } = writable;
    const values = required(this.create(writable));
    const column = new GraphQLList(required(this.column(entity, updatable)));
    return {
      values: { type: list ? required(new GraphQLList(required(this.create(writable)))) : values },
      on: { type: required(this.unique(entity)), description: 'The key that tells whether the row is there.' },
      update: {
        type: column,
        description:
          'Columns that an existing row takes: all that are given where this is absent, none where it is empty.',
      },
      inc: { type: column, description: 'Columns to which the given value is added.' },
    };
  }

  unique(entity: Entity): GraphQLEnumType {
    const { name } = entity;
    return memo(this.#enums, `${name}Unique`, () => {
      const values = conflictKeys(entity).map((key) => [key.name, { value: key.name }]);
      return new GraphQLEnumType({ name: this.#free(`${name}Unique`), values: Object.fromEntries(values) });
    });
  }

  column({ name }: Entity, columns: readonly Column[]): GraphQLEnumType {
    return memo(this.#enums, `${name}Column`, () => {
      const values = columns.map((column) => [enumValue(column.field), { value: column }]);
      return new GraphQLEnumType({ name: this.#free(`${name}Column`), values: Object.fromEntries(values) });
    });
  }

  #step({ name }: Entity, documents: readonly Column[], puts: boolean): GraphQLInputObjectType {
    const suffix = puts ? 'PutAt' : 'DropAt';
    return memo(this.#inputs, `${name}${suffix}`, () => {
      const column = new GraphQLEnumType({
        name: this.#free(`${name}${suffix}Column`),
        values: Object.fromEntries(documents.map((each) => [enumValue(each.field), { value: each }])),
      });
      const path = { type: required(new GraphQLList(required(GraphQLString))) };
      const fields: Inputs = { column: { type: required(column) }, path };
      if (puts && documents[0]) fields['value'] = { type: this.#values.input(documents[0].type) };
      return inputType({ name: this.#free(`${name}${suffix}`), fields: () => fields });
    });
  }

  #keyFields(entity: Entity, keys: readonly UniqueKey[]): Inputs {
    const fields: Inputs = Object.create(null);
    for (const key of keys) {
      const [column, ...more] = key.columns;
      if (!column) continue;
      const name = keyField(key);
      if (name in fields) continue;
      fields[name] = {
        type: more.length === 0 ? this.#values.input(column.type) : this.#composite(entity, key, name),
      };
    }
    return fields;
  }

  #composite({ name: entity }: Entity, { columns }: UniqueKey, field: string): GraphQLInputObjectType {
    const name = `${entity}${field.charAt(0).toUpperCase()}${field.slice(1)}Key`;
    return memo(this.#inputs, name, () =>
      inputType({
        name: this.#free(name),
        fields: () =>
          Object.fromEntries(
            columns.map((column) => [column.field, { type: required(this.#values.input(column.type)) }]),
          ),
      }),
    );
  }

  #relations(relations: readonly Relation[], verb: 'Create' | 'Set'): Inputs {
    const fields: Inputs = Object.create(null);
    for (const relation of relations) {
      const target = this.#writables.get(relation.target);
      const type = target && this.#related(target, relation, verb);
      if (type) fields[relation.field] = { type, description: relation.description };
    }
    return fields;
  }

  #related(target: Writable, { kind }: Relation, verb: 'Create' | 'Set'): GraphQLInputObjectType | null {
    if (!target.create && target.keys.length === 0) return null;
    const many = kind === 'many';
    return this.#input(
      target,
      `${many ? 'Many' : 'One'}${verb}`,
      null,
      () => this.#verbs(target, many, verb === 'Set'),
      !many,
    );
  }

  #verbs(target: Writable, many: boolean, sets: boolean): Inputs {
    const some = (type: GraphQLInputObjectType, description: string) => ({
      type: many ? new GraphQLList(required(type)) : type,
      description,
    });
    const verbs: Inputs = {};
    if (target.create) verbs['create'] = some(this.create(target), 'New rows, or the new row.');
    const keyed = target.keys.length > 0;
    if (keyed) verbs['connect'] = some(this.key(target), 'Rows that exist.');
    if (isUpsertable(target))
      verbs['upsert'] = some(this.upsert(target), 'Rows that are created, or updated where they exist.');
    if (!sets || !keyed) return verbs;
    if (target.update)
      verbs['update'] = some(many ? this.update(target) : this.#ownUpdate(target), 'How related rows change.');
    if (many) {
      verbs['disconnect'] = some(this.key(target), 'Rows that are no longer related.');
      verbs['set'] = some(this.key(target), 'Exactly these rows are related.');
      if (target.delete) {
        verbs['delete'] = some(this.key(target), 'Related rows that go.');
        verbs['deleteOthers'] = {
          type: GraphQLBoolean,
          description: 'Deletes related rows that this field does not name.',
        };
      }
    } else {
      verbs['disconnect'] = { type: GraphQLBoolean, description: 'No row is related any more.' };
      if (target.delete) verbs['delete'] = { type: GraphQLBoolean, description: 'The related row goes.' };
    }
    return verbs;
  }

  #ownUpdate(writable: Writable): GraphQLInputObjectType {
    return this.#input(writable, 'OneUpdate', 'How the related row changes.', () => ({
      ...this.changes(writable),
      ifMatch: { type: this.match(writable), description: 'Refused as STALE where the row no longer holds this.' },
    }));
  }

  #plain(entity: Entity, suffix: string, columns: readonly Column[]): GraphQLInputObjectType {
    return this.#input({ entity }, suffix, null, () => this.#columns(columns, null));
  }

  /** `brought`: columns that a relation may bring; null: nothing is required. */
  #columns(columns: readonly Column[], brought: ReadonlySet<Column> | null): Inputs {
    const fields: Inputs = Object.create(null);
    for (const column of columns) {
      const type = this.#values.input(column.type);
      const { description, field } = column;
      fields[field] = { type: brought && isRequired(column, brought) ? required(type) : type, description };
    }
    return fields;
  }

  #input(
    { entity }: Pick<Writable, 'entity'>,
    suffix: string,
    description: string | null,
    fields: () => Inputs,
    isOneOf = false,
  ): GraphQLInputObjectType {
    const name = `${entity.name}${suffix}`;
    return memo(this.#inputs, name, () => inputType({ name: this.#free(name), description, fields, isOneOf }));
  }

  /** A name that no other type has: the next number is added to one that is taken. */
  #free(name: string): string {
    for (let number = 2, free = name; ; number++) {
      if (!this.#taken.has(free)) return free;
      free = `${name}${number}`;
    }
  }
}

const NUMBERS = new Set(['int2', 'int4', 'int8', 'numeric', 'float4', 'float8', 'money']);

function isNumber(type: Column['type']): boolean {
  return type.kind === 'scalar' && type.schema === 'pg_catalog' && NUMBERS.has(type.name);
}
