/**
 * `@load(strategy:)`, which says how a relation is loaded. A schema has it only where clients may use it: elsewhere GraphQL itself refuses it as
 * unknown. Its readers take it from here, because selections of programs may always say it.
 */
import { DirectiveLocation, GraphQLDirective, GraphQLEnumType, GraphQLNonNull } from 'graphql';

const LOAD_STRATEGY = new GraphQLEnumType({
  name: 'LoadStrategy',
  values: {
    AUTO: { description: 'The cheapest, by cost.' },
    JOINED: { description: "Rides in the parent's statement." },
    SELECTIN: { description: 'One further statement for all parents.' },
    LAZY: { description: 'Loaded when the field is reached, all parents of one tick together.' },
    RAISE: { description: 'An error: the relation must not be loaded here.' },
  },
});

export const LOAD_DIRECTIVE = new GraphQLDirective({
  name: 'load',
  description: 'How the rows of this relation are loaded. It never changes what is answered.',
  locations: [DirectiveLocation.FIELD],
  args: { strategy: { type: new GraphQLNonNull(LOAD_STRATEGY) } },
});
