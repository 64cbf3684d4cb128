/** Makes object types of entities, with their connections. */
import {
  getNullableType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
  GraphQLUnionType,
  isNonNullType,
} from 'graphql';
import { objectType, required } from './lean-types.ts';
import type { AggregateTypes } from './aggregate-types.ts';
import { distinctOnType } from './distinct-on.ts';
import type { FieldSource } from './field-sources.ts';
import { baseFields, isShared, objectsOf } from '../model/subtypes.ts';
import { ConnectionTypes } from './connection-types.ts';
import type { UnionRelation, Column, Computed, Entity, Relation, RootFunction } from '../model/model.ts';
import type { OrderTypes } from './order-types.ts';
import type { NamedSource, Sources } from './sources.ts';
import type { ValueTypes } from './value-types.ts';
import type { WhereTypes } from './where-types.ts';
import type { CustomField } from './added-field.ts';
import { memo } from '../util/memo.ts';

export type Field = GraphQLFieldConfig<unknown, unknown>;
export type Fields = Record<string, Field>;

/** The interface of all rows with a global id, and the field that gives it. */
export interface NodeInterface {
  readonly interface: GraphQLInterfaceType;
  /** Gives null where rows of the entity have no id. */
  idOf(entity: Entity): { readonly field: Field; readonly custom: CustomField } | null;
}

/** Everything that the object types are made with. */
export interface ObjectContext {
  readonly values: ValueTypes;
  readonly wheres: WhereTypes;
  readonly orders: OrderTypes;
  readonly aggregates: AggregateTypes;
  /** Null where rows have no ids. */
  readonly nodes: NodeInterface | null;
  readonly sources: Sources<FieldSource>;
}

export class ObjectTypes {
  readonly #values: ValueTypes;
  readonly #wheres: WhereTypes;
  readonly #orders: OrderTypes;
  readonly #aggregates: AggregateTypes;
  readonly #nodes: NodeInterface | null;
  readonly #sources: Sources<FieldSource>;
  readonly #objects = new Map<Entity, GraphQLObjectType>();
  readonly #interfaces = new Map<Entity, GraphQLInterfaceType>();
  readonly #unions = new Map<string, GraphQLUnionType>();
  readonly #connections: ConnectionTypes;

  constructor({ values, wheres, orders, aggregates, nodes, sources }: ObjectContext) {
    this.#values = values;
    this.#wheres = wheres;
    this.#orders = orders;
    this.#aggregates = aggregates;
    this.#nodes = nodes;
    this.#sources = sources;
    this.#connections = new ConnectionTypes(sources, aggregates, (entity) => this.#item(entity));
  }

