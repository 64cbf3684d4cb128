/** Small databases of any shape: composite keys, nullable and self-referring keys, junctions, one-to-one, keyless tables. */
import * as fc from 'fast-check';

interface Table {
  /** Key columns beside a serial number; none: the table has no key. */
  readonly key: 'id' | 'pair' | 'text' | 'none';
  readonly columns: readonly ColumnKind[];
  readonly references: readonly Reference[];
  readonly rows: readonly number[];
  /** What else there is of it: a table that shares its key, a view of all of it. */
  readonly sub: ColumnKind | null;
  readonly view: boolean;
}

interface Reference {
  readonly target: number;
  readonly nullable: boolean;
  readonly unique: boolean;
}

interface Link {
  readonly from: number;
  readonly to: number;
  readonly key: boolean;
  readonly rows: readonly number[];
}

interface Schema {
  readonly tables: readonly Table[];
  readonly links: readonly Link[];
}

type ColumnKind = keyof typeof VALUES;

/** A few values of each type, close enough to each other that ties and near misses occur. Equal ones look alike: which of them is the least is nobody's business. */
const VALUES = {
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
} as const;

const KINDS = Object.keys(VALUES).filter((kind): kind is ColumnKind => kind in VALUES);

export function randomDatabases(seed: number, count: number): string[] {
  return fc.sample(schemas(), { seed, numRuns: count }).map(schemaSql);
}

const TYPES = `
  create type mood as enum ('sad', 'so-so', 'happy');
  create type place as (x int, note text, mood mood);
  create domain rating as int check (value between 1 and 5);
  create domain feeling as mood check (value <> 'so-so');`;

/** Two tables with columns of every type: values of one are in several rows, and some are missing. */
export function everyKind(): string {
  const columns = KINDS.map((kind, index) => `c${index} ${kind}`);
  const rows = [0, 1, 2, 3, 4, 5, 6].map((row) => {
    const values = KINDS.map((kind, index) => pick([...VALUES[kind], 'null'], row + index));
    return `insert into things values (${[row, ...values, row === 0 ? 'null' : Math.floor(row / 2)].join(', ')});`;
  });
  return [
    TYPES,
    `create table things (id int primary key, ${columns.join(', ')}, thing_id int references things);`,
    ...rows,
    'create view seen as select * from things;',
  ].join('\n');
}

function schemas(): fc.Arbitrary<Schema> {
  const rows = fc.array(fc.nat({ max: 10_000 }), { minLength: 0, maxLength: 9, size: 'max' });
  const reference = fc.record({ target: fc.nat({ max: 5 }), nullable: fc.boolean(), unique: fc.boolean() });
  const table = fc.record({
    key: fc.constantFrom<Table['key']>('id', 'id', 'pair', 'text', 'none'),
    columns: fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 3 }),
    references: fc.array(reference, { maxLength: 3, size: 'max' }),
    rows,
    sub: fc.option(fc.constantFrom(...KINDS), { freq: 2 }),
    view: fc.nat({ max: 5 }).map((dice) => dice === 0),
  });
  const link = fc.record({ from: fc.nat({ max: 5 }), to: fc.nat({ max: 5 }), key: fc.boolean(), rows });
  return fc.record({
    tables: fc.array(table, { minLength: 2, maxLength: 5, size: 'max' }),
    links: fc.array(link, { maxLength: 2, size: 'max' }),
  });
}

function schemaSql({ tables, links }: Schema): string {
  // A table refers to itself and to tables before it.
  return [
    TYPES,
    ...tables.map((table, index) => tableSql(tables, table, index)),
    ...links.map((link, index) => linkSql(tables, link, index)),
  ].join('\n');
}

