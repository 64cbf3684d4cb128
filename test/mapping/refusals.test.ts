/** Configurations of somebody who sees the gateway for the first time, over a database with everything that is unusual. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EntityFile } from '../../schema/mapping/settings.ts';
import { type ConfigFile, readConfig } from '../../schema/read-config.ts';
import { isRecord } from '../../schema/records.ts';
import { ConfigError } from '../../schema/setting-reader.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';

const sql = `
create schema crm;
create type crm.level as enum ('low', 'very-high');
create table crm.people (id bigint primary key, email text unique not null, level crm.level, boss_id bigint references crm.people);
create table public.people (id int primary key, name text);
create table "Odd Table" ("Primary Key" int primary key, "select" text, "with-dash" text, "größe" numeric, "a""b" text);
create table "order" (id int primary key, "user" text not null, code text, person_id bigint references crm.people);
create table items (id int primary key, order_id int references "order", qty int not null, code text);
create table tags (id int primary key, name text);
create table item_tags (item_id int references items, tag_id int references tags, primary key (item_id, tag_id));
create view levels as select p.id, p.level from crm.people p;
create function changing(int) returns int language sql volatile as $$ select $1 $$;
create function steady(int) returns int language sql stable as $$ select $1 $$;
insert into crm.people values (1, 'a@b', 'very-high', null), (2, 'c@d', 'low', 1);
insert into "Odd Table" values (1, 's', 'd', 1.5, 'q');
insert into "order" values (1, 'u', 'x', 1);
insert into items values (1, 1, 2, 'x'), (2, 1, 3, 'y');
`;

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([sql]);
});
afterAll(() => database.drop());

function open(file: ConfigFile): Promise<TestGateway> {
  return openGateway(database.url, { database: { schemas: ['public', 'crm'] }, ...file });
}

async function mistakes(file: ConfigFile): Promise<readonly string[]> {
  const opened = await open(file).catch((error: unknown) => error);
  if (opened instanceof ConfigError) return opened.mistakes;
  throw opened instanceof Error ? opened : new Error('no mistake was found');
}

const item = (settings: EntityFile): ConfigFile => ({ entities: { Item: settings } });
const value = (text: string, args?: Record<string, string>): ConfigFile =>
  item({ fields: { f: { sql: text, ...(args && { args }) } } });
const on = (text: string): ConfigFile => item({ relations: { o: { target: 'Order', on: text } } });

const REFUSED: readonly (readonly [what: string, file: ConfigFile, mistake: string])[] = [
  [
    'a table whose name two schemas have',
    { entities: { people: { hide: true } } },
    'entities.people is the name of several tables: public.people, crm.people. Write one with its schema.',
  ],
  [
    'a type of another schema without it',
    item({ columns: { code: { type: 'level' } } }),
    'entities.Item.columns.code.type "level" is no type of this database. Did you mean "crm.level"?',
  ],
  [
    'a cast of what relations compare',
    { entities: { Tag: { columns: { id: { type: 'text' } } } } },
    'entities.Tag.columns.id.type: ItemTag.tag compares it with another column. PostgreSQL says: operator does not exist: text = integer.',
  ],
  ['a column of a key twice', { entities: { Level: { key: ['id', 'id'] } } }, 'entities.Level.key names id twice.'],
  [
    'a column under the name of a relation',
    item({ columns: { qty: { name: 'order' } } }),
    'entities.Item.columns.qty.name "order" is the name of a relation of Item already; rename that too.',
  ],
  [
    'a column under the name of what stands beside a list',
    item({ columns: { qty: { name: 'tagsAggregate' } } }),
    'entities.Item.columns.qty.name "tagsAggregate" is the name of a relation of Item already; rename that too.',
  ],
  [
    'a type whose list is called like that of another one',
    item({ name: 'People' }),
    'entities.Item.name: another type has the root field "people" already. Choose another name.',
  ],
  [
    'a relation over an object',
    item({ relations: { o: { target: 'Order', on: JSON.parse('{ "order_id": "id" }') } } }),
    "entities.Item.relations.o.on must be pairs of columns, such as [['customer_id', 'id']], or an SQL condition over {source} and {target}.",
  ],
  [
    'a load for a tree',
    { entities: { 'crm.people': { relations: { ancestors: { load: 'joined' } } } } },
    'entities.crm.people.relations.ancestors.load is said of a tree, which has one way to be loaded.',
  ],
  [
    'a claim that is misspelt as such',
    item({ policy: { id: { eq: { clam: 'userId' } } } }),
    'entities.Item.policy.id.eq is wrong: Int cannot represent non-integer value: { clam: "userId" } A claim is written { claim: \'userId\' }.',
  ],
  [
    'a text search of another schema',
    { textSearch: 'crm.english' },
    'textSearch: "crm.english" is no text search configuration. Did you mean "english"?',
  ],
  ['no SQL', value(''), 'entities.Item.fields.f.sql is empty.'],
  [
    'SQL that ends its parenthesis',
    value('true) or (true'),
    'entities.Item.fields.f.sql closes a parenthesis that it has not opened.',
  ],
  [
    'a statement',
    value('{row}.qty; select 1'),
    'entities.Item.fields.f.sql holds a semicolon; it is one expression, not a statement.',
  ],
  [
    'a misspelt placeholder',
    value('{rwo}.qty'),
    'entities.Item.fields.f.sql has the placeholder {rwo}; there are {row} and {arg.name}. Did you mean "{row}"?',
  ],
  [
    'an argument within a text',
    value("{row}.code like '{arg.start}%'", { start: 'text' }),
    'entities.Item.fields.f.sql does not use {arg.start}, which args declares; between quotation marks it is text.',
  ],
  [
    'a column that another table could have too',
    value('qty * 2'),
    'entities.Item.fields.f.sql: the column "qty" stands without its row; write {row}.qty.',
  ],
  [
    'an aggregate as a value of a row',
    value('sum({row}.qty)'),
    'entities.Item.fields.f.sql: aggregate functions are not allowed in a value of a row.',
  ],
  [
    'a subquery whose table has the name of the row',
    value('(select count(*) from tags t0 where t0.id = {row}.id)'),
    'entities.Item.fields.f.sql uses the name t0, which tables of a statement may have; give yours another, as in: schema.table as other.',
  ],
  [
    'a volatile function in a value',
    value('{row}.qty + changing(1)'),
    'entities.Item.fields.f.sql calls changing, which is VOLATILE: whenever it is asked it may give another value. Declare it STABLE if it does not.',
  ],
  [
    'a volatile function in a condition',
    on('{source}.order_id = {target}.id and public.changing(1) = 1'),
    'entities.Item.relations.o.on calls public.changing, which is VOLATILE: whenever it is asked it may give another value. Declare it STABLE if it does not.',
  ],
  [
    'a condition that ends its parenthesis',
    on('{source}.order_id = {target}.id) or (true'),
    'entities.Item.relations.o.on closes a parenthesis that it has not opened.',
  ],
  [
    'a condition whose side is only in a comment',
    on('{source}.order_id = 1 /* {target} */'),
    'entities.Item.relations.o.on never mentions {target} outside of quotation marks and comments: every row would be joined to every other.',
  ],
  [
    'a column in a condition that both sides have',
    on('code = {target}.code and {source}.id > 0'),
    'entities.Item.relations.o.on: PostgreSQL says: column reference "code" is ambiguous (write it behind {source} or {target}).',
  ],
  [
    'a relation to what is hidden',
    { entities: { Tag: { hide: true }, Item: { relations: { t: { target: 'Tag', on: [['id', 'id']] } } } } },
    'entities.Item.relations.t.target: Tag is hidden, and nothing leads to what is hidden.',
  ],
  [
    'a list that is never null',
    item({ relations: { o: { target: 'Tag', on: [['qty', 'id']], kind: 'many', nullable: false } } }),
    'entities.Item.relations.o.nullable is said of a list, which is never null.',
  ],
  [
    'a union over columns that PostgreSQL does not compare',
    {
      entities: {
        Order: { unions: { u: { name: 'U', by: 'user', types: { Tag: { value: 'u', on: [['user', 'id']] } } } } },
      },
    },
    'entities.Order.unions.u.types.Tag.on: PostgreSQL says: operator does not exist: integer = text.',
  ],
  [
    'a union that leads to what is hidden',
    {
      entities: {
        Tag: { hide: true },
        Item: { unions: { u: { name: 'U', by: 'code', types: { Tag: { value: 'x', on: [['id', 'id']] } } } } },
      },
    },
    'entities.Item.unions.u.types.Tag: Tag is hidden, and nothing leads to what is hidden.',
  ],
  [
    'a discriminator of no label',
    {
      entities: {
        'crm.people': {
          unions: { u: { name: 'U', by: 'level', types: { Tag: { value: 'lwo', on: [['id', 'id']] } } } },
        },
      },
    },
    'entities.crm.people.unions.u.types.Tag.value: "lwo" is no label of level. Did you mean "low"?',
  ],
  [
    'a type by a text in a column of numbers',
    item({ variants: { by: 'qty', types: { One: { value: 'one', columns: [] } } } }),
    'entities.Item.variants.types.One.value: "one" is no whole number, and qty holds such.',
  ],
  [
    'a policy on a value of a list',
    item({ fields: { place: { window: 'rank() over (order by {row}.qty)' } }, policy: { place: { eq: 1 } } }),
    'entities.Item.policy.place is a field, but conditions are on columns, relations and values without arguments or windows.',
  ],
  [
    'an order by a list',
    { entities: { Order: { orderBy: [{ items: { count: 'DESC' } }] } } },
    'entities.Order.orderBy[0].items cannot be ordered by. There are id, user, code, personId, person, itemsAggregate.',
  ],
  [
    'a text where an object belongs, and nothing that follows from it',
    { functions: { latest: JSON.parse('"latest_order"') } },
    'functions.latest must be an object.',
  ],
  [
    'a misspelt side',
    on('{source}.order_id = {targt}.id'),
    'entities.Item.relations.o.on has the placeholder {targt}; there are {source} and {target}. Did you mean "{target}"?',
  ],
];

