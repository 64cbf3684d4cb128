create table customers (id int generated always as identity primary key, name text not null);
create table orders (
  id int generated always as identity primary key, customer_id int not null references customers, note text not null
);
create index on orders (customer_id);
create index on orders (note);
create table lines (
  order_id int references orders on delete cascade, line int, sku text not null, quantity int not null, primary key (order_id, line)
);
create table products (sku text primary key, name text not null, stock int not null);
insert into customers (name) select 'customer ' || i from generate_series(1, 1000) i;
insert into products select 'sku ' || i, 'product ' || i, 100 from generate_series(1, 5000) i;
