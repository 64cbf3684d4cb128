/** Pothos over Drizzle's relational queries, behind Yoga: Drizzle builds one statement per root field. */
import SchemaBuilder from '@pothos/core';
import DrizzlePlugin from '@pothos/plugin-drizzle';
import { drizzle } from 'drizzle-orm/node-postgres';
import { getTableConfig } from 'drizzle-orm/pg-core';
import { pool } from './pool.mts';
import { serveYoga } from './serve-yoga.mts';
import type { ConnectionArguments } from './shop-schema.mts';
import { products, relations } from './shop-tables.mts';
import { and, gte, lt } from 'drizzle-orm';

const db = drizzle({ client: pool, relations });

interface Types {
  DrizzleRelations: typeof relations;
  DefaultFieldNullability: false;
  Scalars: Record<'BigInt' | 'DateTime' | 'Decimal' | 'UUID', { Input: string; Output: string }>;
}

const builder = new SchemaBuilder<Types>({
  plugins: [DrizzlePlugin],
  drizzle: { client: db, getTableConfig, relations },
  defaultFieldNullability: false,
});

for (const name of ['BigInt', 'DateTime', 'Decimal', 'UUID'] as const) {
  builder.scalarType(name, { serialize: (value) => value, parseValue: String });
}
const OrderStatus = builder.enumType('OrderStatus', { values: ['NEW', 'PAID', 'IN_TRANSIT', 'DELIVERED'] });
const Direction = builder.enumType('OrderDirection', { values: ['ASC', 'DESC'] });
const IntFilter = builder.inputType('IntFilter', { fields: (t) => ({ gte: t.int({ required: true }) }) });
const DecimalFilter = builder.inputType('DecimalFilter', {
  fields: (t) => ({
    gte: t.field({ type: 'Decimal', required: true }),
    lt: t.field({ type: 'Decimal', required: true }),
  }),
});
const RowFilter = builder.inputType('RowFilter', {
  fields: (t) => ({ id: t.field({ type: IntFilter, required: true }) }),
});
const ProductFilter = builder.inputType('ProductFilter', {
  fields: (t) => ({ id: t.field({ type: IntFilter }), price: t.field({ type: DecimalFilter }) }),
});
const OrderOrder = builder.inputType('OrderOrder', { fields: (t) => ({ placedAt: t.field({ type: Direction }) }) });
const ProductOrder = builder.inputType('ProductOrder', { fields: (t) => ({ price: t.field({ type: Direction }) }) });

