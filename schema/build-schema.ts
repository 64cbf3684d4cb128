/** Makes the GraphQL schema of a model, and the maps that give its coordinates their meaning. Types are built at the first look. */
import {
  type GraphQLFieldConfigArgumentMap,
  GraphQLNonNull,
  type GraphQLObjectType,
  GraphQLSchema,
  specifiedDirectives,
  validateSchema,
} from 'graphql';
import { objectType } from './graphql/lean-types.ts';
import { AggregateTypes } from './graphql/aggregate-types.ts';
import { type ExtensionSettings, extendWith } from './extensions/extend.ts';
import { namedScalars } from './extensions/named-scalars.ts';
import { federate } from './federation/federate.ts';
import { printSdl } from './federation/print-sdl.ts';
import { addFederationFields, type RootFieldParts } from './federation/root-fields.ts';
import type { FederationSettings } from './config/federation/federation-settings.ts';
import type { FieldSource, ApiSchema, InputSource } from './graphql/field-sources.ts';
import { checkOrders } from './graphql/check-orders.ts';
import { LOAD_DIRECTIVE } from './graphql/load-directive.ts';
import { collectIssues, type ConfigIssues } from './config/reader/config-issues.ts';
import type { Entity, Model, RootFunction, RootOne } from './model/model.ts';
import type { MutationSettings } from './config/mutations/mutation-settings.ts';
import { type MutationContext, mutationType } from './mutations/mutation-fields.ts';
import { Nodes } from './nodes/nodes.ts';
import { type Field, type Fields, ObjectTypes } from './graphql/object-types.ts';
import { Operators } from './graphql/operators.ts';
import { OrderTypes } from './graphql/order-types.ts';
import { Sources } from './graphql/sources.ts';
import { ValueTypes } from './graphql/value-types.ts';
import { allColumns, WhereTypes } from './graphql/where-types.ts';

export interface SchemaOptions extends ExtensionSettings {
  /** Offer `@load(strategy:)` to clients. Programs may say it whatever the schema offers. */
  readonly loadDirective: boolean;
  /** Offers the fields by which a router knows a subgraph. */
  readonly federation?: FederationSettings | null;
  /** The text search configuration. Without one it is the database's own. */
  readonly textSearch?: string | null;
  /** Gives rows their ids. */
  readonly nodes?: boolean;
  /** Rows can be written; left out: no. */
  readonly mutations?: MutationSettings | null;
}

/** Throws a ConfigError with every issue of the configuration. */
export function buildSchema(model: Model, options: SchemaOptions): ApiSchema {
  return collectIssues((issues) => draftSchema(model, options, issues));
}

/** Builds the schema from the settings that are right, and reports the issues of the others. */
export function draftSchema(model: Model, options: SchemaOptions, issues: ConfigIssues): ApiSchema {
  if (model.entities.length === 0) {
    throw new Error('There is no table to serve: grant this role SELECT on some, or name other schemas with --schema.');
  }
  const fields = new Sources<FieldSource>();
  const inputs = new Sources<InputSource>();
  const values = new ValueTypes();
  const federation = options.federation
    ? federate(model, options.federation, values, () => plainSchema(model, options), issues)
    : null;
  const nodes = options.nodes && !federation ? new Nodes(model, values, issues.at('nodes')) : null;
  const operators = new Operators(values);
  const orders = new OrderTypes(inputs);
  const wheres = new WhereTypes(operators, inputs);
  const configured = new Sources<InputSource>();
  const configuredWheres = new WhereTypes(operators, configured, allColumns);
  const aggregates = new AggregateTypes({ values, operators, wheres, orders, fields, inputs });
  const objects = new ObjectTypes({ values, wheres, orders, aggregates, nodes, sources: fields });
  const rootFields: Fields = Object.create(null);
  for (const entity of model.entities) {
    const hasRoots = options.federation?.types.get(entity.name)?.roots ?? true;
    if (hasRoots) addRoots(entity, objects, values, rootFields, fields);
  }
  for (const each of model.functions) addFunction(each, objects, rootFields, fields);
  nodes?.addRoot(rootFields, fields);
  checkOrders(model, orders, issues);
  let sdl: string | null = null;
  const print = federation && ((): string => (sdl ??= printSdl(schema, federation.settings, federation)));
  if (federation && print) {
    addFederationFields({ federation, ...lookups(objects), print, fields: rootFields, sources: fields });
  }
  const query = objectType({ name: 'Query', fields: () => rootFields });
  const directives = options.loadDirective ? [...specifiedDirectives, LOAD_DIRECTIVE] : specifiedDirectives;
  const scalars = namedScalars(options).map((name) => values.scalar(name));
  const base = new GraphQLSchema({
    query,
    ...mutations(options, { model, values, objects, wheres, sources: fields, query: federation ? null : () => query }),
    directives,
    types: [...model.entities.flatMap((entity) => objects.variants(entity)), ...scalars],
  });
  const cached = federation?.added ?? new Map();
  const schema: GraphQLSchema = extendWith(base, { model, sources: fields, known: cached }, options, issues);
  checkInterfaces(schema, model, issues);
  return {
    schema,
    model,
    textSearch: options.textSearch ?? null,
    interfaces: interfacesOf(model),
    fields,
    inputs,
    configured: {
      inputs: configured,
      whereOf: (entity) => configuredWheres.of(entity),
      operatorsOf: (type) => operators.of(type),
    },
    entities: federation?.entities ?? nodes?.entities ?? new Map(),
    resolved: federation?.resolved ?? new Map(),
    sdl: print,
  };
}

