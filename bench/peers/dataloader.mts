/** Yoga with hand-written resolvers and DataLoaders: a loader per relation and request. */
import DataLoader from 'dataloader';
import { createSchema } from 'graphql-yoga';
import { serveYoga } from './serve-yoga.mts';
import { byKey, childrenOf, countByPrice, list, listByPrice, tagsOf, type Children, type Row } from './shop-rows.mts';
import { typeDefs, type ConnectionArguments, type ListArguments } from './shop-schema.mts';

class Loaders {
  readonly tags = new DataLoader(tagsOf);
  readonly #one = new Map<string, DataLoader<unknown, Row | null>>();
  readonly #many = new Map<string, DataLoader<number, Row[]>>();

  one(table: string, key = 'id'): DataLoader<unknown, Row | null> {
    return cached(
      this.#one,
      `${table} ${key}`,
      () => new DataLoader((keys: readonly unknown[]) => byKey(table, key, keys)),
    );
  }

  many(children: Children): DataLoader<number, Row[]> {
    const { table, order, limit } = children;
    const batch = (parents: readonly number[]): Promise<Row[][]> => childrenOf(parents, children);
    return cached(this.#many, `${table} ${order} ${limit}`, () => new DataLoader(batch));
  }
}

function cached<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

interface Context {
  readonly loaders: Loaders;
}

interface Limit {
  readonly limit?: number;
}

const listOf = (table: string) => (_: unknown, args: ListArguments) => list(table, args);
const one =
  (table: string, column: string) =>
  (row: Row, _: unknown, { loaders }: Context) =>
    loaders.one(table).load(row[column]);

serveYoga({
  context: (): Context => ({ loaders: new Loaders() }),
  schema: createSchema<Context>({
    typeDefs,
    resolvers: {
      Query: {
        customer: (_, { id }: { id: number }, { loaders }) => loaders.one('customers').load(id),
        customers: listOf('customers'),
        categories: listOf('categories'),
        orders: listOf('orders'),
        products: listOf('products'),
        reviews: listOf('reviews'),
        productsConnection: (_, args: ConnectionArguments) => args,
      },
      ProductConnection: { totalCount: countByPrice, nodes: listByPrice },
      Customer: {
        profile: ({ id }: Row, _: unknown, { loaders }) => loaders.one('profiles', 'customer_id').load(id),
        orders: ({ id }: Row, { limit }: Limit, { loaders }) => {
          const order = limit === undefined ? 'id' : 'placed_at desc, id';
          return loaders.many({ table: 'orders', key: 'customer_id', order, limit: limit ?? null }).load(id);
        },
      },
      Order: {
        customer: one('customers', 'customer_id'),
        orderItems: ({ id }: Row, _: unknown, { loaders }) =>
          loaders.many({ table: 'order_items', key: 'order_id', order: 'id', limit: null }).load(id),
      },
      OrderItem: { product: one('products', 'product_id') },
      Product: {
        category: one('categories', 'category_id'),
        reviews: ({ id }: Row, { limit = 10 }: Limit, { loaders }) =>
          loaders.many({ table: 'reviews', key: 'product_id', order: 'id', limit }).load(id),
        tags: ({ id }: Row, _: unknown, { loaders }) => loaders.tags.load(id),
      },
      Review: { customer: one('customers', 'customer_id'), product: one('products', 'product_id') },
      Category: {
        products: ({ id }: Row, { limit = 10 }: Limit, { loaders }) =>
          loaders.many({ table: 'products', key: 'category_id', order: 'id', limit }).load(id),
      },
    },
  }),
});
