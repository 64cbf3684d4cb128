/** Drizzle as its documentation writes lists and transactions, on bare node:http. */
import { and, eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { serve } from '../limits/serve.ts';
import { pool } from '../peers/pool.mts';
import type { WriteName } from './operations.ts';

const customers = pgTable('customers', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  name: text('name').notNull(),
});
const orders = pgTable('orders', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  customerId: integer('customer_id').notNull(),
  note: text('note').notNull(),
});
const lines = pgTable(
  'lines',
  {
    orderId: integer('order_id').notNull(),
    line: integer('line').notNull(),
    sku: text('sku').notNull(),
    quantity: integer('quantity').notNull(),
  },
  (table) => [primaryKey({ columns: [table.orderId, table.line] })],
);
const products = pgTable('products', {
  sku: text('sku').primaryKey(),
  name: text('name').notNull(),
  stock: integer('stock').notNull(),
});

const db = drizzle({ client: pool });

interface Line {
  readonly line: number;
  readonly sku: string;
  readonly quantity: number;
}
interface NewOrder {
  readonly customerId: number;
  readonly note: string;
  readonly lines: { readonly create: readonly Line[] };
}
interface Product {
  readonly sku: string;
  readonly name: string;
  readonly stock: number;
}
interface Change {
  readonly by: { readonly sku: string };
  readonly set: { readonly stock: number };
}

// oxlint-disable-next-line typescript/no-explicit-any -- The bench knows what it sends.
type Answerer = (variables: any) => Promise<unknown>;

const answerers: Readonly<Record<WriteName, Answerer>> = {
  create: ({ customerId, note }: { customerId: number; note: string }) =>
    db.transaction(async (tx) => {
      const [row] = await tx
        .insert(orders)
        .values({ customerId, note })
        .returning({ id: orders.id, note: orders.note });
      const [customer] = await tx.select({ name: customers.name }).from(customers).where(eq(customers.id, customerId));
      return { createOrder: { row: { ...row, customer } } };
    }),

  tree: ({ orders: given }: { orders: readonly NewOrder[] }) =>
    db.transaction(async (tx) => {
      const values = given.map(({ customerId, note }) => ({ customerId, note }));
      const rows = await tx.insert(orders).values(values).returning({ id: orders.id, note: orders.note });
      const below = given.flatMap((order, index) =>
        order.lines.create.map((line) => ({ ...line, orderId: rows[index]!.id })),
      );
      await tx.insert(lines).values(below);
      return { createOrders: { rows: rows.map((row, index) => ({ ...row, lines: given[index]!.lines.create })) } };
    }),

  async upsert({ products: given }: { products: readonly Product[] }) {
    const rows = await db
      .insert(products)
      .values([...given])
      .onConflictDoUpdate({
        target: products.sku,
        set: { name: sql`excluded.name`, stock: sql`excluded.stock` },
      })
      .returning({ sku: products.sku, stock: products.stock });
    return { upsertProducts: { rows } };
  },

  // Its documentation has no update of many rows with a value each but one statement for each, in a transaction.
  update: ({ items }: { items: readonly Change[] }) =>
    db.transaction(async (tx) => {
      const rows = [];
      for (const { by, set } of items) {
        const [row] = await tx
          .update(products)
          .set(set)
          .where(and(eq(products.sku, by.sku)))
          .returning();
        rows.push(row);
      }
      return { updateProductsEach: { rows } };
    }),

  async deleteWhere({ note }: { note: string }) {
    const rows = await db.delete(orders).where(eq(orders.note, note)).returning({ id: orders.id });
    return { deleteOrders: { affectedRows: rows.length, rows } };
  },
};

serve(async (body) => {
  const { operationName, variables } = JSON.parse(body) as { operationName: WriteName; variables: unknown };
  return JSON.stringify({ data: await answerers[operationName](variables) });
});
