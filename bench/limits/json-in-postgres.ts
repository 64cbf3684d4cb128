/**
 * LIMIT A: one hand-written statement per operation builds the whole JSON in PostgreSQL, and the text is passed
 * through.
 */
import { OPERATION_NAMES, type OperationName, type Variables } from '../operations.ts';
import { rows } from './database.ts';
import { type Answerer, serveBare } from './serve.ts';

const STATEMENTS: Readonly<Record<OperationName, string>> = {
  q1: `select json_build_object('customer', (select json_build_object('id', id, 'name', name, 'email', email, 'city', city,
    'balance', balance::text) from customers where id = $1))`,
  q2: `select json_build_object('products', (select coalesce(json_agg(json_build_object('id', id, 'sku', sku, 'name', name,
    'summary', summary, 'price', price::text, 'stock', stock::text) order by id), '[]')
    from (select * from products where id >= $1 order by id limit 100) p))`,
  q3: `select json_build_object('orders', (select coalesce(json_agg(json_build_object('id', o.id, 'total', o.total::text,
    'placedAt', o.placed_at, 'customer', json_build_object('name', c.name, 'city', c.city,
    'profile', case when p.id is null then null else json_build_object('bio', p.bio) end)) order by o.id), '[]')
    from (select * from orders where id >= $1 order by id limit 50) o
    join customers c on c.id = o.customer_id left join profiles p on p.customer_id = c.id))`,
  q4: `select json_build_object('customers', (select coalesce(json_agg(json_build_object('name', c.name, 'orders', o.list)
    order by c.id), '[]') from (select * from customers where id >= $1 order by id limit 20) c
    cross join lateral (select coalesce(json_agg(json_build_object('id', o.id, 'total', o.total::text, 'orderItems', i.list)
      order by o.id), '[]') as list from orders o
      cross join lateral (select coalesce(json_agg(json_build_object('quantity', i.quantity,
        'product', json_build_object('name', p.name)) order by i.id), '[]') as list
        from order_items i join products p on p.id = i.product_id where i.order_id = o.id) i
      where o.customer_id = c.id) o))`,
  q5: `select json_build_object('customers', (select coalesce(json_agg(json_build_object('name', c.name, 'orders', o.list)
    order by c.id), '[]') from (select * from customers where id >= $1 order by id limit 50) c
    cross join lateral (select coalesce(json_agg(json_build_object('id', o.id, 'total', o.total::text,
      'placedAt', o.placed_at) order by o.placed_at desc, o.id), '[]') as list
      from (select * from orders where customer_id = c.id order by placed_at desc, id limit 3) o) o))`,
  q6: `select json_build_object('products', (select coalesce(json_agg(json_build_object('name', p.name, 'reviews', r.list,
    'tags', t.list) order by p.id), '[]') from (select * from products where id >= $1 order by id limit 20) p
    cross join lateral (select coalesce(json_agg(json_build_object('rating', r.rating, 'body', r.body) order by r.id), '[]')
      as list from (select * from reviews where product_id = p.id order by id limit 10) r) r
    cross join lateral (select coalesce(json_agg(json_build_object('name', t.name) order by t.id), '[]') as list
      from product_tags pt join tags t on t.id = pt.tag_id where pt.product_id = p.id) t))`,
  q7: `select json_build_object('reviews', (select coalesce(json_agg(json_build_object('id', r.id, 'rating', r.rating,
    'product', json_build_object('name', p.name, 'summary', p.summary, 'description', p.description,
    'material', p.material, 'care', p.care, 'origin', p.origin, 'category', json_build_object('name', c.name)))
    order by r.id), '[]') from (select * from reviews where id >= $1 order by id limit 1000) r
    join products p on p.id = r.product_id join categories c on c.id = p.category_id))`,
  q8: `select json_build_object('categories', (select coalesce(json_agg(json_build_object('name', g.name,
    'products', p.list) order by g.id), '[]') from (select * from categories where id >= $1 order by id limit 5) g
    cross join lateral (select coalesce(json_agg(json_build_object('name', p.name, 'reviews', r.list) order by p.id), '[]')
      as list from (select * from products where category_id = g.id order by id limit 10) p
      cross join lateral (select coalesce(json_agg(json_build_object('rating', r.rating,
        'customer', json_build_object('name', c.name,
        'profile', case when f.id is null then null else json_build_object('bio', f.bio) end)) order by r.id), '[]') as list
        from (select * from reviews where product_id = p.id order by id limit 5) r
        join customers c on c.id = r.customer_id left join profiles f on f.customer_id = c.id) r) p))`,
  q9: `select json_build_object('orders', (select coalesce(json_agg(json_build_object('id', o.id, 'status', o.status,
    'total', o.total::text, 'placedAt', o.placed_at, 'note', o.note, 'reference', o.reference, 'weight', o.weight,
    'points', o.points::text, 'customer', json_build_object('name', c.name)) order by o.id), '[]')
    from (select * from orders where id >= $1 order by id limit 5000) o join customers c on c.id = o.customer_id))`,
  q10: `select json_build_object('productsConnection', json_build_object(
    'totalCount', (select count(*) from products where price >= $1 and price < $2),
    'nodes', (select coalesce(json_agg(json_build_object('id', id, 'name', name, 'price', price::text) order by price, id), '[]')
      from (select * from products where price >= $1 and price < $2 order by price, id limit 20) p)))`,
  q11: `select json_build_object('questions', (select coalesce(json_agg(json_build_object('id', q.id,
    'product', json_build_object('name', p.name, 'summary', p.summary, 'description', p.description,
    'material', p.material, 'care', p.care, 'origin', p.origin)) order by q.id), '[]')
    from (select * from questions where id >= $1 order by id limit 1000) q join products p on p.id = q.product_id))`,
};

const answererOf = (name: OperationName): Answerer => {
  return async (variables: Variables) => (await rows(name, STATEMENTS[name], Object.values(variables)))[0]![0]!;
};

serveBare(
  Object.fromEntries(OPERATION_NAMES.map((name) => [name, answererOf(name)])) as Record<OperationName, Answerer>,
);