builder.drizzleObject('profiles', { name: 'Profile', select: {}, fields: (t) => ({ bio: t.exposeString('bio') }) });
builder.drizzleObject('tags', {
  name: 'Tag',
  select: {},
  fields: (t) => ({ id: t.exposeInt('id'), name: t.exposeString('name') }),
});
builder.drizzleObject('customers', {
  name: 'Customer',
  select: {},
  fields: (t) => ({
    id: t.exposeInt('id'),
    name: t.exposeString('name'),
    email: t.exposeString('email'),
    city: t.exposeString('city', { nullable: true }),
    balance: t.expose('balance', { type: 'Decimal' }),
    profile: t.relation('profile', { nullable: true }),
    orders: t.relation('orders', {
      args: { orderBy: t.arg({ type: [OrderOrder] }), limit: t.arg.int() },
      query: ({ orderBy, limit }) => ({
        orderBy: orderBy ? { placedAt: 'desc', id: 'asc' } : { id: 'asc' },
        ...(limit != null && { limit }),
      }),
    }),
  }),
});
builder.drizzleObject('orders', {
  name: 'Order',
  select: {},
  fields: (t) => ({
    id: t.exposeInt('id'),
    status: t.expose('status', { type: OrderStatus }),
    total: t.expose('total', { type: 'Decimal' }),
    placedAt: t.expose('placedAt', { type: 'DateTime' }),
    note: t.exposeString('note'),
    reference: t.expose('reference', { type: 'UUID' }),
    weight: t.exposeFloat('weight'),
    points: t.expose('points', { type: 'BigInt' }),
    customer: t.relation('customer'),
    orderItems: t.relation('orderItems', { query: { orderBy: { id: 'asc' } } }),
  }),
});
builder.drizzleObject('orderItems', {
  name: 'OrderItem',
  select: {},
  fields: (t) => ({ quantity: t.exposeInt('quantity'), product: t.relation('product') }),
});
builder.drizzleObject('products', {
  name: 'Product',
  select: {},
  fields: (t) => ({
    id: t.exposeInt('id'),
    sku: t.expose('sku', { type: 'UUID' }),
    name: t.exposeString('name'),
    summary: t.exposeString('summary'),
    description: t.exposeString('description'),
    material: t.exposeString('material'),
    care: t.exposeString('care'),
    origin: t.exposeString('origin'),
    price: t.expose('price', { type: 'Decimal' }),
    stock: t.expose('stock', { type: 'BigInt' }),
    category: t.relation('category'),
    reviews: t.relation('reviews', {
      args: { limit: t.arg.int({ required: true }) },
      query: ({ limit }) => ({ limit, orderBy: { id: 'asc' } }),
    }),
    tags: t.relation('tags', { query: { orderBy: { id: 'asc' } } }),
  }),
});
builder.drizzleObject('categories', {
  name: 'Category',
  select: {},
  fields: (t) => ({
    name: t.exposeString('name'),
    products: t.relation('products', {
      args: { limit: t.arg.int({ required: true }) },
      query: ({ limit }) => ({ limit, orderBy: { id: 'asc' } }),
    }),
  }),
});
builder.drizzleObject('reviews', {
  name: 'Review',
  select: {},
  fields: (t) => ({
    id: t.exposeInt('id'),
    rating: t.exposeInt('rating'),
    body: t.exposeString('body'),
    product: t.relation('product'),
    customer: t.relation('customer'),
  }),
});

const ProductConnection = builder.objectRef<ConnectionArguments>('ProductConnection').implement({
  fields: (t) => ({
    totalCount: t.int({
      resolve: ({ where: { price } }) =>
        db.$count(products, and(gte(products.price, price.gte), lt(products.price, price.lt))),
    }),
    nodes: t.drizzleField({
      type: ['products'],
      resolve: (query, { where, first }) =>
        db.query.products.findMany(query({ where, orderBy: { price: 'asc', id: 'asc' }, limit: first })),
    }),
  }),
});

builder.queryType({
  fields: (t) => {
    const list = { where: t.arg({ type: RowFilter, required: true }), limit: t.arg.int({ required: true }) };
    return {
      customer: t.drizzleField({
        type: 'customers',
        nullable: true,
        args: { id: t.arg.int({ required: true }) },
        resolve: (query, _, { id }) => db.query.customers.findFirst(query({ where: { id } })),
      }),
      customers: t.drizzleField({
        type: ['customers'],
        args: list,
        resolve: (query, _, args) => db.query.customers.findMany(query({ ...args, orderBy: { id: 'asc' } })),
      }),
      categories: t.drizzleField({
        type: ['categories'],
        args: list,
        resolve: (query, _, args) => db.query.categories.findMany(query({ ...args, orderBy: { id: 'asc' } })),
      }),
      orders: t.drizzleField({
        type: ['orders'],
        args: list,
        resolve: (query, _, args) => db.query.orders.findMany(query({ ...args, orderBy: { id: 'asc' } })),
      }),
      products: t.drizzleField({
        type: ['products'],
        args: list,
        resolve: (query, _, args) => db.query.products.findMany(query({ ...args, orderBy: { id: 'asc' } })),
      }),
      reviews: t.drizzleField({
        type: ['reviews'],
        args: list,
        resolve: (query, _, args) => db.query.reviews.findMany(query({ ...args, orderBy: { id: 'asc' } })),
      }),
      productsConnection: t.field({
        type: ProductConnection,
        args: {
          where: t.arg({ type: ProductFilter, required: true }),
          orderBy: t.arg({ type: [ProductOrder], required: true }),
          first: t.arg.int({ required: true }),
        },
        resolve: (_, { where, first }) => ({ where: { price: where.price! }, first }),
      }),
    };
  },
});

serveYoga({ schema: builder.toSchema() });