function tableSql(tables: readonly Table[], table: Table, index: number): string {
  const name = `t${index}`;
  const references = table.references.map((reference, number) => {
    return { ...reference, ...referred(tables, reference.target % (index + 1)), number };
  });
  const usable = references.filter((reference) => reference.key.length > 0);
  const lines = [
    ...keyColumns(table.key).map((column) => `${column.name} ${column.type} not null`),
    ...table.columns.map((kind, number) => `c${number} ${kind}`),
    ...usable.flatMap((reference) => referenceLines(reference, index)),
    ...(hasSub(table) ? ['kind text not null'] : []),
    ...(table.key === 'none' ? [] : [`primary key (${keyNames(table.key)})`]),
  ];
  const inserts = table.rows.map((_, row) => insertRow(table, usable, index, row));
  const circles = usable.filter((reference) => reference.table === index).map((each) => circleSql(table, each, index));
  const more = [...subSql(table, index), ...(table.view ? [`create view v${index} as select * from ${name};`] : [])];
  return [`create table ${name} (${lines.join(', ')});`, ...inserts, ...circles, ...more, ...functionsSql(name)].join(
    '\n',
  );
}

function hasSub({ key, sub }: Table): boolean {
  return sub !== null && (key === 'id' || key === 'text');
}

/** Every second row goes on in a table with the same key of one column. */
function subSql(table: Table, index: number): string[] {
  const { key, rows, sub } = table;
  if (sub === null || !hasSub(table)) return [];
  const [column] = keyColumns(key);
  const inserts = rows.map((dice, row) => {
    return row % 2 === 0 ? '' : insertSql(`s${index}`, [...keyValues(key, row), pick([...VALUES[sub], 'null'], dice)]);
  });
  return [`create table s${index} (id ${column?.type} primary key references t${index}, extra ${sub});`, ...inserts];
}

/** Of its rows: all, the last of them, and a text. */
function functionsSql(table: string): string[] {
  const head = (name: string, args: string, returns: string): string =>
    `create function ${table}_${name}(${args}) returns ${returns} language sql stable as`;
  return [
    `${head('all', 'but int default 0', `setof ${table}`)} $$ select * from ${table} offset but $$;`,
    `${head('last', '', table)} $$ select * from ${table} order by ctid desc limit 1 $$;`,
    `${head('text', `row_of ${table}, before text default 'is '`, 'text')} $$ select before || (row_of is null) $$;`,
    `${head('count', '', 'bigint')} $$ select count(*) from ${table} $$;`,
  ];
}

/** Rows refer to rows before them; here one of the first refers to the last, which may lead back to it. */
function circleSql(table: Table, reference: UsableReference, index: number): string {
  const last = table.rows.length - 1;
  const dice = table.rows[last] ?? 0;
  if (last < 1 || reference.key === '' || dice % 2 === 0) return '';
  const names = keyColumns(reference.key).map(({ name }) => `r${reference.number}_${name}`);
  const set = names.map((name, part) => `${name} = ${keyValues(table.key, last)[part]}`);
  const first = keyColumns(table.key).map(({ name }, part) => `${name} = ${keyValues(table.key, dice % 3)[part]}`);
  return guarded(`update t${index} set ${set.join(', ')} where ${first.join(' and ')}`);
}

interface Referred {
  readonly table: number;
  readonly key: Table['key'] | '';
  readonly rows: number;
}

function referred(tables: readonly Table[], table: number): Referred {
  const target = tables[table];
  return { table, key: !target || target.key === 'none' ? '' : target.key, rows: target?.rows.length ?? 0 };
}

type UsableReference = Reference & Referred & { readonly number: number };

/** A key into the own table must be nullable, or the first row could not be written. */
function isNullable(reference: UsableReference, index: number): boolean {
  return reference.nullable || reference.table === index || reference.rows === 0;
}

function referenceLines(reference: UsableReference, index: number): string[] {
  if (reference.key === '') return [];
  const columns = keyColumns(reference.key).map(({ name, type }) => ({ name: `r${reference.number}_${name}`, type }));
  const names = columns.map(({ name }) => name).join(', ');
  const notNull = isNullable(reference, index) ? '' : ' not null';
  return [
    ...columns.map(({ name, type }) => `${name} ${type}${notNull}`),
    `foreign key (${names}) references t${reference.table} (${keyNames(reference.key)})`,
    ...(reference.unique ? [`unique (${names})`] : []),
  ];
}

