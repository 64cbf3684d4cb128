/** `_service` and `_entities`, the root fields by which a router knows a subgraph. */
import {
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
  GraphQLUnionType,
} from 'graphql';
import type { FieldSource } from '../graphql/field-sources.ts';
import type { Entity } from '../model/model.ts';
import type { Fields } from '../graphql/object-types.ts';
import type { Sources } from '../graphql/sources.ts';
import { anyScalar } from './any-scalar.ts';
import type { Federation } from './federate.ts';
import { resolvedType } from './resolved-entities.ts';

export interface RootFieldParts {
  readonly federation: Federation;
  readonly typeOf: (entity: Entity) => GraphQLObjectType;
  readonly named: (name: string) => GraphQLOutputType;
  /** The SDL of the finished schema. */
  readonly print: () => string;
  readonly fields: Fields;
  readonly sources: Sources<FieldSource>;
}

export function addFederationFields({ federation, typeOf, named, print, fields, sources }: RootFieldParts): void {
  const service = new GraphQLObjectType({
    name: '_Service',
    description: 'This subgraph.',
    fields: { sdl: { type: GraphQLString, description: 'Its schema, with the directives of federation.' } },
  });
  fields['_service'] = {
    type: new GraphQLNonNull(service),
    // Its value is the schema itself, so it takes no part in a plan.
    resolve: () => ({ sdl: print() }),
  };
  const entities = [...federation.entities.values()].map(({ entity }) => entity);
  const resolved = [...federation.resolved.values()].map((each) => resolvedType(each, named));
  if (entities.length + resolved.length === 0) return;
  const union = new GraphQLUnionType({ name: '_Entity', types: () => [...entities.map(typeOf), ...resolved] });
  const representations = { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(anyScalar()))) };
  fields['_entities'] = {
    type: new GraphQLNonNull(new GraphQLList(union)),
    args: { representations },
    description: 'The entities that other subgraphs speak of, in the order of their representations.',
  };
  sources.add('Query', '_entities', { kind: 'entities' });
}
