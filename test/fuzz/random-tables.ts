/**
 * Tables of any shape as SQL: composite keys, nullable and self-referring keys, junctions, one-to-one, tables without
 * keys.
 */
import { declared, type Kind, valueOf } from './column-kinds.ts';
import { type KeyName, keyParts, keyValues, referringValues } from './key-kinds.ts';

export interface Table {
  readonly key: KeyName;
  readonly columns: readonly Kind[];
  readonly references: readonly Reference[];
  readonly rows: readonly number[];
  /** Additions to the table: a table that shares its key, and a view of all of it. */
  readonly sub: Kind | null;
  readonly view: boolean;
}

interface Reference {
  readonly target: number;
  readonly nullable: boolean;
  readonly unique: boolean;
}

export interface Link {
  readonly from: number;
  readonly to: number;
  readonly key: boolean;
  readonly rows: readonly number[];
}

export interface Schema {
  readonly tables: readonly Table[];
  readonly links: readonly Link[];
}

/** An existing key into a table with so many rows. */
export interface UsableReference extends Reference, Referred {
  readonly number: number;
}

interface Referred {
  readonly table: number;
  readonly key: KeyName;
  readonly rows: number;
}

/** A table refers to itself and to tables before it. */
export function schemaSql({ tables, links }: Schema): string {
  return [
    ...tables.map((table, index) => tableSql(tables, table, index)),
    ...links.map((link, index) => linkSql(tables, link, index)),
  ].join('\n');
}

export function usableReferences(tables: readonly Table[], index: number): readonly UsableReference[] {
  const references = (tables[index]?.references ?? []).map((reference, number) => {
    return { ...reference, ...referred(tables, reference.target % (index + 1)), number };
  });
  return references.filter(({ key }) => key !== 'none');
}

/** Returns the names of the table's columns, in order. */
export function columnNames(tables: readonly Table[], index: number): string[] {
  const table = tables[index];
  if (!table) return [];
  return [
    ...keyParts(table.key).map(({ name }) => name),
    ...table.columns.map((_, number) => `c${number}`),
    ...usableReferences(tables, index).flatMap(referringNames),
    ...(hasSub(table) ? ['kind'] : []),
  ];
}

function tableSql(tables: readonly Table[], table: Table, index: number): string {
  const name = `t${index}`;
  const usable = usableReferences(tables, index);
  const lines = [
    ...keyParts(table.key).map((part) => `${part.name} ${part.type} not null`),
    ...table.columns.map((kind, number) => `c${number} ${declared(kind)}`),
    ...usable.flatMap((reference) => referenceLines(reference, index)),
    ...(hasSub(table) ? ['kind text not null'] : []),
    ...(table.key === 'none' ? [] : [`primary key (${keyNames(table.key)})`]),
  ];
  const inserts = table.rows.map((_, row) => insertSql(name, rowValues(tables, index, row)));
  const circles = usable.filter((reference) => reference.table === index).map((each) => circleSql(table, each, index));
  const more = [...subSql(table, index), ...(table.view ? [`create view v${index} as select * from ${name};`] : [])];
  return [
    `create table ${name} (${lines.join(', ')});`,
    ...usable.map((reference) => foreignKeySql(reference, index)),
    ...inserts,
    ...circles,
    ...more,
    ...functionsSql(name),
  ].join('\n');
}

export function hasSub({ key, sub }: Table): boolean {
  return sub !== null && keyParts(key).length === 1;
}

/** Every second row has a row in a table with the same key of one column. */
function subSql(table: Table, index: number): string[] {
  const { key, rows, sub } = table;
  if (sub === null || !hasSub(table)) return [];
  const [part] = keyParts(key);
  const inserts = rows.map((dice, row) => {
    return row % 2 === 0 ? '' : insertSql(`s${index}`, [...referringValues(key, row, dice), valueOf(sub, dice)]);
  });
  return [
    `create table s${index} (id ${part?.type} primary key references t${index}, extra ${declared(sub)});`,
    ...inserts,
  ];
}

/** Functions that give all rows of the table, the last of them, and a text. */
function functionsSql(table: string): string[] {
  const head = (name: string, args: string, returns: string): string =>
    `create function ${table}_${name}(${args}) returns ${returns} language sql stable as`;
  const rows = `public.${table}`;
  return [
    `${head('all', 'but int default 0', `setof ${table}`)} $$ select * from ${rows} offset but $$;`,
    `${head('last', '', table)} $$ select * from ${rows} order by tableoid desc, ctid desc limit 1 $$;`,
    `${head('text', `row_of ${table}, before text default 'is '`, 'text')} $$ select before || (row_of is null) $$;`,
    `${head('count', '', 'bigint')} $$ select count(*) from ${rows} $$;`,
  ];
}

