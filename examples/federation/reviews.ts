/** A small subgraph without a database: reviews of albums. It knows only the key of an album. */
import { createSchema, createYoga } from 'graphql-yoga';

const sdl = `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])

type Query {
  reviews: [Review!]!
}

type Review {
  stars: Int!
  text: String!
  album: Album!
}

type Album @key(fields: "albumId") {
  albumId: Int!
  reviews: [Review!]!
}
`;

const reviews = [
  { albumId: 1, stars: 5, text: 'For those about to listen.' },
  { albumId: 4, stars: 4, text: 'There is rock, as promised.' },
  { albumId: 1, stars: 3, text: 'Rather loud.' },
];

interface Representation {
  readonly __typename: string;
  readonly albumId: number;
}

const schema = createSchema({
  typeDefs: `
    scalar _Any
    type _Service { sdl: String! }
    union _Entity = Album
    directive @key(fields: String!) repeatable on OBJECT
    ${sdl.replace(/^extend schema.*$/m, '')}
    extend type Query {
      _service: _Service!
      _entities(representations: [_Any!]!): [_Entity]!
    }
  `,
  resolvers: {
    Query: {
      reviews: () => reviews,
      _service: () => ({ sdl }),
      _entities: (_: unknown, args: { representations: readonly Representation[] }) => args.representations,
    },
    Review: { album: ({ albumId }: Representation) => ({ albumId }) },
    Album: { reviews: ({ albumId }: Representation) => reviews.filter((review) => review.albumId === albumId) },
    _Entity: { __resolveType: ({ __typename }: Representation) => __typename },
  },
});

export const reviewsSubgraph = createYoga({ schema, logging: false });
