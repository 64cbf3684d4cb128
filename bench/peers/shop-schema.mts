/** The part of the API that the ten operations use, for the peers whose schema a person writes. */
export const typeDefs = /* GraphQL */ `
  scalar BigInt
  scalar DateTime
  scalar Decimal
  scalar UUID
  enum OrderStatus {
    NEW
    PAID
    IN_TRANSIT
    DELIVERED
  }
  enum OrderDirection {
    ASC
    DESC
  }
  input IntFilter {
    gte: Int!
  }
  input DecimalFilter {
    gte: Decimal!
    lt: Decimal!
  }
  input RowFilter {
    id: IntFilter!
  }
  input ProductFilter {
    id: IntFilter
    price: DecimalFilter
  }
  input OrderOrder {
    placedAt: OrderDirection
  }
  input ProductOrder {
    price: OrderDirection
  }

  type Query {
    customer(id: Int!): Customer
    customers(where: RowFilter!, limit: Int!): [Customer!]!
    categories(where: RowFilter!, limit: Int!): [Category!]!
    orders(where: RowFilter!, limit: Int!): [Order!]!
    products(where: ProductFilter!, limit: Int!): [Product!]!
    productsConnection(where: ProductFilter!, orderBy: [ProductOrder!]!, first: Int!): ProductConnection!
    reviews(where: RowFilter!, limit: Int!): [Review!]!
  }
  type Customer {
    id: Int!
    name: String!
    email: String!
    city: String
    balance: Decimal!
    orders(orderBy: [OrderOrder!], limit: Int): [Order!]!
    profile: Profile
  }
  type Profile {
    id: Int!
    bio: String!
  }
  type Order {
    id: Int!
    status: OrderStatus!
    total: Decimal!
    placedAt: DateTime!
    note: String!
    reference: UUID!
    weight: Float!
    points: BigInt!
    customer: Customer!
    orderItems: [OrderItem!]!
  }
  type OrderItem {
    id: Int!
    quantity: Int!
    product: Product!
  }
  type Product {
    id: Int!
    sku: UUID!
    name: String!
    summary: String!
    description: String!
    material: String!
    care: String!
    origin: String!
    price: Decimal!
    stock: BigInt!
    category: Category!
    reviews(limit: Int!): [Review!]!
    tags: [Tag!]!
  }
  type ProductConnection {
    totalCount: Int!
    nodes: [Product!]!
  }
  type Tag {
    id: Int!
    name: String!
  }
  type Review {
    id: Int!
    rating: Int!
    body: String!
    customer: Customer!
    product: Product!
  }
  type Category {
    id: Int!
    name: String!
    products(limit: Int!): [Product!]!
  }
`;

export interface ListArguments {
  readonly where: { readonly id: { readonly gte: number } };
  readonly limit: number;
}

export interface ConnectionArguments {
  readonly where: { readonly price: { readonly gte: string; readonly lt: string } };
  readonly first: number;
}
