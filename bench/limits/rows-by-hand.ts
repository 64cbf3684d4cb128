/** LIMIT B: the fewest and smallest statements that a person would write per operation, with strings built by hand. */
import type { Variables } from '../operations.ts';
import { type Row, rows } from './database.ts';
import { serveBare } from './serve.ts';

const json = JSON.stringify;
const list = (items: readonly Row[] | undefined, write: (row: Row) => string): string =>
  items === undefined ? '[]' : `[${items.map(write).join(',')}]`;
/** PostgreSQL writes `2022-01-01 12:00:00+00`. */
const time = (text: string): string => `"${text.replace(' ', 'T')}:00"`;
const column = (table: readonly Row[], index: number): string[] => table.map((row) => row[index]!);
/** Groups rows by their first column. */
const grouped = (table: readonly Row[]): Map<string, Row[]> => {
  const groups = new Map<string, Row[]>();
  for (const row of table) {
    const group = groups.get(row[0]!);
    if (group) group.push(row);
    else groups.set(row[0]!, [row]);
  }
  return groups;
};
const profileOf = (id: string | null | undefined, bio: string | undefined): string =>
  id === null ? 'null' : `{"bio":${json(bio)}}`;

serveBare({
  async q1({ id }) {
    const [customer] = await rows('q1', 'select id, name, email, city, balance from customers where id = $1', [id]);
    if (!customer) return '{"customer":null}';
    const [key, name, email, city, balance] = customer;
    return `{"customer":{"id":${key},"name":${json(name)},"email":${json(email)},"city":${json(city)},"balance":"${balance}"}}`;
  },

  async q2({ from }) {
    const sql = 'select id, sku, name, summary, price, stock from products where id >= $1 order by id limit 100';
    const write = ([id, sku, name, summary, price, stock]: Row): string =>
      `{"id":${id},"sku":"${sku}","name":${json(name)},"summary":${json(summary)},"price":"${price}","stock":"${stock}"}`;
    return `{"products":${list(await rows('q2', sql, [from]), write)}}`;
  },

  async q3({ from }) {
    const sql = `select o.id, o.total, o.placed_at, c.name, c.city, p.id, p.bio
      from (select * from orders where id >= $1 order by id limit 50) o
      join customers c on c.id = o.customer_id left join profiles p on p.customer_id = c.id order by o.id`;
    const write = ([id, total, placedAt, name, city, profile, bio]: Row): string =>
      `{"id":${id},"total":"${total}","placedAt":${time(placedAt!)},"customer":{"name":${json(name)},"city":${json(city)},"profile":${profileOf(profile, bio)}}}`;
    return `{"orders":${list(await rows('q3', sql, [from]), write)}}`;
  },

  async q4({ from }) {
    const customers = await firstCustomers(from!, 20);
    const orderSql = 'select customer_id, id, total from orders where customer_id = any($1) order by id';
    const orders = await rows('q4-orders', orderSql, [column(customers, 0)]);
    const itemSql = `select i.order_id, i.quantity, p.name from order_items i join products p on p.id = i.product_id
      where i.order_id = any($1) order by i.id`;
    const items = grouped(await rows('q4-items', itemSql, [column(orders, 1)]));
    const ordersOf = grouped(orders);
    const writeItem = ([, quantity, name]: Row): string => `{"quantity":${quantity},"product":{"name":${json(name)}}}`;
    const writeOrder = ([, id, total]: Row): string =>
      `{"id":${id},"total":"${total}","orderItems":${list(items.get(id!), writeItem)}}`;
    const write = ([id, name]: Row): string => `{"name":${json(name)},"orders":${list(ordersOf.get(id!), writeOrder)}}`;
    return `{"customers":${list(customers, write)}}`;
  },

  async q5({ from }) {
    const customers = await firstCustomers(from!, 50);
    const sql = `select k.id, o.id, o.total, o.placed_at from unnest($1::int[]) k (id) cross join lateral
      (select * from orders where customer_id = k.id order by placed_at desc, id limit 3) o`;
    const ordersOf = grouped(await rows('q5-orders', sql, [column(customers, 0)]));
    const writeOrder = ([, id, total, placedAt]: Row): string =>
      `{"id":${id},"total":"${total}","placedAt":${time(placedAt!)}}`;
    const write = ([id, name]: Row): string => `{"name":${json(name)},"orders":${list(ordersOf.get(id!), writeOrder)}}`;
    return `{"customers":${list(customers, write)}}`;
  },

  async q6({ from }) {
    const products = await rows('q6', 'select id, name from products where id >= $1 order by id limit 20', [from]);
    const ids = [column(products, 0)];
    const reviewSql = `select k.id, r.rating, r.body from unnest($1::int[]) k (id) cross join lateral
      (select * from reviews where product_id = k.id order by id limit 10) r`;
    const tagSql = `select pt.product_id, t.name from product_tags pt join tags t on t.id = pt.tag_id
      where pt.product_id = any($1) order by t.id`;
    const [reviewsOf, tagsOf] = (
      await Promise.all([rows('q6-reviews', reviewSql, ids), rows('q6-tags', tagSql, ids)])
    ).map(grouped);
    const writeReview = ([, rating, body]: Row): string => `{"rating":${rating},"body":${json(body)}}`;
    const writeTag = ([, name]: Row): string => `{"name":${json(name)}}`;
    const write = ([id, name]: Row): string =>
      `{"name":${json(name)},"reviews":${list(reviewsOf!.get(id!), writeReview)},"tags":${list(tagsOf!.get(id!), writeTag)}}`;
    return `{"products":${list(products, write)}}`;
  },

  async q7({ from }) {
    const sql = 'select id, rating, product_id from reviews where id >= $1 order by id limit 1000';
    const reviews = await rows('q7', sql, [from]);
    const productSql = `select p.id, p.name, p.summary, p.description, p.material, p.care, p.origin, c.name
      from products p join categories c on c.id = p.category_id where p.id = any($1)`;
    const products = await rows('q7-products', productSql, [[...new Set(column(reviews, 2))]]);
    const writeProduct = ([, name, summary, description, material, care, origin, category]: Row): string =>
      `{"name":${json(name)},"summary":${json(summary)},"description":${json(description)},"material":${json(material)},"care":${json(care)},"origin":${json(origin)},"category":{"name":${json(category)}}}`;
    const written = new Map(products.map((product) => [product[0], writeProduct(product)]));
    const write = ([id, rating, product]: Row): string =>
      `{"id":${id},"rating":${rating},"product":${written.get(product)}}`;
    return `{"reviews":${list(reviews, write)}}`;
  },

  async q8({ from }) {
    const sql = 'select id, name from categories where id >= $1 order by id limit 5';
    const categories = await rows('q8', sql, [from]);
    const productSql = `select k.id, p.id, p.name from unnest($1::int[]) k (id) cross join lateral
      (select * from products where category_id = k.id order by id limit 10) p`;
    const products = await rows('q8-products', productSql, [column(categories, 0)]);
    const reviewSql = `select k.id, r.rating, c.name, f.id, f.bio from unnest($1::int[]) with ordinality k (id, place)
      cross join lateral (select * from reviews where product_id = k.id order by id limit 5) r
      join customers c on c.id = r.customer_id left join profiles f on f.customer_id = c.id order by k.place, r.id`;
    const reviewsOf = grouped(await rows('q8-reviews', reviewSql, [column(products, 1)]));
    const productsOf = grouped(products);
    const writeReview = ([, rating, name, profile, bio]: Row): string =>
      `{"rating":${rating},"customer":{"name":${json(name)},"profile":${profileOf(profile, bio)}}}`;
    const writeProduct = ([, id, name]: Row): string =>
      `{"name":${json(name)},"reviews":${list(reviewsOf.get(id!), writeReview)}}`;
    const write = ([id, name]: Row): string =>
      `{"name":${json(name)},"products":${list(productsOf.get(id!), writeProduct)}}`;
    return `{"categories":${list(categories, write)}}`;
  },

  async q9({ from }) {
    const sql = `select o.id, o.status, o.total, o.placed_at, o.note, o.reference, o.weight, o.points, c.name
      from (select * from orders where id >= $1 order by id limit 5000) o
      join customers c on c.id = o.customer_id order by o.id`;
    const write = ([id, status, total, placedAt, note, reference, weight, points, name]: Row): string =>
      `{"id":${id},"status":"${status}","total":"${total}","placedAt":${time(placedAt!)},"note":${json(note)},"reference":"${reference}","weight":${weight},"points":"${points}","customer":{"name":${json(name)}}}`;
    return `{"orders":${list(await rows('q9', sql, [from]), write)}}`;
  },

  async q10({ low, high }) {
    const inRange = 'from products where price >= $1 and price < $2';
    const [counted, products] = await Promise.all([
      rows('q10-count', `select count(*) ${inRange}`, [low, high]),
      rows('q10', `select id, name, price ${inRange} order by price, id limit 20`, [low, high]),
    ]);
    const write = ([id, name, price]: Row): string => `{"id":${id},"name":${json(name)},"price":"${price}"}`;
    return `{"productsConnection":{"totalCount":${counted![0]![0]},"nodes":${list(products, write)}}}`;
  },

  async q11({ from }) {
    const sql = 'select id, product_id from questions where id >= $1 order by id limit 1000';
    const questions = await rows('q11', sql, [from]);
    const productSql = `select id, name, summary, description, material, care, origin from products where id = any($1)`;
    const products = await rows('q11-products', productSql, [[...new Set(column(questions, 1))]]);
    const writeProduct = ([, name, summary, description, material, care, origin]: Row): string =>
      `{"name":${json(name)},"summary":${json(summary)},"description":${json(description)},"material":${json(material)},"care":${json(care)},"origin":${json(origin)}}`;
    const written = new Map(products.map((product) => [product[0], writeProduct(product)]));
    return `{"questions":${list(questions, ([id, product]: Row) => `{"id":${id},"product":${written.get(product)}}`)}}`;
  },
});

function firstCustomers(from: NonNullable<Variables[string]>, limit: number): Promise<Row[]> {
  return rows(`customers-${limit}`, `select id, name from customers where id >= $1 order by id limit ${limit}`, [from]);
}
