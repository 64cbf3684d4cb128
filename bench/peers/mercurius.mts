/** Mercurius with loaders and JIT, as its documentation advises. The loaders' cache is off: it would serialise every parent. */
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { byKey, childrenOf, countByPrice, list, listByPrice, tagsOf, type Children, type Row } from './shop-rows.mts';
import { typeDefs, type ConnectionArguments, type ListArguments } from './shop-schema.mts';

interface Query {
  readonly obj: Row;
  readonly params: { readonly limit?: number };
}

const listOf = (table: string) => (_: unknown, args: ListArguments) => list(table, args);
const ids = (queries: readonly Query[]): number[] => queries.map(({ obj }) => obj.id);
const uncached = <Result,>(loader: (queries: readonly Query[]) => Promise<Result>) => ({
  loader,
  opts: { cache: false },
});

/** Equal keys are bound once. */
const one = (table: string, column: string, key = 'id') =>
  uncached(async (queries) => {
    const keys = [...new Set(queries.map(({ obj }) => obj[column]))];
    const found = new Map((await byKey(table, key, keys)).map((row, index) => [keys[index], row]));
    return queries.map(({ obj }) => found.get(obj[column]));
  });

const many = (children: (limit: number | null) => Children) =>
  uncached((queries) => childrenOf(ids(queries), children(queries[0]!.params.limit ?? null)));

const app = Fastify({ logger: false });
app.register(mercurius, {
  schema: typeDefs,
  jit: 1,
  graphiql: false,
  resolvers: {
    Query: {
      customer: async (_: unknown, { id }: { id: number }) => (await byKey('customers', 'id', [id]))[0],
      customers: listOf('customers'),
      categories: listOf('categories'),
      orders: listOf('orders'),
      products: listOf('products'),
      reviews: listOf('reviews'),
      productsConnection: (_: unknown, args: ConnectionArguments) => args,
    },
    ProductConnection: { totalCount: countByPrice, nodes: listByPrice },
  },
  loaders: {
    Customer: {
      profile: one('profiles', 'id', 'customer_id'),
      orders: many((limit) => {
        const order = limit === null ? 'id' : 'placed_at desc, id';
        return { table: 'orders', key: 'customer_id', order, limit };
      }),
    },
    Order: {
      customer: one('customers', 'customer_id'),
      orderItems: many(() => ({ table: 'order_items', key: 'order_id', order: 'id', limit: null })),
    },
    OrderItem: { product: one('products', 'product_id') },
    Product: {
      category: one('categories', 'category_id'),
      reviews: many((limit) => ({ table: 'reviews', key: 'product_id', order: 'id', limit })),
      tags: uncached((queries) => tagsOf(ids(queries))),
    },
    Review: { customer: one('customers', 'customer_id'), product: one('products', 'product_id') },
    Category: { products: many((limit) => ({ table: 'products', key: 'category_id', order: 'id', limit })) },
  },
});
const address = await app.listen({ port: 0, host: '127.0.0.1' });
console.log(`${address}/graphql`);