function keyColumns(key: Table['key']): readonly { name: string; type: string }[] {
  if (key === 'none') return [];
  if (key === 'pair') return [...keyColumns('id'), { name: 'part', type: 'text' }];
  return [{ name: 'id', type: key === 'text' ? 'text' : 'int' }];
}

function keyNames(key: Table['key']): string {
  return keyColumns(key)
    .map(({ name }) => name)
    .join(', ');
}

/** The key of the n-th row of a table: pairs share their first half. */
function keyValues(key: Table['key'], row: number): string[] {
  if (key === 'none') return [];
  if (key === 'pair') return [String(Math.floor(row / 2)), row % 2 === 0 ? "'a'" : "'b'"];
  return [key === 'text' ? `'k ${row}"'` : String(row)];
}

function insertRow(table: Table, references: readonly UsableReference[], index: number, row: number): string {
  const dice = table.rows[row] ?? 0;
  const values = table.columns.map((kind, number) => pick([...VALUES[kind], 'null'], dice + number * 7));
  const keys = references.flatMap((reference) => referenceValues(reference, index, dice, row));
  // Now and then a row says what it is not.
  const kind = row % 2 === 1 && dice % 7 > 0 ? `'sub'` : `'own'`;
  return insertSql(`t${index}`, [...keyValues(table.key, row), ...values, ...keys, ...(hasSub(table) ? [kind] : [])]);
}

function referenceValues(reference: UsableReference, index: number, dice: number, row: number): string[] {
  if (reference.key === '') return [];
  const width = keyColumns(reference.key).length;
  const rows = reference.table === index ? row : reference.rows;
  const chosen = (dice >> reference.number) % (rows + 1);
  const values = keyValues(reference.key, chosen === rows ? 0 : chosen);
  if (rows === 0 || (isNullable(reference, index) && chosen === rows)) {
    // A key that is null in part refers to nothing.
    return width > 1 && dice % 3 === 0 ? [values[0] ?? 'null', 'null'] : Array<string>(width).fill('null');
  }
  return values;
}

function linkSql(tables: readonly Table[], link: Link, index: number): string {
  const from = referred(tables, link.from % tables.length);
  const to = referred(tables, link.to % tables.length);
  if (from.key === '' || to.key === '' || from.rows === 0 || to.rows === 0) return '';
  const near = keyColumns(from.key).map((column) => ({ ...column, name: `a_${column.name}` }));
  const far = keyColumns(to.key).map((column) => ({ ...column, name: `b_${column.name}` }));
  const names = (columns: typeof near): string => columns.map((column) => column.name).join(', ');
  const lines = [
    ...[...near, ...far].map((column) => `${column.name} ${column.type}`),
    `foreign key (${names(near)}) references t${from.table} (${keyNames(from.key)})`,
    `foreign key (${names(far)}) references t${to.table} (${keyNames(to.key)})`,
    ...(link.key ? [`primary key (${names([...near, ...far])})`] : []),
  ];
  const inserts = link.rows.map((dice) => {
    const values = [
      ...keyValues(from.key === '' ? 'none' : from.key, dice % from.rows),
      ...keyValues(to.key === '' ? 'none' : to.key, (dice >> 3) % to.rows),
    ];
    return insertSql(`links${index}`, values);
  });
  return [`create table links${index} (${lines.join(', ')});`, ...inserts].join('\n');
}

/** A row that breaks a key, or refers to one that did, is left out. */
function insertSql(table: string, values: readonly string[]): string {
  return guarded(`insert into ${table} values (${values.join(', ')})`);
}

function guarded(statement: string): string {
  return `do $$ begin ${statement}; exception when integrity_constraint_violation then null; end $$;`;
}

function pick(values: readonly string[], dice: number): string {
  return values[dice % values.length] ?? 'null';
}
