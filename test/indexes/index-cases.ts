/**
 * Kinds of indexes, with filters that a person would try on each and whether the index serves them. `docs/filters.md`
 * shows the same table.
 */

export interface IndexCase {
  /** The kind, as in CREATE INDEX. */
  readonly kind: string;
  readonly on: string;
  /** The name of the index in `items.sql`. */
  readonly name: string;
  readonly field: string;
  /** The operand by operator. For `at`, the operator includes the nested one. */
  readonly served: Readonly<Record<string, string>>;
  readonly unserved?: Readonly<Record<string, string>>;
  /** True for a further type with the same result, which `docs/filters.md` does not list. */
  readonly isAnother?: true;
  /** The reason why the others are not served, and an index that would serve them. */
  readonly because?: string;
}

/** The result of md5('7'). */
const WORD = '8f14e45fceea167a5a36dedd4bea2543';

const EQUALITY = { eq: `"${WORD}"`, in: `["${WORD}", "x"]` };
const ORDER = { ...EQUALITY, lt: '"0003"', gte: '"fffc"' };
const BEGINNINGS = { like: '"8f14e45%"', startsWith: '"8f14e45"' };
const INSIDES = {
  endsWith: '"bea2543"',
  contains: '"f14e45f"',
  ilike: '"%F14E45F%"',
  startsWithInsensitive: '"8F14E45"',
  endsWithInsensitive: '"BEA2543"',
  containsInsensitive: '"F14E45F"',
};
const PATTERNS = { ...BEGINNINGS, ...INSIDES };
const BEGINNINGS_ONLY =
  'the place in its order is known for the beginning of a text alone, letter by letter; `gin (… gin_trgm_ops)` serves all patterns';

const numbers = (count: number): string => `[${Array.from({ length: count }, (_, at) => at * 3).join(', ')}]`;
const VALUES = {
  eq: '77',
  in: '[77]',
  'in ten values': numbers(10),
  lt: '20',
  lte: '20',
  gt: '29980',
  gte: '29980',
};
const OTHERS = { ne: '77', notIn: '[77]' };
const ALL_BUT =
  "they leave nearly all rows; where they do not, a partial index with the same condition serves (`where state <> 'closed'`)";

const WIDTH = 'path: ["size", "width"]';
const NOT_CONTAINED =
  'an index of what documents contain has no order, and leaves out where in an array something stands; an index of the path itself serves all of `at`, and `matches` asks at a position';