describe('is refused with a reason', () => {
  test.each(REFUSED)('%s', async (_, file, mistake) => {
    expect(await mistakes(file)).toEqual([mistake]);
  });
});

interface Batch {
  file: unknown;
  readonly isForm: boolean;
  readonly expected: string[];
}

/** As many cases in one configuration as do not speak of the same thing: those in form, and those that need the database. */
function batches(): readonly Batch[] {
  const all: Batch[] = [];
  for (const [index, [, given, mistake]] of REFUSED.entries()) {
    const text = JSON.stringify(given);
    // What is hidden, renamed or of another type is missed elsewhere.
    if (/"hide":true|"name":"People"|"type":"text"/.test(text)) continue;
    // Values and relations of several cases have names of their own.
    const file: unknown = JSON.parse(text.replaceAll('"f":', `"f${index}":`).replaceAll('"o":', `"o${index}":`));
    const expected = mistake.replace('.fields.f', `.fields.f${index}`).replace('.relations.o', `.relations.o${index}`);
    const isForm = isWrongInForm(file);
    const place = all.find((batch) => batch.isForm === isForm && merged(batch.file, file));
    if (place) place.file = merged(place.file, file);
    place?.expected.push(expected);
    if (!place) all.push({ file, isForm, expected: [expected] });
  }
  return all;
}

