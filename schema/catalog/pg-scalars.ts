/**
 * PostgreSQL's scalar types, one a line: all that the program knows about each. Every list of types elsewhere takes a column of this table. A type that is
 * not here is carried as PostgreSQL's text, by a GraphQL scalar of its own name. How to add a line: `docs/contributing/add-a-type.md`.
 */

export interface PgScalar {
  readonly name: string;
  /** Oids of pg_catalog never change. 0 where every database has its own: of extensions. */
  readonly oid: number;
  readonly arrayOid: number;
  /** The GraphQL scalar; null: one of the type's own name. */
  readonly graphql: string | null;
  readonly input: InputForm;
  readonly output: OutputForm;
  readonly comparison: ScalarComparison;
  readonly texts: Texts;
  readonly family: Family;
  /** Types of what the aggregates give; null: PostgreSQL or the API has no such aggregate. */
  readonly sum: string | null;
  readonly avg: string | null;
  readonly stddev: string | null;
  /** The result type of `min` and `max`. */
  readonly extreme: string | null;
  readonly uses: readonly ScalarUse[];
}

/** The check of a client's value, beyond what the GraphQL scalar has checked. */
export type InputForm = 'text' | 'int16' | 'int32' | 'int64' | 'decimal' | 'money' | 'float32' | 'float64' | 'json';

/** How PostgreSQL's text becomes JSON. `raw`: it is JSON. `quoted`: it needs nothing but quotes. `text`: quotes and escapes. The others have a codec. */
export type OutputForm =
  | 'raw'
  | 'quoted'
  | 'text'
  | 'boolean'
  | 'float'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'timetz'
  | 'json'
  | 'jsonb'
  | 'bytea'
  | 'money';

/**
 * `none`: no `=`, or one that compares something else: boxes are equal by area. `equal`: `=` and `<>`, but no btree order.
 * `sorted`: a btree order, which means nothing to a client's `lt`. `ordered`: all of them.
 */
export type ScalarComparison = 'none' | 'equal' | 'sorted' | 'ordered';

/** `exact`: equal values have one text, whatever the column. `one`: they have where the collation tells all texts apart. `many`: 2.5 and 2.50. */
export type Texts = 'exact' | 'one' | 'many';

/** The kind of value, where the planner or a comparison of two types asks. */
export type Family =
  | 'boolean'
  | 'integer'
  | 'decimal'
  | 'float'
  | 'oid'
  | 'text'
  | 'char'
  | 'uuid'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'other';

/**
 * `usual`: a configuration that names the GraphQL scalar means it. `claim`: a claim may be of it. `id`: a federation may show it as `ID`. `key`: the
 * gateway can check its texts, so that entities are found by it. `discriminator`: its values tell subtypes apart.
 */
export type ScalarUse = 'usual' | 'claim' | 'id' | 'key' | 'discriminator';

type Row = readonly [
  name: string,
  oid: number,
  arrayOid: number,
  graphql: string | null,
  input: InputForm,
  output: OutputForm,
  comparison: ScalarComparison,
  texts: Texts,
  family: Family,
  sum: string | null,
  avg: string | null,
  stddev: string | null,
  extreme: string | null,
  uses: readonly ScalarUse[],
];

const _ = null;

