/** LIMIT: the fewest statements that a person would write for each mutation, on bare node:http. */
import pg from 'pg';
import { serve } from '../limits/serve.ts';
import type { WriteName, WriteVariables } from './operations.ts';

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10, idleTimeoutMillis: 60_000 });

interface NewOrder {
  readonly customerId: number;
  readonly note: string;
  readonly lines: { readonly create: readonly Line[] };
}
interface Line {
  readonly line: number;
  readonly sku: string;
  readonly quantity: number;
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

type Answerer = (variables: WriteVariables) => Promise<unknown>;

const answerers: Readonly<Record<WriteName, Answerer>> = {
  async create({ customerId, note }) {
    const { rows } = await pool.query({
      name: 'create',
      text: `with o as (insert into orders (customer_id, note) values ($1, $2) returning id, note, customer_id)
        select o.id, o.note, c.name from o join customers c on c.id = o.customer_id`,
      values: [customerId, note],
    });
    const [{ id, note: written, name }] = rows;
    return { createOrder: { row: { id, note: written, customer: { name } } } };
  },

  async tree({ orders }) {
    const given = orders as readonly NewOrder[];
    const client = await pool.connect();
    try {
      await client.query('begin');
      const { rows } = await client.query({
        name: 'tree-orders',
        text: `insert into orders (customer_id, note)
          select c, n from unnest($1::int[], $2::text[]) with ordinality as k(c, n, ord) order by ord returning id`,
        values: [given.map(({ customerId }) => customerId), given.map(({ note }) => note)],
      });
      const lines = given.flatMap((order, index) =>
        order.lines.create.map((line) => ({ ...line, orderId: rows[index].id as number })),
      );
      await client.query({
        name: 'tree-lines',
        text: `insert into lines (order_id, line, sku, quantity)
          select * from unnest($1::int[], $2::int[], $3::text[], $4::int[])`,
        values: [
          lines.map(({ orderId }) => orderId),
          lines.map(({ line }) => line),
          lines.map(({ sku }) => sku),
          lines.map(({ quantity }) => quantity),
        ],
      });
      await client.query('commit');
      const written = given.map(({ note, lines: { create } }, index) => ({ id: rows[index].id, note, lines: create }));
      return { createOrders: { rows: written } };
    } finally {
      client.release();
    }
  },

  async upsert({ products }) {
    const given = products as readonly Product[];
    const { rows } = await pool.query({
      name: 'upsert',
      text: `insert into products (sku, name, stock) select * from unnest($1::text[], $2::text[], $3::int[])
        on conflict (sku) do update set name = excluded.name, stock = excluded.stock returning sku, stock`,
      values: [given.map(({ sku }) => sku), given.map(({ name }) => name), given.map(({ stock }) => stock)],
    });
    return { upsertProducts: { rows } };
  },

  async update({ items }) {
    const given = items as readonly Change[];
    const { rows } = await pool.query({
      name: 'update',
      text: `update products p set stock = k.s from unnest($1::text[], $2::int[]) with ordinality as k(c, s, ord)
        where p.sku = k.c returning p.sku, p.name, p.stock`,
      values: [given.map(({ by }) => by.sku), given.map(({ set }) => set.stock)],
    });
    return { updateProductsEach: { rows } };
  },

  async deleteWhere({ note }) {
    const { rows } = await pool.query({
      name: 'delete',
      text: 'delete from orders where note = $1 returning id',
      values: [note],
    });
    return { deleteOrders: { affectedRows: rows.length, rows } };
  },
};

serve(async (body) => {
  const { operationName, variables } = JSON.parse(body) as { operationName: WriteName; variables: WriteVariables };
  return JSON.stringify({ data: await answerers[operationName](variables) });
});