function isWrongInForm(file: unknown): boolean {
  try {
    readConfig({ file });
    return false;
  } catch {
    return true;
  }
}

/** Null where both say something of one thing. */
function merged(one: unknown, other: unknown): object | null {
  if (!isRecord(one) || !isRecord(other)) return null;
  const both = Object.keys(one).filter((key) => Object.hasOwn(other, key));
  const parts = both.map((key) => [key, merged(one[key], other[key])] as const);
  return parts.some(([, part]) => part === null) ? null : { ...one, ...other, ...Object.fromEntries(parts) };
}

test('all of it together is refused with every reason, and with nothing else', async () => {
  const sizes = [];
  for (const { file, expected } of batches()) {
    expect((await mistakes(Object(file))).toSorted()).toEqual(expected.toSorted());
    sizes.push(expected.length);
  }
  expect(Math.max(...sizes)).toBeGreaterThan(15);
});

const SERVED: readonly (readonly [what: string, file: ConfigFile, query: string, data: object])[] = [
  [
    'names that have to be quoted, and reserved words',
    { entities: { 'Odd Table': { columns: { 'with-dash': { name: 'dash' }, größe: { name: 'size' } } } } },
    '{ oddTables { primaryKey select dash size aB } orders { user } }',
    { oddTables: [{ primaryKey: 1, select: 's', dash: 'd', size: '1.5', aB: 'q' }], orders: [{ user: 'u' }] },
  ],
  [
    'a view with a key, related to a table of another schema',
    { entities: { Level: { key: ['id'], relations: { person: { target: 'crm.people', on: [['id', 'id']] } } } } },
    '{ levels { level person { email boss { email } } } }',
    {
      levels: [
        { level: 'VERY_HIGH', person: { email: 'a@b', boss: null } },
        { level: 'low', person: { email: 'c@d', boss: { email: 'a@b' } } },
      ],
    },
  ],
  ['comments in a value', value('{row}.qty * 2 -- twice'), '{ items { f } }', { items: [{ f: 4 }, { f: 6 }] }],
  [
    'comments in a condition',
    on('{source}.order_id = {target}.id -- the order'),
    '{ items { o { user } } }',
    { items: [{ o: [{ user: 'u' }] }, { o: [{ user: 'u' }] }] },
  ],
  [
    'placeholders, braces and parentheses within texts, as text',
    value(`'{row} :-) {1}' || {row}.qty || cardinality('{1,2}'::int[])`),
    '{ item(id: 1) { f } }',
    { item: { f: '{row} :-) {1}22' } },
  ],
  [
    'columns of tables within a subquery, and functions that are stable',
    value('(select steady(min(qty)) from items where order_id = {row}.order_id)'),
    '{ item(id: 2) { f } }',
    { item: { f: 2 } },
  ],
  [
    'columns that swap their names',
    item({ columns: { order_id: { name: 'qty' }, qty: { name: 'orderId' } } }),
    '{ item(id: 2) { qty orderId order { id } } }',
    { item: { qty: 1, orderId: 3, order: { id: 1 } } },
  ],
  [
    'a column under the name of a relation that is renamed too',
    item({ columns: { qty: { name: 'order' } }, relations: { order: { name: 'purchase' } } }),
    '{ item(id: 2) { order purchase { id } } }',
    { item: { order: 3, purchase: { id: 1 } } },
  ],
];

describe('is served', () => {
  test.each(SERVED)('%s', async (_, file, query, data) => {
    const gateway = await open(file);
    try {
      for (const load of ['auto', 'selectin', 'joined'] as const) {
        const result = await gateway.run(query, { load });
        expect({ data: result.data, errors: result.errors }).toEqual({ data, errors: [] });
      }
      const { written, executed } = await gateway.write(query);
      expect(written).toBe(executed);
    } finally {
      await gateway.close();
    }
  });
});

test('a new name of one type moves no root field of another', async () => {
  const gateway = await open({ entities: { 'public.people': { name: 'Zebra' }, Tag: { name: 'Person' } } });
  const { data } = await gateway.run(
    '{ people { name __typename } zebras { id } crmPeople { email } tagged: person(id: 1) { id } }',
  );
  await gateway.close();
  expect(data).toEqual({ people: [], zebras: [], crmPeople: [{ email: 'a@b' }, { email: 'c@d' }], tagged: null });
});
