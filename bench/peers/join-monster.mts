/**
 * The library join-monster behind Yoga. To-one relations are joined, collections are batched, and limited ones use its
 * LATERAL joins.
 */
import { GraphQLObjectType, type GraphQLResolveInfo, buildSchema } from 'graphql';
import joinMonsterModule from 'join-monster';
import { pool } from './pool.mts';
import { serveYoga } from './serve-yoga.mts';
import { typeDefs, type ConnectionArguments, type ListArguments } from './shop-schema.mts';

// The module is CommonJS with a default export of its own.
const joinMonster = joinMonsterModule.default ?? joinMonsterModule;
const schema = buildSchema(typeDefs);

interface TypeMapping {
  readonly table: string;
  readonly fields?: Readonly<Record<string, object>>;
}

const by = (id: string) => (parent: string, child: string) => `${parent}.${id} = ${child}.id`;
/** The field is joined to its parent, with one row per parent. */
const one = (column: string) => ({ sqlJoin: by(column) });
/** The field has a statement of its own for all parents. */
const batch = (column: string) => ({ orderBy: 'id', sqlBatch: { thisKey: column, parentKey: 'id' } });
/** The field has the first rows of each parent. */
const limited = (column: string, orderBy: unknown = 'id') => ({
  orderBy,
  limit: ({ limit }: { limit?: number }) => limit,
  sqlJoin: (parent: string, child: string) => `${parent}.id = ${child}.${column}`,
});

const LATEST_FIRST = [
  { column: 'placed_at', direction: 'DESC' },
  { column: 'id', direction: 'ASC' },
];

const MAPPING: Readonly<Record<string, TypeMapping>> = {
  Customer: {
    table: 'customers',
    fields: {
      profile: { sqlJoin: (parent: string, child: string) => `${parent}.id = ${child}.customer_id` },
      orders: limited('customer_id', ({ limit }: { limit?: number }) => (limit === undefined ? 'id' : LATEST_FIRST)),
    },
  },
  Profile: { table: 'profiles' },
  Order: {
    table: 'orders',
    fields: { placedAt: { sqlColumn: 'placed_at' }, customer: one('customer_id'), orderItems: batch('order_id') },
  },
  OrderItem: { table: 'order_items', fields: { product: one('product_id') } },
  Product: {
    table: 'products',
    fields: {
      category: one('category_id'),
      reviews: limited('product_id'),
      tags: {
        orderBy: 'id',
        junction: {
          sqlTable: 'product_tags',
          uniqueKey: ['product_id', 'tag_id'],
          sqlBatch: {
            thisKey: 'product_id',
            parentKey: 'id',
            sqlJoin: (junction: string, tag: string) => `${junction}.tag_id = ${tag}.id`,
          },
        },
      },
    },
  },
  Tag: { table: 'tags' },
  Review: { table: 'reviews', fields: { customer: one('customer_id'), product: one('product_id') } },
  Category: { table: 'categories', fields: { products: limited('category_id') } },
};

for (const [name, { table, fields = {} }] of Object.entries(MAPPING)) {
  const type = objectType(name);
  type.extensions = { joinMonster: { sqlTable: table, uniqueKey: 'id' } };
  for (const [field, mapping] of Object.entries(fields)) type.getFields()[field]!.extensions = { joinMonster: mapping };
}

const load = (context: unknown, info: GraphQLResolveInfo): Promise<unknown> =>
  joinMonster(info, context, (sql: string) => pool.query(sql), { dialect: 'pg' });
const resolve = (_: unknown, __: unknown, context: unknown, info: GraphQLResolveInfo) => load(context, info);

const { customer, productsConnection, ...lists } = objectType('Query').getFields();
Object.assign(customer!, {
  resolve,
  extensions: { joinMonster: { where: (table: string, { id }: { id: number }) => `${table}.id = ${id}` } },
});
for (const list of Object.values(lists)) {
  Object.assign(list, {
    resolve,
    extensions: {
      joinMonster: {
        orderBy: 'id',
        limit: ({ limit }: ListArguments) => limit,
        where: (table: string, { where }: ListArguments) => `${table}.id >= ${where.id.gte}`,
      },
    },
  });
}

/**
 * Its own pages are Relay's, but here a connection is a count and a list. The arguments reach the list as
 * join-monster's context.
 */
const inRange = (table: string, { where }: ConnectionArguments): string =>
  `${table}.price >= ${Number(where.price.gte)} and ${table}.price < ${Number(where.price.lt)}`;
productsConnection!.resolve = (_: unknown, args) => args;
const { totalCount, nodes } = objectType('ProductConnection').getFields();
totalCount!.resolve = async (args: ConnectionArguments) => {
  const sql = `select count(*)::int from products where ${inRange('products', args)}`;
  return (await pool.query<{ count: number }>(sql)).rows[0]!.count;
};
Object.assign(nodes!, {
  resolve: (args: ConnectionArguments, _: unknown, __: unknown, info: GraphQLResolveInfo) => load(args, info),
  extensions: {
    joinMonster: {
      orderBy: [
        { column: 'price', direction: 'ASC' },
        { column: 'id', direction: 'ASC' },
      ],
      limit: (_: unknown, { first }: ConnectionArguments) => first,
      where: (table: string, _: unknown, args: ConnectionArguments) => inRange(table, args),
    },
  },
});

function objectType(name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (type instanceof GraphQLObjectType) return type;
  throw new Error(`${name} is no object type.`);
}

serveYoga({ schema });
