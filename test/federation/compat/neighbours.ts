/** The users and inventory subgraphs of Apollo's compatibility tests. */
import { type Running, startSubgraph } from '../support/subgraph.ts';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@requires", "@shareable", "@external"])';

export function startUsers(): Promise<Running> {
  const user = {
    __typename: 'User',
    email: 'support@apollographql.com',
    name: 'Jane Smith of users',
    totalProductsCreated: 4,
    yearsOfEmployment: 4,
  };
  const sdl = `${LINK}
type User @key(fields: "email") {
  email: ID!
  name: String
  totalProductsCreated: Int @shareable
  yearsOfEmployment: Int!
}
type Query { anyUser: User }`;
  return startSubgraph(sdl, { Query: { anyUser: () => user } }, ({ email }) => (email === user.email ? user : null));
}

export function startInventory(): Promise<Running> {
  const inventory = { __typename: 'OpenSourceInventory', id: 'apollo-oss' };
  const sdl = `${LINK}
extend type Product @key(fields: "id") {
  id: ID! @external
  dimensions: ProductDimension @external
  delivery(zip: String): DeliveryEstimates @requires(fields: "dimensions { size weight }")
}
type ProductDimension @shareable { size: String weight: Float }
type DeliveryEstimates { estimatedDelivery: String fastestDelivery: String }
interface Inventory @key(fields: "id") { id: ID! products: [Product!]! }
type OpenSourceInventory implements Inventory @key(fields: "id") { id: ID! products: [Product!]! }
type Query { inventory(id: ID!): Inventory }`;
  const resolvers = {
    Query: { inventory: (_: never, { id }: { id: string }) => (id === inventory.id ? inventory : null) },
    OpenSourceInventory: { products: () => [{ id: 'apollo-federation' }, { id: 'apollo-studio' }] },
    Product: {
      delivery: ({ dimensions }: { dimensions?: { size?: string } }) => ({
        estimatedDelivery: dimensions?.size ?? null,
      }),
    },
  };
  return startSubgraph(sdl, resolvers, (representation) => representation);
}