function mutations(
  { mutations: settings }: SchemaOptions,
  context: Omit<MutationContext, 'settings'>,
): { readonly mutation?: GraphQLObjectType } {
  const mutation = settings ? mutationType({ ...context, settings }) : null;
  return mutation ? { mutation } : {};
}

/** Checks the rules of GraphQL for interfaces and their types, for graphql-js would refuse every operation otherwise. */
function checkInterfaces(schema: GraphQLSchema, { entities }: Model, issues: ConfigIssues): void {
  if (!entities.some(({ subtypes }) => subtypes)) return;
  for (const { message } of validateSchema(schema)) issues.at('variants').because(`${message} Rename or hide one.`);
}

function interfacesOf({ entities }: Model): ApiSchema['interfaces'] {
  return new Map(entities.flatMap((each) => (each.subtypes ? [[each.subtypes.interface, each]] : [])));
}

function lookups(objects: ObjectTypes): Pick<RootFieldParts, 'typeOf' | 'named'> {
  return { typeOf: (entity) => objects.of(entity), named: (name) => objects.named(name) };
}

/** Builds the schema without federation. Additions of the program are left out if they name types that only the subgraph has. */
function plainSchema(model: Model, options: SchemaOptions): GraphQLSchema {
  try {
    return buildSchema(model, { ...options, federation: null }).schema;
  } catch {
    return buildSchema(model, { loadDirective: false }).schema;
  }
}

function addRoots(
  entity: Entity,
  objects: ObjectTypes,
  values: ValueTypes,
  fields: Fields,
  sources: Sources<FieldSource>,
): void {
  const { roots } = entity;
  const add = (name: string, field: Field, source: FieldSource): void => {
    fields[name] = field;
    sources.add('Query', name, source);
  };
  add(roots.list, objects.rootList(entity), { kind: 'rootList', entity });
  for (const one of roots.one) {
    const description = `The ${entity.name} with this key, null when there is none.`;
    const field = { type: objects.output(entity), args: keyArguments(one, values), description };
    add(one.field, field, { kind: 'rootOne', entity, one });
  }
  add(roots.connection, objects.connection(entity), { kind: 'rootConnection', entity });
  add(roots.aggregate, objects.aggregate(entity), { kind: 'rootAggregate', entity });
}

function addFunction(root: RootFunction, objects: ObjectTypes, fields: Fields, sources: Sources<FieldSource>): void {
  fields[root.field] = objects.rootFunction(root);
  sources.add('Query', root.field, { kind: 'rootFunction', entity: root.entity, function: root });
}

function keyArguments({ key, args }: RootOne, values: ValueTypes): GraphQLFieldConfigArgumentMap {
  const config: GraphQLFieldConfigArgumentMap = Object.create(null);
  for (const [index, column] of key.columns.entries()) {
    config[args[index] ?? column.field] = { type: new GraphQLNonNull(values.input(column.type)) };
  }
  return config;
}
