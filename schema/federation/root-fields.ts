/** `_service` and `_entities`, the root fields by which a router knows a subgraph. */
import {
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
} from 'graphql';
import type { FieldSource } from '../field-sources.ts';
import type { Entity } from '../model.ts';
import type { Fields } from '../object-types.ts';
import { anyScalar } from './any-scalar.ts';
import type { Federation } from './federate.ts';
import { printSdl } from './print-sdl.ts';

export interface RootFieldParts {
  readonly federation: Federation;
  readonly typeOf: (entity: Entity) => GraphQLObjectType;
  /** The finished schema; asked for when the SDL is. */
  readonly schema: () => GraphQLSchema;
  readonly fields: Fields;
  readonly sources: Map<string, FieldSource>;
}

export function addFederationFields({ federation, typeOf, schema, fields, sources }: RootFieldParts): void {
  let sdl: string | null = null;
  const print = (): string => (sdl ??= printSdl(schema(), federation.settings, federation));
  const service = new GraphQLObjectType({
    name: '_Service',
    description: 'This subgraph.',
    fields: { sdl: { type: GraphQLString, description: 'Its schema, with the directives of federation.' } },
  });
  fields['_service'] = {
    type: new GraphQLNonNull(service),
    // It tells of the schema itself, and so takes part in no plan.
    resolve: () => ({ sdl: print() }),
  };
  const entities = [...federation.entities.values()].map(({ entity }) => entity);
  if (entities.length === 0) return;
  const union = new GraphQLUnionType({ name: '_Entity', types: () => entities.map(typeOf) });
  const representations = { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(anyScalar()))) };
  fields['_entities'] = {
    type: new GraphQLNonNull(new GraphQLList(union)),
    args: { representations },
    description: 'The entities that other subgraphs speak of, in the order of their representations.',
  };
  sources.set('Query._entities', { kind: 'entities' });
}
