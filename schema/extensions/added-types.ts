/** Knows which types a program may define, extend and name. */
import { type DefinitionNode, type GraphQLSchema, specifiedScalarTypes } from 'graphql';
import type { Model } from '../model/model.ts';
import { suggest } from '../util/suggest.ts';
import { isExtension, nameOf } from './definitions.ts';

/** GraphQL has these scalars, whether a field of the database uses them or not. */
const BUILT_IN: ReadonlySet<string> = new Set(specifiedScalarTypes.map(({ name }) => name));

const ONLY_READS =
  'the gateway only reads: there are neither mutations nor subscriptions. Fields of Query can be added.';

export class ExtensionTypes {
  readonly #schema: GraphQLSchema;
  readonly #entities: ReadonlySet<string>;
  readonly #interfaces: readonly string[];
  readonly #defined: ReadonlySet<string>;

  constructor(schema: GraphQLSchema, { entities, stubs }: Model, definitions: readonly DefinitionNode[]) {
    this.#schema = schema;
    this.#entities = new Set([...entities, ...stubs].map(({ name }) => name));
    this.#interfaces = entities.flatMap(({ subtypes }) => subtypes?.interface ?? []);
    this.#defined = new Set(definitions.flatMap((each) => (isExtension(each) ? [] : (nameOf(each) ?? []))));
  }

  isEntity(type: string): boolean {
    return this.#entities.has(type);
  }

  isThere(name: string): boolean {
    return BUILT_IN.has(name) || this.#defined.has(name) || this.#schema.getType(name) !== undefined;
  }

  notThere(name: string): string {
    const declared = [...BUILT_IN, ...Object.keys(this.#schema.getTypeMap())];
    return `there is no type "${name}" in GraphQL.${suggest(name, declared)}`;
  }

  /** Gives null where the type can be defined. */
  notDefinable(type: string): string | null {
    if (isOfWriting(type)) return ONLY_READS;
    if (!this.#schema.getType(type)) return null;
    const way = this.notExtensible(type) ? 'give yours another name' : `write extend type ${type}`;
    return `there is a type "${type}" already; ${way}.`;
  }

  /** Gives null where the type can be extended. */
  notExtensible(type: string): string | null {
    if (type === 'Query' || this.isEntity(type) || this.#defined.has(type)) return null;
    if (isOfWriting(type)) return ONLY_READS;
    if (this.#schema.getType(type)) return `${type} cannot be extended: Query and the types of tables can.`;
    const names = ['Query', ...this.#interfaces, ...this.#entities];
    return `there is no type "${type}" to extend.${suggest(type, names)}`;
  }
}

function isOfWriting(type: string): boolean {
  return type === 'Mutation' || type === 'Subscription';
}
