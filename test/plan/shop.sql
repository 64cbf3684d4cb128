-- A shop with a bit of everything that plans differ by. Made from row numbers, so that its statistics are the same every time.
create type order_state as enum ('open', 'paid', 'failed');
create table cities (id int primary key, name text not null, country text not null, about text not null);
create table customers (
  id int primary key, city_id int references cities, referrer_id int references customers, name text not null, email text not null unique,
  status text not null, born date, tags text[] not null, profile jsonb
);
create table categories (id int primary key, parent_id int references categories, name text not null);
create table products (
  id int primary key, category_id int not null references categories, name text not null, price numeric(10, 2) not null, retired bool not null,
  sizes int4range, words tsvector, code text not null, about text not null
);
create table suppliers (id int primary key, name text not null, country text not null);
create table product_suppliers (
  product_id int references products, supplier_id int references suppliers, since date, primary key (product_id, supplier_id)
);
create table labels (id int primary key, name text not null);
-- A pair may occur twice.
create table product_labels (product_id int not null references products, label_id int not null references labels);
create table orders (
  id int primary key, customer_id int not null references customers, state order_state not null, created_at timestamptz not null, note text
);
create table items (
  order_id int references orders, line int, product_id int not null references products, quantity int not null, primary key (order_id, line)
);
create table shipments (id int primary key, order_id int, line int, shipped date, foreign key (order_id, line) references items);
create table reviews (
  id int primary key, product_id int not null references products, customer_id int references customers, stars int not null,
  written_at timestamptz not null
);
create table employees (
  id int primary key, kind text not null, boss_id int references employees, city_id int not null references cities, name text not null, rate int
);
create table engineers (id int primary key references employees, floor int not null);
create table remarks (id int primary key, about_kind text, about_id int, body text not null);
-- Neither has a key, and rows of the first are in the second as well.
create table visits (customer_id int not null references customers, seen_at timestamp not null, page text);
create table calls (minutes int) inherits (visits);
create view sales as select o.customer_id, o.created_at, i.quantity from orders o join items i on i.order_id = o.id;
-- This table is never analysed.
create table drafts (id int primary key, order_id int not null references orders, body text);

create function label(products) returns text language sql stable as $$ select $1.code || ' ' || $1.name $$;
create function found_products(word text) returns setof products language sql stable as $$ select * from products where name like '%' || word || '%' $$;
create function days_open(state order_state) returns int language sql stable as $$ select count(*)::int from orders o where o.state = $1 $$;

insert into cities select i, 'city ' || i, 'country ' || i % 10, repeat(md5(i::text), 20) from generate_series(1, 200) i;
-- A third of all customers live in one city; one status in a thousand is rare.
insert into customers
  select i, case when i % 7 = 0 then null when i % 3 = 0 then 1 else i % 200 + 1 end, case when i % 5 > 0 and i > 10 then i / 5 end,
    'customer ' || i, 'customer' || i || '@example.com',
    case when i % 1000 = 0 then 'banned' when i % 10 = 0 then 'dormant' else 'active' end,
    case when i % 4 > 0 then date '1950-01-01' + (i * 7919) % 20000 end,
    case when i % 50 = 0 then array['vip', 'press'] else array['all'] end,
    case when i % 2 = 0 then jsonb_build_object('shoe', i % 12 + 36, 'pets', jsonb_build_array('cat')) end
  from generate_series(1, 2000) i;
insert into categories select i, case when i > 4 then i / 4 end, 'category ' || i from generate_series(1, 100) i;
insert into products
  select i, i % 100 + 1, 'product ' || i, (i * 37 % 10000) / 7.0, i % 40 = 0, int4range(i % 30, i % 30 + 8),
    to_tsvector('simple', 'product ' || i), 'P' || i, repeat(md5(i::text), 20)
  from generate_series(1, 500) i;
insert into suppliers select i, 'supplier ' || i, 'country ' || i % 10 from generate_series(1, 50) i;
insert into product_suppliers select i % 500 + 1, i % 49 + 1, date '2020-01-01' + i % 1000 from generate_series(1, 1500) i on conflict do nothing;
insert into labels select i, 'label ' || i from generate_series(1, 20) i;
insert into product_labels select i % 500 + 1, i % 20 + 1 from generate_series(1, 1000) i;
-- Orders come in the order of time; half of them are of the first hundred customers.
insert into orders
  select i, case when i % 2 = 0 then i * 7919 % 100 + 1 else i * 7919 % 2000 + 1 end,
    (case when i % 200 = 0 then 'failed' when i % 20 = 0 then 'open' else 'paid' end)::order_state,
    timestamptz '2020-01-01 00:00Z' + interval '1 hour' * i, case when i % 5 = 0 then 'gift for ' || i end
  from generate_series(1, 10000) i;
insert into items select (i - 1) / 3 + 1, (i - 1) % 3 + 1, i * 7919 % 500 + 1, i % 5 + 1 from generate_series(1, 30000) i;
insert into shipments select i, case when i % 4 > 0 then i end, case when i % 4 > 0 then 1 end, date '2021-01-01' + i % 300 from generate_series(1, 2000) i;
-- Reviews of a product lie together.
insert into reviews
  select i, (i - 1) / 20 + 1, case when i % 3 > 0 then i * 7919 % 2000 + 1 end, i % 5 + 1, timestamptz '2023-01-01 00:00Z' + interval '1 minute' * i
  from generate_series(1, 10000) i;
insert into employees
  select i, (array['engineer', 'contractor', 'employee'])[i % 3 + 1], case when i > 1 then i / 3 + 1 end, i % 200 + 1, 'employee ' || i,
    case when i % 3 = 1 then i end
  from generate_series(1, 300) i;
insert into engineers select i, i % 5 from generate_series(3, 300, 3) i;
insert into remarks
  select i, (array['customer', 'product', 'employee'])[i % 3 + 1], i % 200 + 1, 'remark ' || i from generate_series(1, 1000) i;
insert into visits select i % 2000 + 1, timestamp '2024-01-01' + interval '1 minute' * i, 'page ' || i % 40 from generate_series(1, 3000) i;
insert into calls select i % 2000 + 1, timestamp '2024-01-01' + interval '1 hour' * i, null, i % 30 from generate_series(1, 500) i;

create index on customers (city_id);
create index on customers (born desc);
create index on customers using gin (tags);
create index on products (category_id);
create index on products (price) where not retired;
create index on orders (customer_id, created_at);
create index on orders (created_at);
create index on items (product_id);
create index on reviews (product_id);
create index on remarks (about_id);
create index on product_suppliers (supplier_id);
create statistics customer_parts (dependencies, ndistinct) on city_id, status from customers;
analyze cities, customers, categories, products, suppliers, product_suppliers, labels, product_labels, orders, items, shipments, reviews,
  employees, engineers, remarks, visits, calls;