export const INDEX_CASES: readonly IndexCase[] = [
  {
    kind: 'btree',
    on: 'numbers, dates, enums, uuid',
    name: 'int_btree',
    field: 'intBtree',
    served: VALUES,
    unserved: OTHERS,
    because: ALL_BUT,
  },
  {
    kind: 'btree',
    on: 'bigint',
    isAnother: true,
    name: 'big_btree',
    field: 'bigBtree',
    served: { eq: '"77"', in: '["77"]', lt: '"20"' },
  },
  {
    kind: 'btree',
    on: 'date',
    isAnother: true,
    name: 'date_btree',
    field: 'dateBtree',
    served: { eq: '"1960-01-01"', lt: '"1950-01-09"' },
  },
  {
    kind: 'btree',
    on: 'timestamptz',
    isAnother: true,
    name: 'moment_btree',
    field: 'momentBtree',
    served: { eq: '"2020-01-04T00:00:00Z"', lt: '"2020-01-01T00:09:00Z"' },
  },
  {
    kind: 'btree',
    on: 'numeric',
    isAnother: true,
    name: 'numeric_btree',
    field: 'numericBtree',
    served: { eq: '"77.25"', lt: '"9.5"' },
  },
  {
    kind: 'btree',
    on: 'an enum',
    isAnother: true,
    name: 'enum_btree',
    field: 'enumBtree',
    served: { eq: 'rare', in: '[rare]', gt: 'odd' },
  },
  {
    kind: 'btree',
    on: 'uuid',
    isAnother: true,
    name: 'uuid_btree',
    field: 'uuidBtree',
    served: { eq: '"8f14e45f-ceea-167a-5a36-dedd4bea2543"', lt: '"00030000-0000-0000-0000-000000000000"' },
  },
  { kind: 'btree', on: 'nulls that are few', name: 'few_nulls', field: 'fewNulls', served: { isNull: 'true' } },
  {
    kind: 'btree',
    on: 'values that are few',
    isAnother: true,
    name: 'many_nulls',
    field: 'manyNulls',
    served: { isNull: 'false', eq: '7' },
  },
  {
    kind: 'btree',
    on: 'values of which one is rare',
    isAnother: true,
    name: 'skewed',
    field: 'skewed',
    served: { eq: '"open"', in: '["open"]' },
  },
  {
    kind: 'btree',
    on: 'text in the order of a language',
    name: 'plain_btree',
    field: 'plainBtree',
    served: ORDER,
    unserved: PATTERNS,
    because:
      'a language sorts texts otherwise than by their characters; `text_pattern_ops` or `collate "C"` serve beginnings',
  },
  {
    kind: 'btree',
    on: 'text collate "C"',
    name: 'text_c',
    field: 'textC',
    served: { ...ORDER, ...BEGINNINGS },
    unserved: { endsWith: '"bea2543"', contains: '"f14e45f"', ilike: '"%F14E45F%"', containsInsensitive: '"F14E45F"' },
    because: BEGINNINGS_ONLY,
  },
  {
    kind: 'btree',
    on: 'varchar collate "C"',
    isAnother: true,
    name: 'varchar_c',
    field: 'varcharC',
    served: { ...ORDER, ...BEGINNINGS },
  },
  {
    kind: 'btree',
    on: 'a domain over text collate "C"',
    isAnother: true,
    name: 'domain_btree',
    field: 'domainBtree',
    served: { ...ORDER, ...BEGINNINGS },
  },
  {
    kind: 'btree',
    on: 'char(n)',
    name: 'char_btree',
    field: 'charBtree',
    served: { eq: '"8f14e45fceea"', in: '["8f14e45fceea"]', lt: '"0003"' },
  },
  {
    kind: 'btree (… text_pattern_ops)',
    on: 'text',
    name: 'text_pattern',
    field: 'textPattern',
    served: { ...EQUALITY, ...BEGINNINGS },
    unserved: { lt: '"0003"', contains: '"f14e45f"' },
    because:
      '`lt` goes by the order of the column’s own language, for which a plain btree is due, and ' + BEGINNINGS_ONLY,
  },
  {
    kind: 'btree',
    on: 'citext',
    name: 'citext_btree',
    field: 'citextBtree',
    served: { eq: `"${WORD.toUpperCase()}"`, in: `["${WORD.toUpperCase()}", "x"]`, lt: '"0003"' },
    unserved: { startsWith: '"8f14e45"' },
    because: 'it has no place for a beginning whose case does not matter; `gin (… gin_trgm_ops)` serves patterns',
  },
  {
    kind: 'btree (lower(…))',
    on: 'text',
    name: 'text_lower',
    field: 'textLower',
    served: { ilike: `"${WORD.toUpperCase()}"` },
    unserved: { startsWithInsensitive: '"8F14E45"', containsInsensitive: '"F14E45F"', eq: `"${WORD}"` },
    because:
      'of a whole text it knows the place whatever its case, of a beginning only as `lower(…) text_pattern_ops`, and of the inside of a text none; `eq` goes by the case',
  },
  {
    kind: 'btree (lower(…) text_pattern_ops)',
    on: 'text',
    name: 'lower_pattern',
    field: 'lowerPattern',
    served: { ilike: `"${WORD.toUpperCase()}"`, startsWithInsensitive: '"8F14E45"' },
    unserved: { containsInsensitive: '"F14E45F"', like: `"${WORD}"` },
    because: BEGINNINGS_ONLY,
  },
  {
    kind: 'gin (lower(…) gin_trgm_ops)',
    on: 'varchar',
    name: 'lower_gin',
    field: 'lowerGin',
    served: {
      ilike: '"%F14E45F%"',
      startsWithInsensitive: '"8F14E45"',
      endsWithInsensitive: '"BEA2543"',
      containsInsensitive: '"F14E45F"',
    },
    unserved: { contains: '"f14e45f"' },
    because: 'it has texts without their case; `gin (… gin_trgm_ops)` serves patterns of both kinds',
  },
  { kind: 'hash', on: 'text', name: 'text_hash', field: 'textHash', served: EQUALITY },
  {
    kind: 'hash',
    on: 'numbers',
    name: 'int_hash',
    field: 'intHash',
    served: { eq: '77', in: '[77]', 'in ten values': numbers(10) },
    unserved: { lt: '20', gte: '29980' },
    because: 'a hash has no order; a btree serves both',
  },
  {
    kind: 'brin',
    on: 'what grows with the table',
    name: 'int_brin',
    field: 'intBrin',
    served: { eq: '77', in: '[77]', 'in ten values': numbers(10), lt: '20', gt: '29980' },
  },
  {
    kind: 'brin',
    on: 'timestamptz that grows with the table',
    isAnother: true,
    name: 'moment_brin',
    field: 'momentBrin',
    served: { eq: '"2020-01-04T00:00:00Z"', lt: '"2020-01-01T00:09:00Z"' },
  },
  {
    kind: 'brin',
    on: 'text collate "C"',
    isAnother: true,
    name: 'text_brin',
    field: 'textBrin',
    served: { eq: '"00000777"', startsWith: '"0000077"' },
  },
  {
    kind: 'gin (… gin_trgm_ops)',
    on: 'text',
    name: 'text_gin',
    field: 'textGin',
    served: { ...EQUALITY, ...PATTERNS },
    unserved: { lt: '"0003"' },
    because: 'it has no order',
  },
  { kind: 'gin (… gin_trgm_ops)', on: 'citext', name: 'citext_gin', field: 'citextGin', served: PATTERNS },
  {
    kind: 'gist (… gist_trgm_ops)',
    on: 'text',
    name: 'text_gist',
    field: 'textGist',
    served: { ...EQUALITY, ...PATTERNS },
  },
  {
    kind: 'gin',
    on: 'an array of texts',
    name: 'tags_gin',
    field: 'tagsGin',
    served: {
      has: '"tag 7"',
      hasSome: '["tag 7", "tag 8"]',
      hasEvery: '["tag 7", "other 0"]',
      eq: '["tag 7", "other 0"]',
    },
    unserved: { isEmpty: 'true' },
    because: 'there is nothing in it to be found by; a partial index with the condition `cardinality(tags) = 0` serves',
  },
  {
    kind: 'gin',
    on: 'an array of numbers',
    isAnother: true,
    name: 'numbers_gin',
    field: 'numbersGin',
    served: { has: '7', hasSome: '[7]', hasEvery: '[7]' },
  },
  {
    kind: 'gin',
    on: 'jsonb',
    name: 'json_gin',
    field: 'jsonGin',
    served: {
      contains: '{ size: { width: 7 } }',
      hasKey: '"gift"',
      matches: '"$.size.width ? (@ == 7)"',
      'at eq': `{ ${WIDTH}, eq: 7 }`,
      'at in': `{ ${WIDTH}, in: [7, 8] }`,
    },
    unserved: { 'at lt': `{ ${WIDTH}, lt: 3 }`, 'at a position': '{ path: ["sizes", "0"], eq: 7 }' },
    because: NOT_CONTAINED,
  },
  {
    kind: 'gin (… jsonb_path_ops)',
    on: 'jsonb',
    name: 'json_path_gin',
    field: 'jsonPathGin',
    served: {
      contains: '{ size: { width: 7 } }',
      matches: '"$.size.width ? (@ == 7)"',
      'at eq': `{ ${WIDTH}, eq: 7 }`,
      'at in': `{ ${WIDTH}, in: [7, 8] }`,
    },
    unserved: {
      hasKey: '"gift"',
      'at lt': `{ ${WIDTH}, lt: 3 }`,
      'at a position': '{ path: ["sizes", "0"], eq: 7 }',
    },
    because: 'it holds paths with their values, no keys alone; for `at` as above',
  },
  {
    kind: `btree ((… #> '{size,width}'))`,
    on: 'jsonb',
    name: 'json_btree',
    field: 'jsonBtree',
    served: { 'at eq': `{ ${WIDTH}, eq: 7 }`, 'at in': `{ ${WIDTH}, in: [7, 8] }`, 'at lt': `{ ${WIDTH}, lt: 3 }` },
    unserved: { 'at another path': '{ path: ["kind"], eq: "x" }', contains: '{ size: { width: 7 } }' },
    because: 'it knows one path',
  },
  {
    kind: 'gist',
    on: 'ranges',
    name: 'range_gist',
    field: 'rangeGist',
    served: {
      contains: '{ start: 705, end: 706 }',
      containedBy: '{ start: 700, end: 730 }',
      overlaps: '{ start: 700, end: 730 }',
      eq: '{ start: 70, end: 90 }',
    },
    unserved: { isEmpty: 'true' },
    because: 'to the index an empty range is nowhere',
  },
  {
    kind: 'gist',
    on: 'ranges of moments',
    isAnother: true,
    name: 'span_gist',
    field: 'spanGist',
    served: { overlaps: '{ start: "2020-01-04T00:00:00Z", end: "2020-01-04T01:00:00Z" }' },
  },
  { kind: 'gin', on: 'tsvector', name: 'words_gin', field: 'wordsGin', served: { search: `"${WORD}"` } },
  {
    kind: `gin (to_tsvector('english', …))`,
    on: 'text',
    name: 'body_gin',
    field: 'bodyGin',
    served: { search: `"${WORD}"` },
  },
];

