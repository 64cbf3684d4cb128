/** Orders, and the indexes that bring rows in them. `docs/lists.md` has the sentences for those that none does. */

export interface OrderCase {
  readonly rule: string;
  readonly query: string;
  /** All of them are in the plan; empty: all rows are read and sorted, because … */
  readonly indexes: readonly string[];
  readonly because?: string;
}

const items = (orderBy: string, where = ''): string =>
  `{ items(${where && `where: { ${where} }, `}orderBy: [${orderBy}], limit: 20) { id owner { name } } }`;

const OTHER_NULLS =
  'an index has its nulls at the end of large values: last going up, first going down; the other way round it has no order of all rows';
const FAR = 'PostgreSQL cannot read rows in the order of rows that may not be there';

export const ORDER_CASES: readonly OrderCase[] = [
  { rule: 'nulls last going up', query: items('{ fewNulls: ASC }'), indexes: ['few_nulls'] },
  { rule: 'nulls first going down', query: items('{ fewNulls: DESC_NULLS_FIRST }'), indexes: ['few_nulls'] },
  { rule: 'nulls last going down', query: items('{ fewNulls: DESC }'), indexes: ['few_nulls'] },
  { rule: 'nulls first going up', query: items('{ fewNulls: ASC_NULLS_FIRST }'), indexes: ['few_nulls'] },
  {
    rule: 'nulls last going down of those that are not null',
    query: items('{ fewNulls: DESC }', 'fewNulls: { gt: 29000 }'),
    indexes: ['few_nulls'],
  },
  {
    rule: 'nulls last going down of values that are few',
    query: items('{ manyNulls: DESC }'),
    indexes: ['many_nulls', 'items_pkey'],
  },
  {
    rule: 'nulls last going down with an index made for it',
    query: items('{ lateNulls: DESC }'),
    indexes: ['late_nulls'],
  },
  { rule: 'a computed value', query: items('{ lowered: ASC }'), indexes: ['text_lower'] },
  { rule: 'a computed value going down', query: items('{ lowered: DESC_NULLS_FIRST }'), indexes: ['text_lower'] },
  {
    rule: 'a computed value going down with nulls last',
    query: items('{ lowered: DESC }'),
    indexes: [],
    because: OTHER_NULLS,
  },
  {
    rule: 'two columns one way',
    query: items('{ shelf: DESC }, { place: DESC }'),
    indexes: ['items_shelf_place_key'],
  },
  {
    rule: 'two columns both ways, by the first',
    query: items('{ shelf: ASC }, { place: DESC }'),
    indexes: ['items_shelf_place_key'],
  },
  { rule: 'the column of a to-one', query: items('{ owner: { name: ASC } }'), indexes: [], because: FAR },
  { rule: 'the key of a to-one', query: items('{ owner: { id: ASC } }'), indexes: [], because: FAR },
  {
    rule: 'the column of a to-one, of few rows',
    query: items('{ owner: { name: ASC } }', 'intBtree: { lt: 30 }'),
    indexes: ['int_btree'],
  },
  {
    rule: 'the column of a to-one, of the rows that a condition on it finds',
    query: items('{ owner: { level: ASC } }', 'owner: { name: { eq: "owner 7" } }'),
    indexes: ['owners_name', 'items_owner'],
  },
  {
    rule: 'the column of a to-one of a to-one, of few rows',
    query: items('{ parent: { owner: { name: DESC } } }', 'intBtree: { lt: 30 }'),
    indexes: ['int_btree', 'items_pkey'],
  },
  {
    rule: 'a count of related rows',
    query: items('{ commentsAggregate: { count: DESC } }'),
    indexes: [],
    because: 'every row must be counted for, before the first is known',
  },
  {
    rule: 'a count of related rows, of few rows',
    query: items('{ commentsAggregate: { count: DESC } }', 'intBtree: { lt: 30 }'),
    indexes: ['int_btree', 'comments_item'],
  },
  {
    rule: 'the greatest of related values, of few rows',
    query: items('{ commentsAggregate: { max: { score: DESC } } }', 'intBtree: { lt: 30 }'),
    indexes: ['int_btree', 'comments_item'],
  },
  {
    rule: 'the least of the values of many-to-many, of few rows',
    query: items('{ labelsAggregate: { min: { name: ASC } } }', 'intBtree: { lt: 30 }'),
    indexes: ['int_btree', 'item_labels_pkey'],
  },
  {
    rule: 'lists below a list, each in its order',
    query: '{ owners(limit: 5) { items(orderBy: [{ parent: { id: ASC } }], limit: 3) { id owner { name } } } }',
    indexes: ['owners_pkey', 'items_owner', 'items_pkey'],
  },
  {
    rule: 'lists below a list, by a count',
    query: '{ owners(limit: 5) { items(orderBy: [{ commentsAggregate: { count: DESC } }], limit: 3) { id } } }',
    indexes: ['owners_pkey', 'items_owner', 'comments_item'],
  },
];
