-- The products subgraph of Apollo's compatibility tests, as tables.
create type product_dimension as (size text, weight float8, unit text);
create table users (
  email text primary key,
  name text,
  total_products_created int,
  years_of_employment int not null
);
create table product_variations (id text primary key);
create table products (
  id text primary key,
  sku text,
  package text,
  variation_id text references product_variations (id),
  dimensions product_dimension,
  created_by_id text references users (email),
  notes text,
  unique (sku, package),
  unique (sku, variation_id)
);
create table case_studies (case_number text primary key, description text);
create table product_researches (
  product_id text not null references products (id),
  study_id text not null unique references case_studies (case_number),
  outcome text
);
create table inventories (id text primary key);
create table deprecated_products (
  sku text not null,
  package text not null,
  reason text,
  created_by_id text references users (email),
  inventory_id text references inventories (id),
  primary key (sku, package)
);

insert into users values ('support@apollographql.com', 'Jane Smith', 1337, 10);
insert into product_variations values ('OSS'), ('platform');
insert into products values
  ('apollo-federation', 'federation', '@apollo/federation', 'OSS', row('small', 1, 'kg'), 'support@apollographql.com'),
  ('apollo-studio', 'studio', '', 'platform', row('small', 1, 'kg'), 'support@apollographql.com');
insert into case_studies values ('1234', 'Federation Study'), ('1235', 'Studio Study');
insert into product_researches values ('apollo-federation', '1234'), ('apollo-studio', '1235');
insert into inventories values ('apollo-oss');
insert into deprecated_products values
  ('apollo-federation-v1', '@apollo/federation-v1', 'Migrate to Federation V2', 'support@apollographql.com', 'apollo-oss');
