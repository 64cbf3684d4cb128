/** Configurations that are refused over the database of odd-schema.sql, with their messages. */
import type { EntityOptions } from '../../schema/config/mapping/entity-settings.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';

export const item = (settings: EntityOptions): ConfigOptions => ({ entities: { Item: settings } });
export const value = (text: string, args?: Record<string, string>): ConfigOptions =>
  item({ fields: { f: { sql: text, ...(args && { args }) } } });
export const on = (text: string): ConfigOptions => item({ relations: { o: { target: 'Order', on: text } } });

export const REFUSED: readonly (readonly [what: string, file: ConfigOptions, mistake: string])[] = [
  [
    'a table whose name exists in two schemas',
    { entities: { people: { hide: true } } },
    'entities.people is the name of several tables: public.people, crm.people. Write one with its schema.',
  ],
  [
    'a type of another schema without its schema',
    item({ columns: { code: { type: 'level' } } }),
    'entities.Item.columns.code.type "level" is not a type of this database. Did you mean "crm.level"?',
  ],
  [
    'a cast of a column that relations compare',
    { entities: { Tag: { columns: { id: { type: 'text' } } } } },
    'entities.Tag.columns.id.type: ItemTag.tag compares it with another column. PostgreSQL says: operator does not exist: text = integer.',
  ],
  [
    'a key that names a column twice',
    { entities: { Level: { key: ['id', 'id'] } } },
    'entities.Level.key names id twice.',
  ],
  [
    'a column under the name of a relation',
    item({ columns: { qty: { name: 'order' } } }),
    'entities.Item.columns.qty.name "order" is the name of a relation of Item already; rename that too.',
  ],
  [
    'a column under the name of a companion of a list',
    item({ columns: { qty: { name: 'tagsAggregate' } } }),
    'entities.Item.columns.qty.name "tagsAggregate" is the name of a relation of Item already; rename that too.',
  ],
  [
    'a type whose list has the name of another list',
    item({ name: 'People' }),
    'entities.Item.name: another type has the root field "people" already. Choose another name.',
  ],
  [
    'a relation with an object as its condition',
    item({ relations: { o: { target: 'Order', on: JSON.parse('{ "order_id": "id" }') } } }),
    "entities.Item.relations.o.on must be pairs of columns, such as [['customer_id', 'id']], or an SQL condition over {source} and {target}.",
  ],
  [
    'a load hint for a tree',
    { entities: { 'crm.people': { relations: { ancestors: { load: 'joined' } } } } },
    'entities.crm.people.relations.ancestors.load is said of a tree, which has one way to be loaded.',
  ],
  [
    'a misspelt claim',
    item({ policy: { id: { eq: { clam: 'userId' } } } }),
    'entities.Item.policy.id.eq is wrong: Int cannot represent non-integer value: { clam: "userId" } A claim is written { claim: \'userId\' }.',
  ],
  [
    'a text search configuration of another schema',
    { textSearch: 'crm.english' },
    'textSearch: "crm.english" is not a text search configuration. Did you mean "english"?',
  ],
  ['no SQL', value(''), 'entities.Item.fields.f.sql is empty.'],
  [
    'an expression that closes its parenthesis',
    value('true) or (true'),
    'entities.Item.fields.f.sql closes a parenthesis that it has not opened.',
  ],
  [
    'a statement',
    value('{row}.qty; select 1'),
    'entities.Item.fields.f.sql holds a semicolon; it is one expression, not a statement.',
  ],
  [
    'an unknown placeholder',
    value('{rwo}.qty'),
    'entities.Item.fields.f.sql has the placeholder {rwo}; there are {row} and {arg.name}. Did you mean "{row}"?',
  ],
  [
    'an argument inside a text',
    value("{row}.code like '{arg.start}%'", { start: 'text' }),
    'entities.Item.fields.f.sql does not use {arg.start}, which args declares; between quotation marks it is text.',
  ],
  [
    'a column that may belong to another table',
    value('qty * 2'),
    'entities.Item.fields.f.sql: the column "qty" stands without its row; write {row}.qty.',
  ],
  [
    'an aggregate as a value of a row',
    value('sum({row}.qty)'),
    'entities.Item.fields.f.sql: aggregate functions are not allowed in a value of a row.',
  ],
  [
    'a subquery whose table has the alias of the row',
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
    'a condition that closes its parenthesis',
    on('{source}.order_id = {target}.id) or (true'),
    'entities.Item.relations.o.on closes a parenthesis that it has not opened.',
  ],
  [
    'a condition that mentions one side only in a comment',
    on('{source}.order_id = 1 /* {target} */'),
    'entities.Item.relations.o.on never mentions {target} outside of quotation marks and comments: every row would be joined to every other.',
  ],
  [
    'a condition with a column that both sides have',
    on('code = {target}.code and {source}.id > 0'),
    'entities.Item.relations.o.on: PostgreSQL says: column reference "code" is ambiguous (write it behind {source} or {target}).',
  ],
  [
    'a relation to a hidden entity',
    { entities: { Tag: { hide: true }, Item: { relations: { t: { target: 'Tag', on: [['id', 'id']] } } } } },
    'entities.Item.relations.t.target: Tag is hidden, and nothing leads to what is hidden.',
  ],
  [
    'a list that is never null',
    item({ relations: { o: { target: 'Tag', on: [['qty', 'id']], kind: 'many', nullable: false } } }),
    'entities.Item.relations.o.nullable is said of a list, which is never null.',
  ],
  [
    'a union relation over columns that PostgreSQL does not compare',
    {
      entities: {
        Order: { unions: { u: { name: 'U', by: 'user', types: { Tag: { value: 'u', on: [['user', 'id']] } } } } },
      },
    },
    'entities.Order.unions.u.types.Tag.on: PostgreSQL says: operator does not exist: integer = text.',
  ],
  [
    'a union relation to a hidden entity',
    {
      entities: {
        Tag: { hide: true },
        Item: { unions: { u: { name: 'U', by: 'code', types: { Tag: { value: 'x', on: [['id', 'id']] } } } } },
      },
    },
    'entities.Item.unions.u.types.Tag: Tag is hidden, and nothing leads to what is hidden.',
  ],
  [
    'a discriminator with an unknown label',
    {
      entities: {
        'crm.people': {
          unions: { u: { name: 'U', by: 'level', types: { Tag: { value: 'lwo', on: [['id', 'id']] } } } },
        },
      },
    },
    'entities.crm.people.unions.u.types.Tag.value: "lwo" is not a label of level. Did you mean "low"?',
  ],
  [
    'a subtype with a text for a column of numbers',
    item({ variants: { by: 'qty', types: { One: { value: 'one', columns: [] } } } }),
    'entities.Item.variants.types.One.value: "one" is not a whole number, and qty holds such.',
  ],
  [
    'a policy on a window value',
    item({ fields: { place: { window: 'rank() over (order by {row}.qty)' } }, policy: { place: { eq: 1 } } }),
    'entities.Item.policy.place is a field, but conditions are on columns, relations and values without arguments or windows.',
  ],
  [
    'an order by a list',
    { entities: { Order: { orderBy: [{ items: { count: 'DESC' } }] } } },
    'entities.Order.orderBy[0].items cannot be ordered by. There are id, user, code, personId, person, itemsAggregate.',
  ],
  [
    'a text in the place of an object, without consequences,',
    { functions: { latest: JSON.parse('"latest_order"') } },
    'functions.latest must be an object.',
  ],
  [
    'an unknown side in a condition',
    on('{source}.order_id = {targt}.id'),
    'entities.Item.relations.o.on has the placeholder {targt}; there are {source} and {target}. Did you mean "{target}"?',
  ],
];
