/**
 * The shop's tables and relations as Drizzle declares them. Decimals, bigints and times are text, as they are in the
 * API.
 */
import { defineRelations } from 'drizzle-orm';
import {
  customType,
  doublePrecision,
  integer,
  numeric,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';

const bigintText = customType<{ data: string; driverData: string }>({ dataType: () => 'bigint' });
const id = () => integer('id').primaryKey();
const reference = (name: string) => integer(name).notNull();

export const customers = pgTable('customers', {
  id: id(),
  name: text('name').notNull(),
  email: text('email').notNull(),
  city: text('city'),
  balance: numeric('balance').notNull(),
});
export const profiles = pgTable('profiles', {
  id: id(),
  customerId: reference('customer_id'),
  bio: text('bio').notNull(),
});
export const categories = pgTable('categories', { id: id(), name: text('name').notNull() });
export const products = pgTable('products', {
  id: id(),
  categoryId: reference('category_id'),
  sku: uuid('sku').notNull(),
  name: text('name').notNull(),
  summary: text('summary').notNull(),
  description: text('description').notNull(),
  material: text('material').notNull(),
  care: text('care').notNull(),
  origin: text('origin').notNull(),
  price: numeric('price').notNull(),
  stock: bigintText('stock').notNull(),
});
export const tags = pgTable('tags', { id: id(), name: text('name').notNull() });
export const productTags = pgTable(
  'product_tags',
  { productId: reference('product_id'), tagId: reference('tag_id') },
  (table) => [primaryKey({ columns: [table.productId, table.tagId] })],
);
export const orders = pgTable('orders', {
  id: id(),
  customerId: reference('customer_id'),
  status: text('status', { enum: ['NEW', 'PAID', 'IN_TRANSIT', 'DELIVERED'] }).notNull(),
  total: numeric('total').notNull(),
  placedAt: timestamp('placed_at', { withTimezone: true, mode: 'string' }).notNull(),
  note: text('note').notNull(),
  reference: uuid('reference').notNull(),
  weight: doublePrecision('weight').notNull(),
  points: bigintText('points').notNull(),
});
export const orderItems = pgTable('order_items', {
  id: id(),
  orderId: reference('order_id'),
  productId: reference('product_id'),
  quantity: integer('quantity').notNull(),
});
export const reviews = pgTable('reviews', {
  id: id(),
  productId: reference('product_id'),
  customerId: reference('customer_id'),
  rating: integer('rating').notNull(),
  body: text('body').notNull(),
});

const tables = { customers, profiles, categories, products, tags, productTags, orders, orderItems, reviews };

export const relations = defineRelations(tables, (r) => ({
  customers: {
    profile: r.one.profiles({ from: r.customers.id, to: r.profiles.customerId }),
    orders: r.many.orders({ from: r.customers.id, to: r.orders.customerId }),
  },
  orders: {
    customer: r.one.customers({ from: r.orders.customerId, to: r.customers.id, optional: false }),
    orderItems: r.many.orderItems({ from: r.orders.id, to: r.orderItems.orderId }),
  },
  orderItems: { product: r.one.products({ from: r.orderItems.productId, to: r.products.id, optional: false }) },
  products: {
    category: r.one.categories({ from: r.products.categoryId, to: r.categories.id, optional: false }),
    reviews: r.many.reviews({ from: r.products.id, to: r.reviews.productId }),
    tags: r.many.tags({
      from: r.products.id.through(r.productTags.productId),
      to: r.tags.id.through(r.productTags.tagId),
    }),
  },
  categories: { products: r.many.products({ from: r.categories.id, to: r.products.categoryId }) },
  reviews: {
    product: r.one.products({ from: r.reviews.productId, to: r.products.id, optional: false }),
    customer: r.one.customers({ from: r.reviews.customerId, to: r.customers.id, optional: false }),
  },
}));
