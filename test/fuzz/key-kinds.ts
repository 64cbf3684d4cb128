/** Keys of tables, each with the values of its rows, and with the possible types of a column that refers to it. */

export interface KeyPart {
  readonly name: string;
  readonly type: string;
  /** The types of columns that refer to it. */
  readonly referring: readonly string[];
  /** The value of the n-th row. */
  value(row: number): string;
  /** An equal value with another text, where there is one. */
  alike?(row: number): string;
}

/** The name is `none` or one of the names below. */
export type KeyName = string;

type Keys = Readonly<Record<KeyName, readonly KeyPart[]>>;

/** Pairs share their first half. */
const PLAIN: Keys = {
  none: [],
  id: [part('int', String)],
  pair: [part('int', (row) => String(Math.floor(row / 2))), letter('part')],
  text: [part('text', (row) => `'k ${row}"'`)],
};

/** Values for which PostgreSQL has several texts, and types whose operators differ from those of numbers and texts. */
const ODD: Keys = {
  money: [part('money', (row) => `'${row}'`)],
  numeric: [{ ...part('numeric', (row) => `${row}.0`, ['numeric', 'int', 'numeric(9,3)']), alike: (row) => `${row}` }],
  bigint: [part('bigint', (row) => String(row), ['bigint', 'int', 'smallint'])],
  timestamptz: [part('timestamptz', (row) => `'2024-01-01 23:00:00.${String(row).padStart(6, '0')}+00'`)],
  uuid: [part('uuid', (row) => `'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a${10 + row}'`)],
  bytea: [part('bytea', (row) => String.raw`'\x${String(row).padStart(2, '0')}ff'`)],
  padded: [{ ...part('char(4)', (row) => `'k${row}'`, ['char(4)', 'char(6)']), alike: (row) => `'k${row}  '` }],
  mood: [part('mood', (row) => `'${['sad', 'so-so', 'happy'][row % 3]}'`)],
  rating: [part('rating', (row) => `${(row % 5) + 1}`, ['rating', 'int'])],
  bits: [part('bit(6)', (row) => `B'${row.toString(2).padStart(6, '0').slice(-6)}'`)],
  inet: [{ ...part('inet', (row) => `'10.0.0.${row}'`), alike: (row) => `'10.0.0.${row}/32'` }],
  interval: [{ ...part('interval', (row) => `'${row} days'`), alike: (row) => `'${row * 24} hours'` }],
  range: [{ ...part('int4range', (row) => `'[${row},${row + 1})'`), alike: (row) => `'[${row},${row}]'` }],
  place: [part('place', (row) => `row(${row}, 'a', 'sad')::place`)],
  sites: [part('inet', (row) => `'10.0.0.${Math.floor(row / 2)}'`), letter('letter', 'char(2)')],
};

/** Types in the schema of extensions. */
const OF_EXTENSIONS: Keys = {
  citext: [{ ...part('ext.citext', (row) => `'Key ${row}'`), alike: (row) => `'key ${row}'` }],
  issn: [part('ext.issn', (row) => `'${issn(row)}'`)],
  ltree: [part('ext.ltree', (row) => `'top.k${row}'`)],
};

const COLLATIONS = ['text', 'text collate nocase', 'text collate "C"', 'text collate "ucs_basic"'];

/** Keys that distinguish case, and keys that do not. Every reference to them has a collation of its own. */
const COLLATED: Keys = {
  cased: [part('text', cased, COLLATIONS)],
  nocase: [{ ...part('text collate nocase', (row) => `'k${row}'`, COLLATIONS), alike: (row) => `'K${row}'` }],
  casedC: [part('text collate "C"', cased, COLLATIONS)],
};

export const ODD_KEYS = Object.keys(ODD);
export const COLLATED_KEYS = Object.keys(COLLATED);

const KEYS: Keys = { ...PLAIN, ...ODD, ...OF_EXTENSIONS, ...COLLATED };

export function keyParts(key: KeyName): readonly KeyPart[] {
  return KEYS[key] ?? [];
}

export function keyValues(key: KeyName, row: number): string[] {
  return keyParts(key).map((each) => each.value(row));
}

/** The values of a row that refers to it. Every second one is an equal value with another text. */
export function referringValues(key: KeyName, row: number, dice: number): string[] {
  return keyParts(key).map((each) => (dice % 2 === 0 ? each.value(row) : (each.alike ?? each.value)(row)));
}

function part(type: string, value: (row: number) => string, referring: readonly string[] = [type]): KeyPart {
  return { name: 'id', type, referring, value };
}

function letter(name: string, type = 'text'): KeyPart {
  return { ...part(type, (row) => (row % 2 === 0 ? "'a'" : "'b'")), name };
}

function cased(row: number): string {
  const text = `k${Math.floor(row / 2)}`;
  return `'${row % 2 === 0 ? text : text.toUpperCase()}'`;
}

/** Makes seven digits and a check digit. */
function issn(row: number): string {
  const digits = String(1_436_450 + row);
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (8 - index), 0);
  const check = (11 - (sum % 11)) % 11;
  return `${digits.slice(0, 4)}-${digits.slice(4)}${check === 10 ? 'X' : check}`;
}
