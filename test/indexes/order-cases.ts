/** Orders, and the indexes that give rows in them. `docs/lists.md` describes those without an index. */

export interface OrderCase {
  readonly rule: string;
  readonly query: string;
  /** All these indexes are in the plan. An empty list means that all rows are read and sorted, for the reason below. */
  readonly indexes: readonly string[];
  readonly because?: string;
}

const items = (orderBy: string, where = ''): string =>
  `{ items(${where && `where: { ${where} }, `}orderBy: [${orderBy}], limit: 20) { id owner { name } } }`;

const OTHER_NULLS =
  'an index has its nulls at the end of large values: last going up, first going down; the other way round it has no order of all rows';
const FAR = 'PostgreSQL cannot read rows in the order of rows that may not be there';

export const ORDER_CASES: readonly OrderCase[] = [
  { rule: 'nulls last, ascending', query: items('{ fewNulls: ASC }'), indexes: ['few_nulls'] },
  { rule: 'nulls first, descending', query: items('{ fewNulls: DESC_NULLS_FIRST }'), indexes: ['few_nulls'] },
  { rule: 'nulls last, descending', query: items('{ fewNulls: DESC }'), indexes: ['few_nulls'] },
  { rule: 'nulls first, ascending', query: items('{ fewNulls: ASC_NULLS_FIRST }'), indexes: ['few_nulls'] },
  {
    rule: 'nulls last, descending, without null rows',
    query: items('{ fewNulls: DESC }', 'fewNulls: { gt: 29000 }'),
    indexes: ['few_nulls'],
  },
  {
    rule: 'nulls last, descending, over few values',
    query: items('{ manyNulls: DESC }'),
    indexes: ['many_nulls', 'items_pkey'],
  },
  {
    rule: 'nulls last, descending, with an index for it',
    query: items('{ lateNulls: DESC }'),
    indexes: ['late_nulls'],
  },
  { rule: 'a computed column', query: items('{ lowered: ASC }'), indexes: ['text_lower'] },
  { rule: 'a computed column, descending', query: items('{ lowered: DESC_NULLS_FIRST }'), indexes: ['text_lower'] },
  {
    rule: 'a computed column, descending with nulls last',
    query: items('{ lowered: DESC }'),
    indexes: [],
    because: OTHER_NULLS,
  },
  {
    rule: 'two columns in one direction',
    query: items('{ shelf: DESC }, { place: DESC }'),
    indexes: ['items_shelf_place_key'],
  },
  {
    rule: 'two columns in both directions, by the first',
    query: items('{ shelf: ASC }, { place: DESC }'),
    indexes: ['items_shelf_place_key'],
  },
  { rule: 'the column of a to-one', query: items('{ owner: { name: ASC } }'), indexes: [], because: FAR },
  { rule: 'the key of a to-one', query: items('{ owner: { id: ASC } }'), indexes: [], because: FAR },
  {
    rule: 'the column of a to-one, over few rows',
    query: items('{ owner: { name: ASC } }', 'intBtree: { lt: 30 }'),
    indexes: ['int_btree'],
  },
  {
    rule: 'the column of a to-one, over the rows that a condition on it finds',
    query: items('{ owner: { level: ASC } }', 'owner: { name: { eq: "owner 7" } }'),
    indexes: ['owners_name', 'items_owner'],
  },
  {
    rule: 'the column of a to-one of a to-one, over few rows',
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
    rule: 'a count of related rows, over few rows',
    query: items('{ commentsAggregate: { count: DESC } }', 'intBtree: { lt: 30 }'),
    indexes: ['int_btree', 'comments_item'],
  },
  {
    rule: 'the maximum of related values, over few rows',
    query: items('{ commentsAggregate: { max: { score: DESC } } }', 'intBtree: { lt: 30 }'),
    indexes: ['int_btree', 'comments_item'],
  },
  {
    rule: 'the minimum of values of many-to-many, over few rows',
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
