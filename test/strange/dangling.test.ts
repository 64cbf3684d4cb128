/** These rows were let in while no trigger fired: a foreign key that is NOT NULL and validated leads nowhere. */
import { strangeDatabases } from './cases.ts';

strangeDatabases('dangling keys', [
  {
    name: 'a dangling key keeps its row under every strategy, and is an error where the field may not be null',
    sql: `create table maker (id int primary key, title text);
      create table tool (id int primary key, maker_id int not null references maker, spare_id int references maker);
      insert into maker values (1, 'm');
      set session_replication_role = replica;
      insert into tool values (1, 1, 1), (2, 1, 77), (3, 99, null);`,
    answers: {
      '{ tools { id spare { title } } makers { toolsBySpare { id } } }': {
        data: {
          tools: [
            { id: 1, spare: { title: 'm' } },
            { id: 2, spare: null },
            { id: 3, spare: null },
          ],
          makers: [{ toolsBySpare: [{ id: 1 }] }],
        },
      },
      '{ tools { id maker { title } } }': { data: null, errors: { 'tools.2.maker': 'INTERNAL' } },
      '{ tools(limit: 2) { maker { id } } tool(id: 3) { maker { id } } }': {
        data: { tools: [{ maker: { id: 1 } }, { maker: { id: 1 } }], tool: null },
        errors: { 'tool.maker': 'INTERNAL' },
      },
      '{ tools(where: { id: { eq: 3 } }) { maker { toolsByMaker { id } } } }': {
        data: null,
        errors: { 'tools.0.maker': 'INTERNAL' },
      },
      '{ toolsConnection(first: 5) { totalCount nodes { id } } toolsAggregate { count } }': {
        data: {
          toolsConnection: { totalCount: 3, nodes: [{ id: 1 }, { id: 2 }, { id: 3 }] },
          toolsAggregate: { count: 3 },
        },
      },
      '{ toolsConnection(first: 2) { nodes { id maker { id } } pageInfo { hasNextPage } } }': {
        data: {
          toolsConnection: {
            nodes: [
              { id: 1, maker: { id: 1 } },
              { id: 2, maker: { id: 1 } },
            ],
            pageInfo: { hasNextPage: true },
          },
        },
      },
      '{ tools(orderBy: [{ maker: { title: ASC } }, { id: DESC }]) { id } last: tools(orderBy: [{ maker: { title: DESC_NULLS_FIRST } }]) { id } }':
        { data: { tools: [{ id: 2 }, { id: 1 }, { id: 3 }], last: [{ id: 3 }, { id: 1 }, { id: 2 }] } },
      '{ tools(where: { maker: { title: { ne: "x" } } }) { id } not: tools(where: { not: { maker: { title: { eq: "m" } } } }) { id } }':
        { data: { tools: [{ id: 1 }, { id: 2 }], not: [{ id: 3 }] } },
      '{ makers { toolsByMakerAggregate { count } toolsByMakerConnection { totalCount } } }': {
        data: { makers: [{ toolsByMakerAggregate: { count: 2 }, toolsByMakerConnection: { totalCount: 2 } }] },
      },
    },
    walks: [
      {
        connection: 'toolsConnection',
        args: 'orderBy: [{ maker: { title: ASC } }]',
        select: 'id',
        size: 1,
        values: [1, 2, 3],
      },
      {
        connection: 'toolsConnection',
        args: 'orderBy: [{ maker: { id: DESC_NULLS_FIRST } }]',
        select: 'id',
        size: 1,
        values: [3, 1, 2],
      },
    ],
  },
  {
    name: 'a dangling key may share a column with a key that leads on, or have keys below it',
    sql: `create table region (id int primary key, name text);
      create table depot (region_id int not null references region, no int, city text, primary key (region_id, no));
      create table parcel (id int primary key, region_id int not null, depot_no int not null, foreign key (region_id, depot_no) references depot);
      insert into region values (1, 'north');
      insert into depot values (1, 1, 'a');
      set session_replication_role = replica;
      insert into depot values (2, 1, 'b');
      insert into parcel values (1, 1, 1), (2, 2, 1), (3, 1, 9);`,
    answers: {
      '{ parcels { id depot { city } } }': { data: null, errors: { 'parcels.2.depot': 'INTERNAL' } },
      '{ parcels(limit: 2) { id depot { city } } }': {
        data: {
          parcels: [
            { id: 1, depot: { city: 'a' } },
            { id: 2, depot: { city: 'b' } },
          ],
        },
      },
      '{ parcels(limit: 2) { id depot { region { name } } } }': {
        data: null,
        errors: { 'parcels.1.depot.region': 'INTERNAL' },
      },
      '{ parcels(where: { depot: { region: { name: { eq: "north" } } } }) { id } }': { data: { parcels: [{ id: 1 }] } },
      '{ parcels(orderBy: [{ depot: { region: { name: ASC } } }, { depot: { city: ASC } }]) { id } }': {
        data: { parcels: [{ id: 1 }, { id: 2 }, { id: 3 }] },
      },
      '{ regions { depots { parcels { id } } } depots { city } }': {
        data: { regions: [{ depots: [{ parcels: [{ id: 1 }] }] }], depots: [{ city: 'a' }, { city: 'b' }] },
      },
    },
    walks: [
      {
        connection: 'parcelsConnection',
        args: 'orderBy: [{ depot: { region: { id: DESC } } }, { depot: { city: DESC } }]',
        select: 'id',
        size: 1,
        values: [1, 2, 3],
      },
    ],
  },
  {
    name: "a dangling key of a junction keeps the junction's row, and shows nothing on the other side",
    sql: `create table post (id int primary key);
      create table tag (id int primary key, word text);
      create table post_tag (post_id int references post, tag_id int references tag, primary key (post_id, tag_id));
      insert into post values (1), (2);
      insert into tag values (1, 'a'), (2, 'b');
      insert into post_tag values (1, 1), (1, 2);
      set session_replication_role = replica;
      insert into post_tag values (1, 9), (2, 8), (7, 1);`,
    answers: {
      '{ posts { id tags { word } tagsAggregate { count } tagsConnection(first: 2) { totalCount nodes { id } pageInfo { hasNextPage } } } }':
        {
          data: {
            posts: [
              {
                id: 1,
                tags: [{ word: 'a' }, { word: 'b' }],
                tagsAggregate: { count: 2 },
                tagsConnection: { totalCount: 2, nodes: [{ id: 1 }, { id: 2 }], pageInfo: { hasNextPage: false } },
              },
              {
                id: 2,
                tags: [],
                tagsAggregate: { count: 0 },
                tagsConnection: { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } },
              },
            ],
          },
        },
      '{ posts(where: { tags: { some: {} } }) { id } none: posts(where: { tags: { none: {} } }) { id } every: posts(where: { tags: { every: { word: { ne: "z" } } } }) { id } }':
        { data: { posts: [{ id: 1 }], none: [{ id: 2 }], every: [{ id: 1 }, { id: 2 }] } },
      '{ posts(orderBy: [{ tagsAggregate: { count: ASC } }]) { id } }': { data: { posts: [{ id: 2 }, { id: 1 }] } },
      '{ postTags { postId tagId } tags { id posts { id } postTags { postId } } }': {
        data: {
          postTags: [
            { postId: 1, tagId: 1 },
            { postId: 1, tagId: 2 },
            { postId: 1, tagId: 9 },
            { postId: 2, tagId: 8 },
            { postId: 7, tagId: 1 },
          ],
          tags: [
            { id: 1, posts: [{ id: 1 }], postTags: [{ postId: 1 }, { postId: 7 }] },
            { id: 2, posts: [{ id: 1 }], postTags: [{ postId: 1 }] },
          ],
        },
      },
      '{ posts { postTags { tag { word } } } }': { data: null, errors: { 'posts.0.postTags.2.tag': 'INTERNAL' } },
    },
  },
  {
    name: 'a dangling key in a tree ends the way up',
    sql: `create table folder (id int primary key, parent_id int references folder, owner_id int not null references folder);
      insert into folder values (1, null, 1), (2, 1, 1);
      set session_replication_role = replica;
      insert into folder values (3, 99, 1), (4, 3, 77);`,
    answers: {
      '{ folders { id parent { id } ancestorsByParent { id } descendantsByParent { id } } }': {
        data: {
          folders: [
            { id: 1, parent: null, ancestorsByParent: [], descendantsByParent: [{ id: 2 }] },
            { id: 2, parent: { id: 1 }, ancestorsByParent: [{ id: 1 }], descendantsByParent: [] },
            { id: 3, parent: null, ancestorsByParent: [], descendantsByParent: [{ id: 4 }] },
            { id: 4, parent: { id: 3 }, ancestorsByParent: [{ id: 3 }], descendantsByParent: [] },
          ],
        },
      },
      '{ folders { id owner { id parent { owner { id } } } } }': {
        data: null,
        errors: { 'folders.3.owner': 'INTERNAL' },
      },
      '{ folders(where: { owner: { id: { eq: 1 } } }) { parent { owner { id } } } folder(id: 4) { id } }': {
        data: {
          folders: [{ parent: null }, { parent: { owner: { id: 1 } } }, { parent: null }],
          folder: { id: 4 },
        },
      },
    },
    walks: [
      {
        connection: 'foldersConnection',
        args: 'orderBy: [{ parent: { owner: { id: ASC } } }]',
        select: 'id',
        size: 1,
        values: [2, 4, 1, 3],
      },
    ],
  },
  {
    name: 'a dangling key of a one-to-one hides neither of its rows',
    sql: `create table person (id int primary key, name text);
      create table passport (person_id int primary key references person, no text not null);
      create table visa (id int primary key, passport_id int not null unique references passport);
      insert into person values (1, 'ann'), (2, 'bob');
      insert into passport values (1, 'x');
      set session_replication_role = replica;
      insert into passport values (8, 'y');
      insert into visa values (1, 1), (2, 8), (3, 9);`,
    answers: {
      '{ people { id passport { no visa { id } } } }': {
        data: {
          people: [
            { id: 1, passport: { no: 'x', visa: { id: 1 } } },
            { id: 2, passport: null },
          ],
        },
      },
      '{ passports { no visa { id } } }': {
        data: {
          passports: [
            { no: 'x', visa: { id: 1 } },
            { no: 'y', visa: { id: 2 } },
          ],
        },
      },
      '{ passports { no person { name } } }': { data: null, errors: { 'passports.1.person': 'INTERNAL' } },
      '{ visas(limit: 2) { id passport { no } } all: visas { id } }': {
        data: {
          visas: [
            { id: 1, passport: { no: 'x' } },
            { id: 2, passport: { no: 'y' } },
          ],
          all: [{ id: 1 }, { id: 2 }, { id: 3 }],
        },
      },
      '{ visas(where: { id: { eq: 2 } }) { passport { person { name } } } }': {
        data: null,
        errors: { 'visas.0.passport.person': 'INTERNAL' },
      },
      '{ visas(orderBy: [{ passport: { person: { name: ASC } } }, { id: DESC }]) { id } }': {
        data: { visas: [{ id: 1 }, { id: 3 }, { id: 2 }] },
      },
    },
  },
]);
