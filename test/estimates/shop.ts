/**
 * A shop with data as in life: skewed, clustered, correlated. It is made from row numbers, so it is always the same.
 */
export const SHOP = `
  create table cities (id int primary key, name text not null, country text not null, zip text not null, about text not null);
  create table customers (id int primary key, city_id int not null references cities, status text not null, born date, tags text[] not null);
  create table products (id int primary key, name text not null, price numeric(10,2) not null, retired bool not null, about text not null);
  create table orders (id int primary key, customer_id int not null references customers, state text not null, created_at timestamptz not null, note text);
  create table items (id int primary key, order_id int not null references orders, product_id int not null references products, quantity int not null);
  create table reviews (id int primary key, product_id int not null references products, stars int not null, at timestamptz not null);
  -- A country has its own names and zips of cities.
  insert into cities select i, 'city ' || i % 200, 'country ' || (i % 200) / 20, 'zip ' || i % 200, repeat(md5(i::text), 20) from generate_series(1, 400) i;
  -- A third of all customers live in one city; one status in a thousand is rare.
  insert into customers select i, case when i % 3 = 0 then 1 else i % 400 + 1 end,
    case when i % 1000 = 0 then 'banned' when i % 10 = 0 then 'dormant' else 'active' end,
    case when i % 4 > 0 then date '1950-01-01' + (i * 7919) % 20000 end,
    case when i % 50 = 0 then array['vip', 'press'] else array['all'] end
    from generate_series(1, 5000) i;
  insert into products select i, 'product ' || i, (i * 37 % 10000) / 7.0, i % 40 = 0, repeat(md5(i::text), 20) from generate_series(1, 1000) i;
  -- Orders come in the order of time, ever more of them; half of them are of the first hundred customers.
  insert into orders select i, case when i % 2 = 0 then i * 7919 % 100 + 1 else i * 7919 % 5000 + 1 end,
    case when i % 200 = 0 then 'failed' when i % 20 = 0 then 'open' else 'paid' end,
    timestamptz '2020-01-01' + interval '1 hour' * sqrt(i::float8) * 100,
    case when i % 5 = 0 then 'gift for ' || i end
    from generate_series(1, 20000) i;
  insert into items select i, (i - 1) / 3 + 1, i * 7919 % 1000 + 1, i % 5 + 1 from generate_series(1, 60000) i;
  -- Reviews of a product lie together.
  insert into reviews select i, (i - 1) / 20 + 1, i % 5 + 1, timestamptz '2023-01-01' + interval '1 minute' * i from generate_series(1, 20000) i;
  create statistics city_parts (dependencies, ndistinct) on name, country, zip from cities;
  create index on orders (customer_id); create index on items (order_id); create index on items (product_id);
  create index on reviews (product_id); create index on orders (created_at); create index on customers (city_id);
  analyze;
`;
