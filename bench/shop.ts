/** The database of the bench: a shop made in PostgreSQL from row numbers, the same on every machine. */
import { createDatabase, query, type TestDatabase } from '../test/support/database.ts';

/** The rows per table at scale 1. */
const SIZES = {
  customers: 20_000,
  categories: 500,
  products: 5_000,
  tags: 200,
  product_tags: 15_000,
  orders: 200_000,
  order_items: 600_000,
  reviews: 100_000,
  questions: 100_000,
  employees: 2_000,
} as const;

export type ShopSizes = Readonly<Record<keyof typeof SIZES, number>>;

export function shopSizes(scale: number): ShopSizes {
  const scaled = Object.entries(SIZES).map(([table, rows]) => [table, Math.max(10, Math.round(rows * scale))]);
  return Object.fromEntries(scaled);
}

export async function createShop(scale: number): Promise<TestDatabase> {
  const sizes = shopSizes(scale);
  const tables = [customerTables, productTables, orderTables, otherTables].map((sql) => sql(sizes));
  const shop = await createDatabase([
    [texts, ...tables, 'drop table text_pool; drop function pick, some_text'].join(';'),
  ]);
  // VACUUM stands apart from the script, because it must run alone. It lets index-only scans trust the visibility map,
  // as in any settled database.
  await query(shop.url, 'vacuum analyze');
  return shop;
}

/**
 * Here `pick` spreads references evenly and at random, and `some_text` gives one of a thousand texts of 100 to 300
 * characters: words with an occasional quotation mark, line break or letter outside ASCII.
 */
const texts = `
create type order_status as enum ('NEW', 'PAID', 'IN_TRANSIT', 'DELIVERED');
create function pick(row_number bigint, seed bigint, among bigint) returns int language sql immutable as
  $$ select (1 + (hashint8extended(row_number, seed) & 9223372036854775807) % among)::int $$;
create unlogged table text_pool (id int primary key, body text not null);
insert into text_pool
  select i, left(string_agg(words[pick(i * 100 + word, 1, cardinality(words))], ' ' order by word), 99 + pick(i, 2, 201))
  from generate_series(1, 1000) i, generate_series(1, 60) word,
    (select regexp_split_to_array('a the and with of for from solid light hand made wooden linen cotton garden kitchen table chair
      lamp frame plant water summer winter colour size "large" café small round square 12 30 100 % best ever bought', '\\s+') as words) w
  group by i, words;
update text_pool set body = overlay(body placing E'.\\n' from 50 for 2) where id % 10 = 0;
create function some_text(row_number bigint, seed bigint) returns text language sql stable as
  $$ select body from text_pool where id = pick(row_number, seed, 1000) $$`;

const customerTables = ({ customers }: ShopSizes): string => `
create table customers (id int primary key, name text not null, email text not null unique, city text,
  balance numeric(12, 2) not null, created_at timestamptz not null);
insert into customers select i, 'Customer ' || i, 'customer' || i || '@example.org',
  case when i % 20 > 0 then 'City ' || pick(i, 10, 300) end, pick(i, 11, 100000) / 100.0,
  timestamptz '2020-01-01 00:00Z' + pick(i, 12, 60000000) * interval '1 second' from generate_series(1, ${customers}) i;
create table profiles (id int primary key, customer_id int not null unique references customers, bio text not null,
  preferences jsonb not null);
insert into profiles select i, i, some_text(i, 13), jsonb_build_object('theme', 'dark', 'number', i)
  from generate_series(1, ${customers}) i where i % 10 > 0;
create table addresses (id int primary key, customer_id int not null references customers, street text not null, city text not null,
  postcode text not null);
insert into addresses select i, pick(i, 14, ${customers}), 'Street ' || pick(i, 15, 900), 'City ' || pick(i, 16, 300),
  lpad(pick(i, 17, 99999)::text, 5, '0') from generate_series(1, ${customers} * 3 / 2) i;
create index on addresses (customer_id)`;

