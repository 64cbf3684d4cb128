/**
 * Constraints of a table with child tables bind only its own rows: the child tables have neither its keys nor its
 * foreign keys.
 */
import { strangeDatabases } from './cases.ts';

strangeDatabases('tables with child tables', [
  {
    name: 'a parent table has rows that its foreign key does not bind, and finds only its own rows by key',
    sql: `create table publisher (id int primary key, name text not null);
      create table book (id int primary key, title text not null, publisher_id int not null references publisher);
      create table audiobook (minutes int) inherits (book);
      insert into publisher values (1, 'P1');
      insert into book values (1, 'B1', 1);
      insert into audiobook values (2, 'A2', 99, 10), (1, 'dup of key 1', 1, 20);`,
    answers: {
      '{ books { id title publisher { name } } booksAggregate { count } }': {
        data: {
          books: [
            { id: 1, title: 'B1', publisher: { name: 'P1' } },
            { id: 1, title: 'dup of key 1', publisher: { name: 'P1' } },
            { id: 2, title: 'A2', publisher: null },
          ],
          booksAggregate: { count: 3 },
        },
      },
      '{ booksConnection(first: 1, orderBy: [{ publisherId: DESC }]) { totalCount nodes { id } pageInfo { hasNextPage } } }':
        {
          data: { booksConnection: { totalCount: 3, nodes: [{ id: 2 }], pageInfo: { hasNextPage: true } } },
        },
      '{ book(id: 1) { title publisher { name } } none: book(id: 2) { title } }': {
        data: { book: { title: 'B1', publisher: { name: 'P1' } }, none: null },
      },
      '{ publishers { books { title } booksAggregate { count } } }': {
        data: { publishers: [{ books: [{ title: 'B1' }, { title: 'dup of key 1' }], booksAggregate: { count: 2 } }] },
      },
      '{ books(where: { publisher: { name: { eq: "P1" } } }) { title } not: books(where: { not: { publisher: { id: { gt: 0 } } } }) { title } }':
        { data: { books: [{ title: 'B1' }, { title: 'dup of key 1' }], not: [{ title: 'A2' }] } },
      '{ books(orderBy: [{ publisher: { name: DESC_NULLS_FIRST } }, { title: DESC }]) { title } }': {
        data: { books: [{ title: 'A2' }, { title: 'dup of key 1' }, { title: 'B1' }] },
      },
    },
    walks: [
      { connection: 'booksConnection', select: 'title', size: 1, values: ['B1', 'dup of key 1', 'A2'] },
      {
        connection: 'booksConnection',
        args: 'orderBy: [{ publisher: { id: ASC } }]',
        select: 'title',
        size: 1,
        values: ['B1', 'dup of key 1', 'A2'],
      },
    ],
  },
  {
    name: 'a parent table is the far side of a one-to-one only with its own rows',
    sql: `create table author (id int primary key, code text unique not null);
      create table bio (id int primary key, author_id int not null unique references author, body text);
      create table long_bio (pages int) inherits (bio);
      create table quote (id int primary key, bio_id int not null references bio);
      insert into author values (1, 'a'), (2, 'b');
      insert into bio values (1, 1, 'x');
      insert into long_bio values (2, 1, 'second', 10), (3, 9, 'nobody', 1), (1, 2, 'dup', 1);
      insert into quote values (1, 1);`,
    answers: {
      '{ authors { id bio { id body } } }': {
        data: {
          authors: [
            { id: 1, bio: { id: 1, body: 'x' } },
            { id: 2, bio: null },
          ],
        },
      },
      '{ authors(orderBy: [{ bio: { id: DESC_NULLS_FIRST } }]) { id } some: authors(where: { bio: { body: { ne: "x" } } }) { id } }':
        {
          data: { authors: [{ id: 2 }, { id: 1 }], some: [] },
        },
      '{ bios { body author { code bio { body } } } }': {
        data: {
          bios: [
            { body: 'x', author: { code: 'a', bio: { body: 'x' } } },
            { body: 'dup', author: { code: 'b', bio: null } },
            { body: 'second', author: { code: 'a', bio: { body: 'x' } } },
            { body: 'nobody', author: null },
          ],
        },
      },
      '{ bioByAuthorId(authorId: 1) { body } none: bioByAuthorId(authorId: 9) { body } author(id: 1) { bio { quotes { bio { body } } } } }':
        {
          data: { bioByAuthorId: { body: 'x' }, none: null, author: { bio: { quotes: [{ bio: { body: 'x' } }] } } },
        },
      '{ bios(where: { id: { eq: 1 } }) { body quotes { id } } quotes { bio { body } } }': {
        data: {
          bios: [
            { body: 'x', quotes: [{ id: 1 }] },
            { body: 'dup', quotes: [{ id: 1 }] },
          ],
          quotes: [{ bio: { body: 'x' } }],
        },
      },
    },
    walks: [
      {
        connection: 'authorsConnection',
        args: 'orderBy: [{ bio: { id: ASC } }]',
        select: 'id',
        size: 1,
        values: [1, 2],
      },
      { connection: 'biosConnection', select: 'body', size: 1, values: ['x', 'dup', 'second', 'nobody'] },
    ],
  },
  {
    name: 'a column is nullable where a child table has dropped its NOT NULL',
    versions: { max: 17 },
    sql: `create table thing (id int primary key, label text not null);
      create table odd_thing () inherits (thing);
      alter table odd_thing alter label drop not null;
      insert into thing values (1, 'one');
      insert into odd_thing values (2, null);
      create table part (id int primary key, thing_id int not null references thing);
      insert into part values (1, 1);`,
    answers: {
      '{ things { id label } }': {
        data: {
          things: [
            { id: 1, label: 'one' },
            { id: 2, label: null },
          ],
        },
      },
      '{ parts { id thing { label } } }': { data: { parts: [{ id: 1, thing: { label: 'one' } }] } },
      '{ things(where: { label: { isNull: true } }) { id } last: things(orderBy: [{ label: DESC }]) { id } }': {
        data: { things: [{ id: 2 }], last: [{ id: 1 }, { id: 2 }] },
      },
    },
    walks: [
      { connection: 'thingsConnection', args: 'orderBy: [{ label: DESC }]', select: 'id', size: 1, values: [1, 2] },
    ],
  },
  {
    name: 'a column is nullable where a child of a child table has dropped its NOT NULL, even in a key',
    versions: { max: 17 },
    sql: `create table vehicle (id int primary key, plate text not null, owner_id int not null);
      create table car (doors int) inherits (vehicle);
      create table wreck () inherits (car);
      alter table wreck alter plate drop not null, alter id drop not null, alter owner_id drop not null;
      create table holder (id int primary key);
      alter table vehicle add foreign key (owner_id) references holder;
      insert into holder values (1);
      insert into vehicle values (1, 'v', 1);
      insert into car values (2, 'c', 1, 4);
      insert into wreck values (null, null, null, 0), (null, 'w', 1, 0);`,
    answers: {
      '{ vehicles(orderBy: [{ plate: ASC }]) { id plate owner { id } } }': {
        data: {
          vehicles: [
            { id: 2, plate: 'c', owner: { id: 1 } },
            { id: 1, plate: 'v', owner: { id: 1 } },
            { id: null, plate: 'w', owner: { id: 1 } },
            { id: null, plate: null, owner: null },
          ],
        },
      },
      '{ cars(orderBy: [{ plate: ASC }]) { id plate doors } }': {
        data: {
          cars: [
            { id: 2, plate: 'c', doors: 4 },
            { id: null, plate: 'w', doors: 0 },
            { id: null, plate: null, doors: 0 },
          ],
        },
      },
      '{ holders { vehicles { plate } vehiclesAggregate { count } } vehicle(id: 1) { plate } none: vehicle(id: 2) { plate } }':
        {
          data: {
            holders: [{ vehicles: [{ plate: 'v' }, { plate: 'c' }, { plate: 'w' }], vehiclesAggregate: { count: 3 } }],
            vehicle: { plate: 'v' },
            none: null,
          },
        },
    },
    walks: [{ connection: 'vehiclesConnection', select: 'plate', size: 1, values: ['v', 'c', null, 'w'] }],
  },
  {
    name: 'a column is nullable where NO INHERIT withholds its NOT NULL from child tables at any depth',
    versions: { min: 18 },
    sql: `create table thing (id int primary key, label text, size int not null, constraint labelled not null label no inherit);
      create table strict_thing (constraint labelled not null label) inherits (thing);
      create table odd_thing () inherits (thing);
      create table deep_thing () inherits (strict_thing);
      create table lax_thing () inherits (deep_thing, odd_thing);
      insert into thing values (1, 'one', 1);
      insert into odd_thing values (2, null, 2);
      insert into lax_thing values (3, 'three', 3);`,
    answers: {
      '{ things { id label size } oddThings { id label } strictThings { label } }': {
        data: {
          things: [
            { id: 1, label: 'one', size: 1 },
            { id: 2, label: null, size: 2 },
            { id: 3, label: 'three', size: 3 },
          ],
          oddThings: [
            { id: 2, label: null },
            { id: 3, label: 'three' },
          ],
          strictThings: [{ label: 'three' }],
        },
      },
      '{ __type(name: "StrictThing") { fields { name type { kind } } } }': {
        data: {
          __type: {
            fields: [
              { name: 'id', type: { kind: 'NON_NULL' } },
              { name: 'label', type: { kind: 'NON_NULL' } },
              { name: 'size', type: { kind: 'NON_NULL' } },
            ],
          },
        },
      },
    },
    walks: [
      { connection: 'thingsConnection', args: 'orderBy: [{ label: DESC }]', select: 'id', size: 1, values: [3, 1, 2] },
    ],
  },
  {
    name: 'two parent tables may share a child table, and each finds its own rows by key',
    sql: `create table swimmer (id int primary key, depth int not null);
      create table flyer (id int primary key, height int not null);
      create table duck (name text) inherits (swimmer, flyer);
      create table feather (id int primary key, flyer_id int not null references flyer);
      insert into swimmer values (1, 10);
      insert into flyer values (2, 20);
      insert into duck values (1, 1, 2, 'a'), (2, 3, 4, 'b');
      insert into feather values (1, 2);`,
    answers: {
      '{ swimmers { id depth } flyers { id height feathers { id } } ducks(orderBy: [{ name: ASC }]) { id depth height } }':
        {
          data: {
            swimmers: [
              { id: 1, depth: 10 },
              { id: 1, depth: 1 },
              { id: 2, depth: 3 },
            ],
            flyers: [
              { id: 1, height: 2, feathers: [] },
              { id: 2, height: 20, feathers: [{ id: 1 }] },
              { id: 2, height: 4, feathers: [{ id: 1 }] },
            ],
            ducks: [
              { id: 1, depth: 1, height: 2 },
              { id: 2, depth: 3, height: 4 },
            ],
          },
        },
      '{ swimmer(id: 1) { depth } flyer(id: 2) { height } none: flyer(id: 1) { height } feathers { flyer { height } } }':
        {
          data: { swimmer: { depth: 10 }, flyer: { height: 20 }, none: null, feathers: [{ flyer: { height: 20 } }] },
        },
    },
    walks: [{ connection: 'flyersConnection', select: 'height', size: 1, values: [2, 20, 4] }],
  },
  {
    name: 'a parent table on either side of a junction, or as the junction, shows each row once',
    sql: `create table post (id int primary key, title text);
      create table tag (id int primary key, word text);
      create table post_tag (post_id int not null references post, tag_id int not null references tag, primary key (post_id, tag_id));
      create table moderated_tag () inherits (tag);
      create table suggested_tag () inherits (post_tag);
      insert into post values (1, 'p'), (2, 'q');
      insert into tag values (1, 'a'), (2, 'b');
      insert into moderated_tag values (1, 'dup'), (3, 'c');
      insert into post_tag values (1, 1), (2, 2);
      insert into suggested_tag values (1, 1), (1, 2), (1, 3), (1, 9);`,
    answers: {
      '{ posts { title tags { word } tagsAggregate { count } tagsConnection(first: 1) { totalCount nodes { word } pageInfo { hasNextPage } } } }':
        {
          data: {
            posts: [
              {
                title: 'p',
                tags: [{ word: 'a' }, { word: 'b' }],
                tagsAggregate: { count: 2 },
                tagsConnection: { totalCount: 2, nodes: [{ word: 'a' }], pageInfo: { hasNextPage: true } },
              },
              {
                title: 'q',
                tags: [{ word: 'b' }],
                tagsAggregate: { count: 1 },
                tagsConnection: { totalCount: 1, nodes: [{ word: 'b' }], pageInfo: { hasNextPage: false } },
              },
            ],
          },
        },
      '{ posts(where: { tags: { some: { word: { in: ["dup", "c"] } } } }) { title } tags { word posts { title } } }': {
        data: {
          posts: [],
          tags: [
            { word: 'a', posts: [{ title: 'p' }] },
            { word: 'dup', posts: [{ title: 'p' }] },
            { word: 'b', posts: [{ title: 'p' }, { title: 'q' }] },
            { word: 'c', posts: [{ title: 'p' }] },
          ],
        },
      },
      '{ postTags(where: { postId: { eq: 1 } }) { tagId tag { word } } }': {
        data: {
          postTags: [
            { tagId: 1, tag: { word: 'a' } },
            { tagId: 1, tag: { word: 'a' } },
            { tagId: 2, tag: { word: 'b' } },
            { tagId: 3, tag: null },
            { tagId: 9, tag: null },
          ],
        },
      },
    },
  },
  {
    name: 'a parent table refers to itself in a tree of its own rows, which ends even if child tables form a circle',
    sql: `create table step (id int primary key, parent_id int references step, name text);
      create table detour () inherits (step);
      insert into step values (1, null, 'a'), (2, 1, 'b'), (3, 2, 'c');
      insert into detour values (2, 3, 'round'), (1, 3, 'again'), (9, 9, 'self');`,
    answers: {
      '{ steps(where: { name: { like: "a%" } }) { name parent { name } ancestors { name } descendants { name } stepsByParent { name } } }':
        {
          data: {
            steps: [
              {
                name: 'a',
                parent: null,
                ancestors: [],
                descendants: [{ name: 'b' }, { name: 'c' }],
                stepsByParent: [{ name: 'b' }],
              },
              {
                name: 'again',
                parent: { name: 'c' },
                ancestors: [{ name: 'c' }, { name: 'b' }],
                descendants: [{ name: 'b' }, { name: 'c' }],
                stepsByParent: [{ name: 'b' }],
              },
            ],
          },
        },
    },
    walks: [
      {
        connection: 'stepsConnection',
        args: 'orderBy: [{ parent: { name: ASC } }]',
        select: 'name',
        size: 1,
        values: ['b', 'c', 'again', 'round', 'a', 'self'],
      },
    ],
  },
  {
    name: 'a row has its far row where each child table has the same foreign key',
    sql: `create table shop (id int primary key);
      create table sale (id int primary key, shop_id int not null references shop);
      create table web_sale (foreign key (shop_id) references shop) inherits (sale);
      create table app_sale (foreign key (shop_id) references shop) inherits (web_sale);
      insert into shop values (1);
      set session_replication_role = replica;
      insert into app_sale values (1, 7);`,
    answers: {
      '{ sales { shop { id } } }': { data: null, errors: { 'sales.0.shop': 'INTERNAL' } },
    },
  },
  {
    name: 'a key tells all rows apart where the configuration says so',
    config: { entities: { Measure: { key: ['id'] } } },
    sql: `create table measure (id int primary key, code text unique, taken date);
      create table measure_2023 (check (taken < '2024-01-01')) inherits (measure);
      create table measure_2024 (check (taken >= '2024-01-01')) inherits (measure);
      create table remark (id int primary key, measure_id int);
      insert into measure_2023 values (1, 'a', '2023-05-05');
      insert into measure_2024 values (2, 'a', '2024-05-05');
      insert into remark values (1, 2);`,
    answers: {
      '{ measures { id code } measure(id: 2) { taken } }': {
        data: {
          measures: [
            { id: 1, code: 'a' },
            { id: 2, code: 'a' },
          ],
          measure: { taken: '2024-05-05' },
        },
      },
    },
    walks: [{ connection: 'measuresConnection', select: 'id', size: 1, values: [1, 2] }],
  },
]);