  of(entity: Entity): GraphQLObjectType {
    return memo(this.#objects, entity, () => {
      const { name, description } = entity;
      if (entity.base?.relation) this.of(entity.base.entity);
      this.#sources.define(name, () => this.#fieldSources(entity));
      const interfaces = this.#interfacesOf(entity);
      return objectType({ name, description, interfaces, fields: () => this.#fields(entity) });
    });
  }

  /** Gives the output type of a field with rows of the entity. */
  output(entity: Entity): GraphQLObjectType | GraphQLInterfaceType {
    return entity.subtypes ? this.#interface(entity, entity.subtypes.interface) : this.of(entity);
  }

  /** Gives the subtypes of the entity, which no field names. */
  variants(entity: Entity): readonly GraphQLObjectType[] {
    return (entity.subtypes?.types ?? []).map((subtype) => this.of(subtype.entity));
  }

  #interface(entity: Entity, name: string): GraphQLInterfaceType {
    return memo(this.#interfaces, entity, () => {
      const fields = () => this.#loosened(entity, this.#fieldsWhere(entity, isShared(entity)));
      return new GraphQLInterfaceType({ name, description: entity.description, fields });
    });
  }

  /** A field that may be null in one type may be null in the interface. Types may promise more than it, never less. */
  #loosened(entity: Entity, fields: Fields): Fields {
    for (const type of entity.subtypes?.types ?? []) {
      const own = type.relation ? this.#allFields(type.entity) : {};
      for (const [name, field] of Object.entries(fields)) {
        const other = own[name];
        if (other && !isNonNullType(other.type)) fields[name] = { ...field, type: getNullableType(field.type) };
      }
    }
    return fields;
  }

  #interfacesOf(entity: Entity): GraphQLInterfaceType[] {
    const abstract = entity.base?.entity ?? (entity.subtypes ? entity : null);
    const shared = abstract?.subtypes ? [this.#interface(abstract, abstract.subtypes.interface)] : [];
    return this.#nodes?.idOf(entity) ? [...shared, this.#nodes.interface] : shared;
  }

  #fieldSources(entity: Entity): readonly NamedSource<FieldSource>[] {
    const columns = [...entity.columns, ...entity.computed].map((column): NamedSource<FieldSource> => {
      return [column.field, { kind: 'column', column }];
    });
    const choices = entity.unions.map((union): NamedSource<FieldSource> => [union.field, { kind: 'union', union }]);
    const own = [...columns, ...entity.relations.flatMap(relationSources), ...choices];
    const id = this.#nodes?.idOf(entity);
    if (id) own.push([id.custom.field, { kind: 'custom', custom: id.custom }]);
    const { base } = entity;
    if (!base?.relation) return own;
    const { relation } = base;
    const inherited = baseFields(entity, base.entity).flatMap((field): NamedSource<FieldSource>[] => {
      const source = this.#sources.get(base.entity.name, field);
      return source ? [[field, { kind: 'baseField', relation, source }]] : [];
    });
    return [...own, ...inherited];
  }

  rootList(entity: Entity): Field {
    const list = this.list(entity);
    const distinct = distinctOnType(entity);
    if (!distinct) return list;
    const distinctOn = {
      type: new GraphQLList(required(distinct)),
      description: 'Only the first row of those that are equal in these columns, with which `orderBy` must begin.',
    };
    return { ...list, args: { ...list.args, distinctOn } };
  }

  rootFunction(root: RootFunction): Field {
    const given = this.#given(root);
    const args = { ...this.#callArgs(root.call), ...given.args };
    return { ...given, args, description: root.description ?? given.description };
  }

  /** Gives the type of a function's result, and the arguments of lists, if it is one. */
  #given({ entity, value, isList }: RootFunction): Field {
    if (!value && isList) return this.list(entity);
    if (!value) return { type: this.output(entity), description: `A ${entity.name}, null when there is none.` };
    const type = this.#values.output(value.type);
    return isList ? { type: required(new GraphQLList(type)), args: PAGE } : { type };
  }

  list(entity: Entity): Field {
    const type = required(new GraphQLList(this.#item(entity)));
    return { type, args: { ...this.#listArgs(entity), ...PAGE }, description: `A list of ${entity.name}.` };
  }

  connection(entity: Entity): Field {
    const args = {
      ...this.#listArgs(entity),
      first: { type: GraphQLInt, description: 'The first so many rows.' },
      after: { type: GraphQLString, description: 'Only rows after this cursor.' },
      last: { type: GraphQLInt, description: 'The last so many rows.' },
      before: { type: GraphQLString, description: 'Only rows before this cursor.' },
    };
    return { type: required(this.#connections.of(entity)), args, description: `A page of ${entity.name}, by cursor.` };
  }

  aggregate(entity: Entity): Field {
    const args = { where: { type: this.#wheres.of(entity), description: 'Only rows that satisfy all of this.' } };
    const type = required(this.#aggregates.of(entity));
    return { type, args, description: `Values over many ${entity.name} together.` };
  }

  #listArgs(entity: Entity): GraphQLFieldConfigArgumentMap {
    const where = { type: this.#wheres.of(entity), description: 'Only rows that satisfy all of this.' };
    const order = this.#orders.of(entity);
    const description = 'The first entry counts most; each has exactly one field.';
    return order ? { where, orderBy: { type: new GraphQLList(required(order)), description } } : { where };
  }

  #fields(entity: Entity): Fields {
    const own = this.#fieldsWhere(entity, () => true);
    const id = this.#nodes?.idOf(entity);
    if (id) own[id.custom.field] = id.field;
    const { base } = entity;
    if (!base?.relation) return own;
    return Object.assign(
      own,
      this.#fieldsWhere(base.entity, (field) => isShared(base.entity)(field) && !(field in own)),
    );
  }

  #fieldsWhere(entity: Entity, wanted: (field: string) => boolean): Fields {
    const all = this.#allFields(entity);
    const fields: Fields = Object.create(null);
    for (const [field, config] of Object.entries(all)) if (wanted(field)) fields[field] = config;
    return fields;
  }

  #allFields(entity: Entity): Fields {
    const fields: Fields = Object.create(null);
    for (const column of [...entity.columns, ...entity.computed]) fields[column.field] = this.#column(column);
    for (const union of entity.unions) fields[union.field] = this.#union(union);
    for (const relation of entity.relations) {
      fields[relation.field] = this.#relation(relation);
      if (!relation.siblings) continue;
      fields[relation.siblings.connection] = this.connection(relation.target);
      fields[relation.siblings.aggregate] = this.aggregate(relation.target);
    }
    return fields;
  }

  #union({ union, types, description }: UnionRelation): Field {
    const members = () => types.flatMap(({ relation: { target } }) => objectsOf(target).map((each) => this.of(each)));
    const type = memo(this.#unions, union, () => new GraphQLUnionType({ name: union, types: members }));
    return { type, description };
  }

  #relation(relation: Relation): Field {
    if (relation.tree !== null) return this.#tree(relation);
    return relation.kind === 'one' ? this.#one(relation) : this.list(relation.target);
  }

  /** A row of unknown type is an error at its own place, so that the other rows are answered. */
  #item(entity: Entity): GraphQLOutputType {
    return entity.subtypes ? this.output(entity) : required(this.of(entity));
  }

  #tree({ target, tree }: Relation): Field {
    const type = required(new GraphQLList(this.#item(target)));
    const maxDepth = { type: GraphQLInt, description: 'At most so many levels: 1 is the next one only, 0 none.' };
    const limit = { type: GraphQLInt, description: 'At most so many rows.' };
    const way = tree === 'ancestors' ? 'above' : 'below';
    const description = `Every ${target.name} ${way} this one, each once, the nearest first. Cycles end where they began.`;
    return { type, args: { maxDepth, ...this.#listArgs(target), limit }, description };
  }

  /** Gives an output type by its name. */
  named(name: string): GraphQLOutputType {
    const entity = [...this.#objects.keys()].find((each) => each.name === name);
    return entity ? this.of(entity) : this.#values.scalar(name);
  }

  #column({ type, nullable, description, computed }: Column): Field {
    const output = this.#values.output(type);
    return { type: nullable ? output : required(output), args: this.#callArgs(computed), description };
  }

  #callArgs(computed: Computed | undefined): GraphQLFieldConfigArgumentMap {
    const args = (computed?.args ?? []).map(({ name, type, required: needed }) => {
      const input = this.#values.input(type);
      return [name, { type: needed ? required(input) : input }] as const;
    });
    return Object.fromEntries(args);
  }

  #one({ target, nullable, description }: Relation): Field {
    const type = this.output(target);
    return { type: nullable ? type : required(type), description };
  }
}

const PAGE: GraphQLFieldConfigArgumentMap = {
  limit: { type: GraphQLInt, description: 'At most so many rows.' },
  offset: { type: GraphQLInt, description: 'Rows to leave out at the beginning.' },
};

function relationSources(relation: Relation): readonly NamedSource<FieldSource>[] {
  const { field, kind, tree, siblings } = relation;
  const own: NamedSource<FieldSource> = [field, { kind: tree === null ? kind : 'tree', relation }];
  if (!siblings) return [own];
  return [
    own,
    [siblings.connection, { kind: 'manyConnection', relation }],
    [siblings.aggregate, { kind: 'manyAggregate', relation }],
  ];
}