const productTables = ({ categories, products, tags, product_tags }: ShopSizes): string => `
create table categories (id int primary key, parent_id int references categories, name text not null);
insert into categories select i, case when i > 10 then pick(i, 20, i - 1) end, 'Category ' || i
  from generate_series(1, ${categories}) i;
create index on categories (parent_id);
create table products (id int primary key, category_id int not null references categories, sku uuid not null unique,
  name text not null, summary text not null, description text not null, material text not null, care text not null,
  origin text not null, price numeric(10, 2) not null, stock bigint not null, attributes jsonb not null,
  labels text[] not null, created_at timestamptz not null);
insert into products select i, pick(i, 21, ${categories}), md5(i::text)::uuid, 'Product ' || i, some_text(i, 22),
  some_text(i, 23), some_text(i, 24), some_text(i, 25), 'Country ' || pick(i, 26, 90), pick(i, 27, 50000) / 100.0,
  pick(i, 28, 1000), jsonb_build_object('weight', pick(i, 29, 5000), 'colour', 'green'),
  array['label ' || pick(i, 30, 20), 'label ' || pick(i, 31, 20)],
  timestamptz '2021-01-01 00:00Z' + i * interval '1 hour' from generate_series(1, ${products}) i;
create index on products (category_id);
create index on products (price, id);
create table tags (id int primary key, name text not null);
insert into tags select i, 'tag ' || i from generate_series(1, ${tags}) i;
create table product_tags (product_id int references products, tag_id int references tags, primary key (product_id, tag_id));
insert into product_tags select distinct pick(i, 32, ${products}), pick(i, 33, ${tags})
  from generate_series(1, ${product_tags}) i;
create index on product_tags (tag_id)`;

const orderTables = ({ customers, products, orders, order_items }: ShopSizes): string => `
create table orders (id int primary key, customer_id int not null references customers, status order_status not null,
  total numeric(12, 2) not null, placed_at timestamptz not null, note text not null, reference uuid not null,
  weight float8 not null, points bigint not null);
insert into orders select i, pick(i, 40, ${customers}), (enum_range(null::order_status))[pick(i, 41, 4)],
  pick(i, 42, 100000) / 100.0, timestamptz '2022-01-01 00:00Z' + pick(i, 43, 60000000) * interval '1 second',
  some_text(i, 44), md5(i::text)::uuid, pick(i, 45, 1000) / 8.0, pick(i, 46, 2000000000) * 1000::bigint
  from generate_series(1, ${orders}) i;
create index on orders (customer_id, placed_at);
create table order_items (id int primary key, order_id int not null references orders,
  product_id int not null references products, quantity int not null, price numeric(10, 2) not null);
insert into order_items select i, pick(i, 47, ${orders}), pick(i, 48, ${products}), pick(i, 49, 9),
  pick(i, 50, 10000) / 100.0 from generate_series(1, ${order_items}) i;
create index on order_items (order_id);
create index on order_items (product_id)`;

const otherTables = ({ customers, products, reviews, questions, employees }: ShopSizes): string => `
create table questions (id int primary key, product_id int not null references products, body text not null);
insert into questions select i, (i - 1::bigint) * ${products} / ${questions} + 1, some_text(i, 70) from generate_series(1, ${questions}) i;
create index on questions (product_id);
create table reviews (id int primary key, product_id int not null references products,
  customer_id int not null references customers, rating int not null, body text not null, created_at timestamptz not null);
insert into reviews select i, pick(i, 60, ${products}), pick(i, 61, ${customers}), pick(i, 62, 5), some_text(i, 63),
  timestamptz '2023-01-01 00:00Z' + pick(i, 64, 60000000) * interval '1 second' from generate_series(1, ${reviews}) i;
create index on reviews (product_id);
create index on reviews (customer_id);
create table employees (id int primary key, manager_id int references employees, name text not null, title text not null,
  salary numeric(10, 2) not null);
insert into employees select i, case when i > 1 then pick(i, 65, i - 1) end, 'Employee ' || i, 'Title ' || pick(i, 66, 40),
  3000 + pick(i, 67, 500000) / 100.0 from generate_series(1, ${employees}) i;
create index on employees (manager_id)`;