/** Rows refer to rows before them. Here one of the first refers to the last, which may lead back to it. */
function circleSql(table: Table, reference: UsableReference, index: number): string {
  const last = table.rows.length - 1;
  const dice = table.rows[last] ?? 0;
  if (last < 1 || dice % 2 === 0) return '';
  const values = keyValues(table.key, last);
  const set = referringNames(reference).map((name, part) => `${name} = ${values[part]}`);
  const first = `(select ctid from t${index} offset ${dice % 3} limit 1)`;
  return guarded(`update t${index} set ${set.join(', ')} where ctid = ${first}`);
}

function referred(tables: readonly Table[], table: number): Referred {
  const target = tables[table];
  return { table, key: target?.key ?? 'none', rows: target?.rows.length ?? 0 };
}

/** A key into the own table must be nullable, because the first row could not be written otherwise. */
export function isNullable(reference: UsableReference, index: number): boolean {
  return reference.nullable || reference.table === index || reference.rows === 0;
}

export function referringNames({ key, number }: UsableReference): string[] {
  return keyParts(key).map(({ name }) => `r${number}_${name}`);
}

function referenceLines(reference: UsableReference, index: number): string[] {
  const names = referringNames(reference);
  const notNull = isNullable(reference, index) ? '' : ' not null';
  const columns = keyParts(reference.key).map(({ type, referring }, part) => {
    return `${names[part]} ${referring[reference.target % referring.length] ?? type}${notNull}`;
  });
  return [...columns, ...(reference.unique ? [`unique (${names.join(', ')})`] : [])];
}

/** Not every server accepts a key whose sides have different collations. The columns then exist without it. */
function foreignKeySql(reference: UsableReference, index: number): string {
  const key = `foreign key (${referringNames(reference).join(', ')}) references t${reference.table} (${keyNames(reference.key)})`;
  return guarded(`alter table t${index} add ${key}`, 'invalid_foreign_key or collation_mismatch');
}

function keyNames(key: KeyName): string {
  return keyParts(key)
    .map(({ name }) => name)
    .join(', ');
}

/** Returns the values of the n-th row, one per column. */
function rowValues(tables: readonly Table[], index: number, row: number): string[] {
  const table = tables[index];
  if (!table) return [];
  const dice = table.rows[row] ?? 0;
  const values = table.columns.map((kind, number) => valueOf(kind, dice + number * 7));
  const keys = usableReferences(tables, index).flatMap((each) => referenceValues(each, index, dice, row));
  // A few rows have a wrong discriminator.
  const kind = row % 2 === 1 && dice % 7 > 0 ? `'sub'` : `'own'`;
  return [...keyValues(table.key, row), ...values, ...keys, ...(hasSub(table) ? [kind] : [])];
}

function referenceValues(reference: UsableReference, index: number, dice: number, row: number): string[] {
  const width = keyParts(reference.key).length;
  const rows = reference.table === index ? row : reference.rows;
  const chosen = (dice >> reference.number) % (rows + 1);
  const values = referringValues(reference.key, chosen === rows ? 0 : chosen, dice);
  if (rows === 0 || (isNullable(reference, index) && chosen === rows)) {
    // A partly null key refers to nothing.
    return width > 1 && dice % 3 === 0 ? [values[0] ?? 'null', 'null'] : Array<string>(width).fill('null');
  }
  return values;
}

function linkSql(tables: readonly Table[], link: Link, index: number): string {
  const from = referred(tables, link.from % tables.length);
  const to = referred(tables, link.to % tables.length);
  if (from.key === 'none' || to.key === 'none' || from.rows === 0 || to.rows === 0) return '';
  const near = keyParts(from.key).map(({ name, type }) => ({ type, name: `a_${name}` }));
  const far = keyParts(to.key).map(({ name, type }) => ({ type, name: `b_${name}` }));
  const names = (columns: typeof near): string => columns.map((column) => column.name).join(', ');
  const lines = [
    ...[...near, ...far].map((column) => `${column.name} ${column.type}`),
    `foreign key (${names(near)}) references t${from.table} (${keyNames(from.key)})`,
    `foreign key (${names(far)}) references t${to.table} (${keyNames(to.key)})`,
    ...(link.key ? [`primary key (${names([...near, ...far])})`] : []),
  ];
  const inserts = link.rows.map((dice) => {
    const values = [
      ...referringValues(from.key, dice % from.rows, dice),
      ...referringValues(to.key, (dice >> 3) % to.rows, dice >> 1),
    ];
    return insertSql(`links${index}`, values);
  });
  return [`create table links${index} (${lines.join(', ')});`, ...inserts].join('\n');
}

/** A row that breaks a key, or that refers to such a row, is left out. */
function insertSql(table: string, values: readonly string[]): string {
  return guarded(`insert into ${table} values (${values.join(', ')})`);
}

export function guarded(statement: string, condition = 'integrity_constraint_violation'): string {
  return `do $$ begin ${statement}; exception when ${condition} then null; end $$;`;
}
