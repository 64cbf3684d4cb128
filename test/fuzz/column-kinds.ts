/** Types of columns, each with values for its tables. */

export interface Kind {
  /** The type as a column declares it. */
  readonly type: string;
  readonly values: readonly string[];
  /** True if no row lacks a value. */
  readonly notNull?: boolean;
}

/**
 * A few values of each type, so close to each other that ties and near misses occur. Equal values have equal texts,
 * because no rule says which of them is the minimum.
 */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  int: ['1', '2', '3', '-1'],
  bigint: ['9007199254740993', '9007199254740992', '1'],
  text: ["'a'", "'A'", "''", "'a%b_c'", String.raw`'x\y'`, "'Ünï 🦀'", `'"q"'`, "'__proto__'"],
  boolean: ['true', 'false'],
  'numeric(8,2)': ['1.50', '1.5', '-20', '0.01'],
  float8: ['0.1', '1e300', '-0.5'],
  date: ["'2024-02-29'", "'1999-12-31'"],
  timestamptz: ["'2024-01-01 00:00:00.000001+00'", "'2024-01-01 00:00:00.000002+00'", "'infinity'"],
  uuid: ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12'"],
  bytea: [String.raw`'\x00ff'`, String.raw`'\x5c'`],
  mood: ["'sad'", "'so-so'", "'happy'"],
  'int[]': ["'{1,2}'", "'{}'", "'{3}'"],
  jsonb: [`'{"a": 1}'`, "'[1, 2.50]'", `'{"a": "x", "b c": [true, "k"]}'`, `'"k"'`],
  smallint: ['1', '2', '-32768'],
  'varchar(9)': ["'a'", "'a '", "'A'"],
  'char(3)': ["'a'", "'ab'", "'a  '"],
  numeric: ['1', '2.50', '123456789012345678901234567890.5'],
  timestamp: ["'2024-01-01 00:00:00.000001'", "'2024-12-31 23:59:59'", "'-infinity'"],
  time: ["'00:00'", "'23:59:59.999999'"],
  interval: ["'1 day'", "'25 hours'", "'-1 month'"],
  json: [`'{"a": 1}'`, "'null'"],
  inet: ["'10.0.0.1'", "'10.0.0.0/8'"],
  money: ['1.50', '-2'],
  tsvector: ["'red:1 green:2'", "'green:1'"],
  int4range: ["'[1,3)'", "'[2,2]'", "'empty'", "'[3,)'"],
  tstzrange: ["'[2024-01-01 00:00+00,2024-01-02 00:00+00]'", "'(,2024-01-01 12:00+00)'"],
  'text[]': [`'{a,NULL,"b c"}'`, "'{}'", `'{"\\"",A}'`],
  'mood[]': ["'{sad,so-so}'", "'{happy}'"],
  'int[][]': ["'{{1,2},{3,4}}'", "'{}'"],
  place: ['\'(1,"a, b",sad)\'', "'(2,,)'", "'(1,A,happy)'"],
  rating: ['1', '5'],
  feeling: ["'sad'", "'happy'"],
  'rating[]': ["'{1,5}'", "'{}'", "'{3}'"],
};

export const KINDS: readonly Kind[] = Object.entries(VALUES).map(([type, values]) => ({ type, values }));

export const TYPES = `
  create type mood as enum ('sad', 'so-so', 'happy');
  create type place as (x int, note text, mood mood);
  create domain rating as int check (value between 1 and 5);
  create domain feeling as mood check (value <> 'so-so');`;

export function declared({ type, notNull }: Kind): string {
  return notNull ? `${type} not null` : type;
}

export function valueOf({ values, notNull }: Kind, dice: number): string {
  const chosen = notNull ? values : [...values, 'null'];
  return chosen[dice % chosen.length] ?? 'null';
}
