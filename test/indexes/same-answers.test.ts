/** A filter is written for the indexes of a table, but its meaning does not depend on them. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { TestGateway } from '../support/gateway.ts';
import { useDatabase } from '../support/use-database.ts';

const DOCUMENTS = [
  '{"a": {"b": 5}}',
  '{"a": {"b": 5.0, "c": 1}}',
  '{"a": {"b": "5"}}',
  '{"a": {"b": [5, 6]}}',
  '{"a": [{"b": 5}]}',
  '{"a": {"0": 5}}',
  '{"a": [5, 6]}',
  '{"a": {"b": null}}',
  '{"a": {"b": {"c": 1, "d": 2}}}',
  '{"a": {"b": {"c": 1}}}',
  '{"a": null}',
  '{}',
  '[]',
  '5',
  '[5]',
  'null',
];
const TEXTS = [
  'Straße',
  'STRASSE',
  'straße',
  'ΟΔΟΣ',
  'οδος',
  'οδοσ',
  'İstanbul',
  'istanbul',
  'a_b',
  'aXb',
  'A%B',
  'a\\b',
  '',
];

const quoted = (values: readonly string[]): string => values.map((value) => `'${value}'`).join(', ');
const tables = ['bare', 'gin', 'paths'].map(
  (name) =>
    `create table ${name} (id int primary key, parent_id int references ${name}, document jsonb, text text collate "und-x-icu", short varchar(20));
     insert into ${name} (id, parent_id, document, text, short)
       select n, nullif(n / 2, 0), d::jsonb, t, t from unnest(array[${quoted(DOCUMENTS)}],
         array[${quoted(TEXTS)}]) with ordinality as v(d, t, n);`,
);

const database = useDatabase(
  `${tables.join('\n')}
   create index on gin using gin (document);
   create index on gin (lower(text));
   create index on gin (lower(short) text_pattern_ops);
   create index on paths using gin (document jsonb_path_ops);
   create index on paths (lower(text) text_pattern_ops);
   create index on paths (lower(short));`,
  'analyze',
);

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await database.open();
});

const OPERANDS = ['5', '5.00', '"5"', '[5, 6]', '{ c: 1 }', '{}'];
const PATHS = ['["a", "b"]', '["a", "0"]', '["a", " 1"]', '["a"]', '[]', '["0"]', '["a", "b", "c"]'];
const CONDITIONS = [
  ...PATHS.flatMap((path) => [
    ...OPERANDS.map((operand) => `document: { at: { path: ${path}, eq: ${operand} } }`),
    `document: { at: { path: ${path}, in: [5, "5", [5, 6]] } }`,
    `document: { at: { path: ${path}, in: [] } }`,
    `document: { at: { path: ${path}, ne: 5 } }`,
  ]),
  ...[
    'straSSe',
    'STRASSE',
    'ΟΔΟΣ',
    'οδος',
    'İstanbul',
    'istan%',
    'a_b',
    'a\\\\_b',
    'A\\\\%b',
    'A\\\\\\\\B',
    '',
  ].flatMap((pattern) => ['text', 'short'].map((column) => `${column}: { ilike: "${pattern}" }`)),
  ...['Stra', 'ΟΔ', 'ς', 'Σ', 'i', 'İ', 'A_', 'a%', ''].flatMap((part) =>
    ['startsWithInsensitive', 'endsWithInsensitive', 'containsInsensitive'].map(
      (word) => `text: { ${word}: "${part}" }`,
    ),
  ),
];

const AROUND: readonly (readonly [string, (condition: string) => string])[] = [
  ['alone', (condition) => condition],
  ['below not', (condition) => `not: { ${condition} }`],
  ['below not twice', (condition) => `not: { not: { ${condition} } }`],
  ['below or', (condition) => `or: [{ ${condition} }, { id: { eq: 3 } }]`],
  ['on a related row, below not', (condition) => `not: { parent: { ${condition} } }`],
  ['on every related row', (condition) => `BELOW: { every: { ${condition} } }`],
  ['on no related row', (condition) => `BELOW: { none: { not: { ${condition} } } }`],
];

describe('filters with and without an index', () => {
  it.each(AROUND)('a filter finds the same rows with an index as without: %s', async (_, around) => {
    const fields = CONDITIONS.flatMap((condition, at) =>
      ['bares', 'gins', 'paths'].map(
        (table) =>
          `${table}${at}: ${table}(where: { ${around(condition).replace('BELOW', `${table}ByParent`)} }) { id }`,
      ),
    );
    let found = 0;
    for (let at = 0; at < fields.length; at += 30) {
      const { data, errors } = await gateway.run(`{ ${fields.slice(at, at + 30).join('\n')} }`);
      expect(errors).toEqual([]);
      const answers = new Map(Object.entries(data ?? {}));
      for (const [name, rows] of answers) {
        const number = name.replace(/^\D+/, '');
        expect({ [CONDITIONS[Number(number)] ?? '']: rows }).toEqual({
          [CONDITIONS[Number(number)] ?? '']: answers.get(`bares${number}`),
        });
        found += Array.isArray(rows) ? rows.length : 0;
      }
    }
    expect(found).toBeGreaterThan(CONDITIONS.length);
  });

  it('a filter is written differently with an index', async () => {
    const sql = async (table: string, condition: string): Promise<string> => {
      const { statements } = await gateway.run(`{ ${table}(where: { ${condition} }) { id } }`);
      return statements.map((statement) => statement.sql).join('\n');
    };
    const at = 'document: { at: { path: ["a", "b"], eq: 5 } }';
    for (const table of ['gins', 'paths']) {
      expect(await sql(table, at)).toContain('@>');
      expect(await sql(table, `not: { ${at} }`)).not.toContain('@>');
      expect(await sql(table, 'text: { ilike: "x" }')).toContain('lower(');
    }
    expect(await sql('bares', at)).not.toContain('@>');
    expect(await sql('bares', 'text: { ilike: "x" }')).not.toContain('lower(');
  });
});