// prettier-ignore
const ROWS: readonly Row[] = [
  // name          oid  array  graphql          input      output         comparison texts    family         sum         avg         stddev     extreme        uses
  ['bool',          16, 1000, 'Boolean',       'text',    'boolean',     'sorted',  'one',   'boolean',     _,          _,          _,         _,             ['usual', 'claim', 'key']],
  ['int2',          21, 1005, 'Int',           'int16',   'raw',         'ordered', 'exact', 'integer',     'int8',     'numeric',  'numeric', 'int2',        ['claim', 'id', 'key', 'discriminator']],
  ['int4',          23, 1007, 'Int',           'int32',   'raw',         'ordered', 'exact', 'integer',     'int8',     'numeric',  'numeric', 'int4',        ['usual', 'claim', 'id', 'key', 'discriminator']],
  ['int8',          20, 1016, 'BigInt',        'int64',   'quoted',      'ordered', 'exact', 'integer',     'numeric',  'numeric',  'numeric', 'int8',        ['usual', 'claim', 'id', 'key', 'discriminator']],
  ['numeric',     1700, 1231, 'Decimal',       'decimal', 'quoted',      'ordered', 'many',  'decimal',     'numeric',  'numeric',  'numeric', 'numeric',     ['usual', 'claim', 'id', 'key']],
  ['money',        790,  791, 'Decimal',       'money',   'money',       'ordered', 'many',  'other',       'money',    _,          _,         'money',       []],
  ['float4',       700, 1021, 'Float',         'float32', 'float',       'ordered', 'many',  'float',       'float4',   'float8',   'float8',  'float4',      []],
  ['float8',       701, 1022, 'Float',         'float64', 'float',       'ordered', 'many',  'float',       'float8',   'float8',   'float8',  'float8',      ['usual']],
  ['text',          25, 1009, 'String',        'text',    'text',        'ordered', 'one',   'text',        _,          _,          _,         'text',        ['usual', 'claim', 'id', 'key', 'discriminator']],
  // PostgreSQL takes it for text.
  ['varchar',     1043, 1015, 'String',        'text',    'text',        'ordered', 'one',   'text',        _,          _,          _,         'text',        ['claim', 'id', 'key', 'discriminator']],
  ['bpchar',      1042, 1014, 'String',        'text',    'text',        'ordered', 'many',  'text',        _,          _,          _,         'bpchar',      ['id', 'key']],
  // An extension's type, which may live in any schema.
  ['citext',         0,    0, 'String',        'text',    'text',        'ordered', 'many',  'text',        _,          _,          _,         'citext',      ['id', 'key']],
  ['name',          19, 1003, 'String',        'text',    'text',        'ordered', 'one',   'text',        _,          _,          _,         _,             ['id', 'key']],
  ['char',          18, 1002, _,               'text',    'text',        'ordered', 'many',  'char',        _,          _,          _,         _,             []],
  ['xml',          142,  143, 'String',        'text',    'text',        'none',    'many',  'other',       _,          _,          _,         _,             []],
  ['uuid',        2950, 2951, 'UUID',          'text',    'quoted',      'ordered', 'exact', 'uuid',        _,          _,          _,         _,             ['usual', 'claim', 'id', 'key']],
  ['date',        1082, 1182, 'Date',          'text',    'date',        'ordered', 'one',   'date',        _,          _,          _,         'date',        ['usual', 'claim', 'key']],
  ['timestamp',   1114, 1115, 'LocalDateTime', 'text',    'timestamp',   'ordered', 'one',   'timestamp',   _,          _,          _,         'timestamp',   ['usual', 'claim', 'key']],
  ['timestamptz', 1184, 1185, 'DateTime',      'text',    'timestamptz', 'ordered', 'one',   'timestamptz', _,          _,          _,         'timestamptz', ['usual', 'claim', 'key']],
  ['time',        1083, 1183, 'LocalTime',     'text',    'quoted',      'ordered', 'one',   'other',       _,          _,          _,         'time',        ['usual', 'key']],
  ['timetz',      1266, 1270, 'OffsetTime',    'text',    'timetz',      'ordered', 'many',  'other',       _,          _,          _,         'timetz',      ['usual', 'key']],
  ['interval',    1186, 1187, 'Duration',      'text',    'quoted',      'ordered', 'many',  'other',       'interval', 'interval', _,         'interval',    ['usual']],
  ['jsonb',       3802, 3807, 'JSON',          'json',    'jsonb',       'sorted',  'many',  'other',       _,          _,          _,         _,             ['usual']],
  ['json',         114,  199, 'JSON',          'json',    'json',        'none',    'many',  'other',       _,          _,          _,         _,             []],
  ['bytea',         17, 1001, 'Base64',        'text',    'bytea',       'ordered', 'one',   'other',       _,          _,          _,         _,             ['usual', 'key']],
  ['inet',         869, 1041, _,               'text',    'text',        'ordered', 'many',  'other',       _,          _,          _,         'inet',        []],
  ['oid',           26, 1028, _,               'text',    'text',        'ordered', 'one',   'oid',         _,          _,          _,         _,             []],
  ['tid',           27, 1010, _,               'text',    'text',        'ordered', 'many',  'other',       _,          _,          _,         _,             []],
  ['xid',           28, 1011, _,               'text',    'text',        'equal',   'many',  'other',       _,          _,          _,         _,             []],
  ['cid',           29, 1012, _,               'text',    'text',        'equal',   'many',  'other',       _,          _,          _,         _,             []],
  ['aclitem',     1033, 1034, _,               'text',    'text',        'equal',   'many',  'other',       _,          _,          _,         _,             []],
  ['lseg',         601, 1018, _,               'text',    'text',        'equal',   'many',  'other',       _,          _,          _,         _,             []],
  ['tsquery',     3615, 3645, _,               'text',    'text',        'sorted',  'many',  'other',       _,          _,          _,         _,             []],
  ['tsvector',    3614, 3643, _,               'text',    'text',        'ordered', 'many',  'other',       _,          _,          _,         _,             []],
  ['jsonpath',    4072, 4073, _,               'text',    'text',        'none',    'many',  'other',       _,          _,          _,         _,             []],
  ['point',        600, 1017, _,               'text',    'text',        'none',    'many',  'other',       _,          _,          _,         _,             []],
  ['line',         628,  629, _,               'text',    'text',        'none',    'many',  'other',       _,          _,          _,         _,             []],
  ['box',          603, 1020, _,               'text',    'text',        'none',    'many',  'other',       _,          _,          _,         _,             []],
  ['path',         602, 1019, _,               'text',    'text',        'none',    'many',  'other',       _,          _,          _,         _,             []],
  ['polygon',      604, 1027, _,               'text',    'text',        'none',    'many',  'other',       _,          _,          _,         _,             []],
  ['circle',       718,  719, _,               'text',    'text',        'none',    'many',  'other',       _,          _,          _,         _,             []],
  ['refcursor',   1790, 2201, _,               'text',    'text',        'none',    'many',  'other',       _,          _,          _,         _,             []],
  ['pg_snapshot', 5038, 5039, _,               'text',    'text',        'none',    'many',  'other',       _,          _,          _,         _,             []],
  ['txid_snapshot', 2970, 2949, _,             'text',    'text',        'none',    'many',  'other',       _,          _,          _,         _,             []],
];

export const PG_SCALARS: readonly PgScalar[] = ROWS.map(
  ([name, oid, arrayOid, graphql, input, output, comparison, texts, family, sum, avg, stddev, extreme, uses]) => {
    return { name, oid, arrayOid, graphql, input, output, comparison, texts, family, sum, avg, stddev, extreme, uses };
  },
);

const BY_NAME: ReadonlyMap<string, PgScalar> = new Map(PG_SCALARS.map((scalar) => [scalar.name, scalar]));

/** The line of a type; undefined for what is no scalar of pg_catalog, and for a scalar that has no line. */
export function pgScalar(type: {
  readonly kind: string;
  readonly schema: string;
  readonly name: string;
}): PgScalar | undefined {
  if (type.kind !== 'scalar') return undefined;
  const found = BY_NAME.get(type.name);
  return type.schema === 'pg_catalog' || found?.oid === 0 ? found : undefined;
}

export function hasUse(type: Parameters<typeof pgScalar>[0], use: ScalarUse): boolean {
  return pgScalar(type)?.uses.includes(use) ?? false;
}

export function scalarsFor(use: ScalarUse): readonly PgScalar[] {
  return PG_SCALARS.filter(({ uses }) => uses.includes(use));
}
