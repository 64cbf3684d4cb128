-- One column per type and kind of index, so that PostgreSQL has no other index to take.
create extension citext;
create extension pg_trgm;
create type grade as enum ('common', 'odd', 'rare');
create domain code as text check (value <> '');
create table owners (id int primary key, name text not null, level int not null);
create table labels (id int primary key, name text not null);
create table items (
  id int primary key,
  owner_id int not null references owners,
  parent_id int references items,
  shelf int not null,
  place int not null,
  plain text collate "und-x-icu" not null,
  plain_btree text collate "und-x-icu" not null,
  text_c text collate "C" not null,
  text_pattern text collate "und-x-icu" not null,
  text_hash text collate "und-x-icu" not null,
  text_brin text collate "C" not null,
  text_gin text collate "und-x-icu" not null,
  text_gist text collate "und-x-icu" not null,
  text_lower text collate "und-x-icu" not null,
  lower_pattern text collate "und-x-icu" not null,
  lower_gin varchar(40) not null,
  varchar_c varchar(40) collate "C" not null,
  char_btree char(12) not null,
  citext_btree citext not null,
  citext_gin citext not null,
  enum_btree grade not null,
  uuid_btree uuid not null,
  date_btree date not null,
  moment_btree timestamptz not null,
  moment_brin timestamptz not null,
  numeric_btree numeric(12, 2) not null,
  domain_btree code not null,
  int_btree int not null,
  int_hash int not null,
  int_brin int not null,
  big_btree bigint not null,
  few_nulls int,
  many_nulls int,
  late_nulls int,
  state text not null,
  mood text not null,
  open_btree int not null,
  skewed text not null,
  tags_gin text[] not null,
  numbers_gin int[] not null,
  json_gin jsonb not null,
  json_path_gin jsonb not null,
  json_btree jsonb not null,
  range_gist int4range not null,
  span_gist tstzrange not null,
  words_gin tsvector not null,
  body_gin text not null,
  unique (shelf, place)
);
create table comments (
  id int primary key, item_id int not null references items, code int not null, score int not null, body text not null
);
create table item_labels (
  item_id int references items, label_id int references labels, primary key (item_id, label_id)
);
insert into owners select i, 'owner ' || i, i % 50 from generate_series(1, 1000) i;
insert into labels select i, 'label ' || i from generate_series(1, 2000) i;
insert into items
select i, i * 7919 % 1000 + 1, nullif(i / 8, 0), i / 10, i % 10, w, w, w, w, w, lpad(i::text, 8, '0'), w, w, w, w, w, w, left(w, 12), w, w,
  (case when i % 3000 = 7 then 'rare' when i % 10 = 3 then 'odd' else 'common' end)::grade,
  md5(i::text)::uuid, date '1950-01-01' + i * 7919 % 30000, timestamptz '2020-01-01Z' + interval '1 minute' * (i * 7919 % 30000),
  timestamptz '2020-01-01Z' + interval '1 minute' * i, (i * 7919 % 30000) / 4.0, w,
  i * 7919 % 30000, i * 7919 % 30000, i, i * 7919 % 30000,
  case when i % 3000 <> 7 then i end, case when i % 3000 = 7 then i end, case when i % 3000 <> 7 then i end,
  (array['open', 'closed', 'lost'])[i % 3 + 1], case when i % 3000 = 7 then 'odd' else 'usual' end, i * 7919 % 30000, case when i % 3000 = 7 then 'open' else 'closed' end,
  array['tag ' || i % 3000, 'other ' || i % 7], array[i % 3000, i % 7 + 10000],
  jsonb_build_object('size', jsonb_build_object('width', i % 3000), 'kind', 'kind ' || i % 7),
  jsonb_build_object('size', jsonb_build_object('width', i % 3000), 'kind', 'kind ' || i % 7)
    || case when i % 3000 = 7 then '{"gift": true}' else '{}' end::jsonb,
  jsonb_build_object('size', jsonb_build_object('width', i * 7919 % 30000), 'kind', 'kind ' || i % 7),
  int4range(i * 10, i * 10 + 20),
  tstzrange(timestamptz '2020-01-01Z' + interval '1 hour' * i, timestamptz '2020-01-01Z' + interval '1 hour' * (i + 2)),
  to_tsvector('english', 'colour ' || w), 'The colours of ' || w
from generate_series(1, 30000) i, lateral (select md5(i::text) as w) m;
update items set json_gin = json_gin || '{"gift": true}' where id % 3000 = 7;
insert into comments select i, i % 30000 + 1, i * 7919 % 60000, i % 100, 'body ' || i from generate_series(1, 60000) i;
insert into item_labels select i, i * 7919 % 2000 + 1 from generate_series(1, 30000) i;
insert into item_labels select i, (i * 7919 + 77) % 2000 + 1 from generate_series(1, 30000) i;
create index items_owner on items (owner_id);
create index items_parent on items (parent_id);
create index plain_btree on items (plain_btree);
create index text_c on items (text_c);
create index text_pattern on items (text_pattern text_pattern_ops);
create index text_hash on items using hash (text_hash);
create index text_brin on items using brin (text_brin) with (pages_per_range = 8);
create index text_gin on items using gin (text_gin gin_trgm_ops);
create index text_gist on items using gist (text_gist gist_trgm_ops);
create index text_lower on items (lower(text_lower));
create index lower_pattern on items (lower(lower_pattern) text_pattern_ops);
create index lower_gin on items using gin (lower(lower_gin) gin_trgm_ops);
create index varchar_c on items (varchar_c);
create index char_btree on items (char_btree);
create index citext_btree on items (citext_btree);
create index citext_gin on items using gin (citext_gin gin_trgm_ops);
create index enum_btree on items (enum_btree);
create index uuid_btree on items (uuid_btree);
create index date_btree on items (date_btree);
create index moment_btree on items (moment_btree);
create index moment_brin on items using brin (moment_brin) with (pages_per_range = 8);
create index numeric_btree on items (numeric_btree);
create index domain_btree on items (domain_btree);
create index int_btree on items (int_btree);
create index int_hash on items using hash (int_hash);
create index int_brin on items using brin (int_brin) with (pages_per_range = 8);
create index big_btree on items (big_btree);
create index few_nulls on items (few_nulls);
create index many_nulls on items (many_nulls);
create index late_nulls on items (late_nulls desc nulls last);
create index open_btree on items (open_btree) where state = 'open';
create index skewed on items (skewed);
create index unusual on items (id) where mood <> 'usual';
create index no_tags on items (id) where cardinality(tags_gin) = 0;
create index tags_gin on items using gin (tags_gin);
create index numbers_gin on items using gin (numbers_gin);
create index json_gin on items using gin (json_gin);
create index json_path_gin on items using gin (json_path_gin jsonb_path_ops);
create index json_btree on items ((json_btree #> '{size,width}'));
create index range_gist on items using gist (range_gist);
create index span_gist on items using gist (span_gist);
create index words_gin on items using gin (words_gin);
create index body_gin on items using gin (to_tsvector('english', body_gin));
create index comments_item on comments (item_id);
create index comments_code on comments (code);
create index labels_name on labels (name);
create index owners_name on owners (name);
create index owners_level on owners (level);
create index links_label on item_labels (label_id);