/** Conditions on several columns, on related rows, and root fields. */
export interface ShapeCase {
  readonly rule: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** All these indexes are in the plan. An empty list means that none serves, for the reason below. */
  readonly indexes: readonly string[];
  readonly because?: string;
}

const items = (where: string): string => `{ items(where: { ${where} }, limit: 20) { id } }`;

export const SHAPE_CASES: readonly ShapeCase[] = [
  { rule: 'a root by key', query: '{ item(id: 7) { id } }', indexes: ['items_pkey'] },
  {
    rule: 'a root by a composite key',
    query: '{ itemByShelfAndPlace(shelf: 7, place: 3) { id } }',
    indexes: ['items_shelf_place_key'],
  },
  {
    rule: 'a thousand values that all rows have',
    query: `{ items(where: { intBtree: { in: ${numbers(1000)} } }) { id } }`,
    indexes: ['int_btree'],
  },
  { rule: 'the first column of a composite key', query: items('shelf: { eq: 7 }'), indexes: ['items_shelf_place_key'] },
  {
    rule: 'a partial index by its condition',
    query: items('state: { eq: "open" }, openBtree: { lt: 20 }'),
    indexes: ['open_btree'],
  },
  {
    rule: 'a partial index over the requested rows',
    query: items('mood: { ne: "usual" }'),
    indexes: ['unusual'],
  },
  { rule: 'a partial index of empty arrays', query: items('tagsGin: { isEmpty: true }'), indexes: ['no_tags'] },
  {
    rule: 'an index on the expression of a computed column',
    query: items('lowered: { eq: "8f14e45fceea167a5a36dedd4bea2543" }'),
    indexes: ['text_lower'],
  },
  {
    rule: 'the key of a foreign key',
    query: items('owner: { name: { eq: "owner 7" } }'),
    indexes: ['owners_name', 'items_owner'],
  },
  {
    rule: 'a some of one-to-many',
    query: items('comments: { some: { code: { eq: 77 } } }'),
    indexes: ['comments_code', 'items_pkey'],
  },
  {
    rule: 'a some of one-to-many in a range',
    query: items('comments: { some: { code: { lt: 20 } } }'),
    indexes: ['comments_code', 'items_pkey'],
  },
  {
    rule: 'a some of many-to-many',
    query: items('labels: { some: { name: { eq: "label 7" } } }'),
    indexes: ['labels_name', 'links_label', 'items_pkey'],
  },
  {
    rule: 'a none of many-to-many',
    query: items('labels: { none: { name: { eq: "label 7" } } }'),
    indexes: ['labels_name', 'item_labels_pkey'],
  },
  {
    rule: 'an or of two columns',
    query: items('or: [{ intBtree: { eq: 77 } }, { bigBtree: { eq: "78" } }]'),
    indexes: ['int_btree', 'big_btree'],
  },
  {
    rule: 'an and of two columns, by the more selective one',
    query: items('intBtree: { lt: 20 }, bigBtree: { gt: "10" }'),
    indexes: ['int_btree'],
  },
  {
    rule: 'an order along an index',
    query: '{ items(orderBy: [{ intBtree: ASC }], limit: 20) { id } }',
    indexes: ['int_btree'],
  },
  {
    rule: 'an order against an index',
    query: '{ items(orderBy: [{ intBtree: DESC }], limit: 20) { id } }',
    indexes: ['int_btree'],
  },
  {
    rule: 'nulls last, as an index has them',
    query: '{ items(orderBy: [{ fewNulls: ASC }], limit: 20) { id } }',
    indexes: ['few_nulls'],
  },
  {
    rule: 'nulls first, as an index has them backwards',
    query: '{ items(orderBy: [{ fewNulls: DESC_NULLS_FIRST }], limit: 20) { id } }',
    indexes: ['few_nulls'],
  },
  {
    rule: 'an or of related rows',
    query: items('or: [{ owner: { name: { eq: "owner 7" } } }, { comments: { some: { code: { eq: 77 } } } }]'),
    indexes: ['owners_name', 'items_owner', 'comments_code', 'items_pkey'],
  },
  {
    rule: 'an or of a column and of related rows over many-to-many, with all rows',
    query: `{ items(where: { or: [{ intBtree: { lt: 20 } }, { labels: { some: { name: { eq: "label 7" } } } }] }) { id } }`,
    indexes: ['int_btree', 'labels_name', 'links_label', 'items_pkey'],
  },
  {
    rule: 'a count of an or of related rows',
    query:
      '{ itemsConnection(where: { or: [{ owner: { name: { eq: "owner 7" } } }, { comments: { some: { code: { lt: 9 } } } }] }) { totalCount } }',
    indexes: ['owners_name', 'items_owner', 'comments_code', 'items_pkey'],
  },
  {
    rule: 'an or of related rows with one condition without an index',
    query: items('or: [{ owner: { name: { eq: "owner 7" } } }, { comments: { some: { body: { eq: "x" } } } }]'),
    indexes: [],
    because: 'that one reads its table whole, whatever the others do',
  },
  {
    rule: 'a limit and an offset by variables',
    query:
      'query ($n: Int!, $o: Int!, $w: Int!) { items(where: { owner: { id: { eq: $w } } }, limit: $n, offset: $o) { id } }',
    variables: { n: 20, o: 2, w: 7 },
    indexes: ['items_owner'],
  },
  {
    rule: 'a limit by a variable, in a range along the order',
    query:
      'query ($n: Int!, $low: Int!) { items(where: { intBtree: { gt: $low } }, orderBy: [{ intBtree: ASC }], limit: $n) { id } }',
    variables: { n: 20, low: 29900 },
    indexes: ['int_btree'],
  },
  {
    rule: 'a list below a list, with a range of its own',
    query: '{ owners(limit: 5) { items(where: { intBtree: { lt: 20 } }, limit: 3) { id } } }',
    indexes: ['owners_pkey'],
  },
  {
    rule: 'an every of one-to-many',
    query: items('comments: { every: { score: { lt: 0 } } }'),
    indexes: [],
    because: 'a row is left out for one that does not hold, so all of them are looked at',
  },
];
