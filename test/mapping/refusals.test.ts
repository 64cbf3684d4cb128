/** Configurations that a newcomer might write, over a database with everything that is unusual. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConfigOptions, readConfig } from '../../schema/config/read-config.ts';
import { isRecord } from '../../schema/util/records.ts';
import { ConfigError } from '../../schema/config/reader/config-issues.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { item, on, REFUSED, value } from './refused-configurations.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/odd-schema.sql', import.meta.url)]);
});
afterAll(() => database.drop());

function open(file: ConfigOptions): Promise<TestGateway> {
  return openGateway(database.url, { database: { schemas: ['public', 'crm'] }, ...file });
}

async function mistakes(file: ConfigOptions): Promise<readonly string[]> {
  const opened = await open(file).catch((error: unknown) => error);
  if (opened instanceof ConfigError) return opened.mistakes;
  throw opened instanceof Error ? opened : new Error('no mistake was found');
}

describe('refused configurations', () => {
  test.each(REFUSED)('%s is refused with a reason', async (_, file, mistake) => {
    expect(await mistakes(file)).toEqual([mistake]);
  });
});

interface Batch {
  file: unknown;
  readonly isForm: boolean;
  readonly expected: string[];
}

/**
 * Puts as many cases as possible into one configuration: all that do not concern the same thing, apart for form and for
 * those that need the database.
 */
function batches(): readonly Batch[] {
  const all: Batch[] = [];
  for (const [index, [, given, mistake]] of REFUSED.entries()) {
    const text = JSON.stringify(given);
    // A part that is hidden, renamed or of another type would be missing in other cases.
    if (/"hide":true|"name":"People"|"type":"text"/.test(text)) continue;
    // Values and relations of several cases get names of their own.
    const file: unknown = JSON.parse(text.replaceAll('"f":', `"f${index}":`).replaceAll('"o":', `"o${index}":`));
    const expected = mistake.replace('.fields.f', `.fields.f${index}`).replace('.relations.o', `.relations.o${index}`);
    const isForm = isWrongInForm(file);
    const place = all.find((batch) => batch.isForm === isForm && merged(batch.file, file));
    if (place) place.file = merged(place.file, file);
    place?.expected.push(expected);
    if (!place) all.push({ file, isForm, expected: [expected] });
  }
  return all;
}

function isWrongInForm(file: unknown): boolean {
  try {
    readConfig({ file });
    return false;
  } catch {
    return true;
  }
}

/** Merges both, or returns null where they set the same thing. */
function merged(one: unknown, other: unknown): object | null {
  if (!isRecord(one) || !isRecord(other)) return null;
  const both = Object.keys(one).filter((key) => Object.hasOwn(other, key));
  const parts = both.map((key) => [key, merged(one[key], other[key])] as const);
  return parts.some(([, part]) => part === null) ? null : { ...one, ...other, ...Object.fromEntries(parts) };
}

test('all wrong configurations together are refused with every reason and with nothing else', async () => {
  const sizes = [];
  for (const { file, expected } of batches()) {
    expect((await mistakes(Object(file))).toSorted()).toEqual(expected.toSorted());
    sizes.push(expected.length);
  }
  expect(Math.max(...sizes)).toBeGreaterThan(15);
});

const SERVED: readonly (readonly [what: string, file: ConfigOptions, query: string, data: object])[] = [
  [
    'names that have to be quoted, and reserved words',
    { entities: { 'Odd Table': { columns: { 'with-dash': { name: 'dash' }, größe: { name: 'size' } } } } },
    '{ oddTables { primaryKey select dash size aB } orders { user } }',
    { oddTables: [{ primaryKey: 1, select: 's', dash: 'd', size: '1.5', aB: 'q' }], orders: [{ user: 'u' }] },
  ],
  [
    'a view with a key, related to a table of another schema',
    { entities: { Level: { key: ['id'], relations: { person: { target: 'crm.people', on: [['id', 'id']] } } } } },
    '{ levels { level person { email boss { email } } } }',
    {
      levels: [
        { level: 'VERY_HIGH', person: { email: 'a@b', boss: null } },
        { level: 'low', person: { email: 'c@d', boss: { email: 'a@b' } } },
      ],
    },
  ],
  ['comments in a value', value('{row}.qty * 2 -- twice'), '{ items { f } }', { items: [{ f: 4 }, { f: 6 }] }],
  [
    'comments in a condition',
    on('{source}.order_id = {target}.id -- the order'),
    '{ items { o { user } } }',
    { items: [{ o: [{ user: 'u' }] }, { o: [{ user: 'u' }] }] },
  ],
  [
    'placeholders, braces and parentheses within texts, as text',
    value(`'{row} :-) {1}' || {row}.qty || cardinality('{1,2}'::int[])`),
    '{ item(id: 1) { f } }',
    { item: { f: '{row} :-) {1}22' } },
  ],
  [
    'columns of tables within a subquery, and functions that are stable',
    value('(select steady(min(qty)) from items where order_id = {row}.order_id)'),
    '{ item(id: 2) { f } }',
    { item: { f: 2 } },
  ],
  [
    'columns that swap their names',
    item({ columns: { order_id: { name: 'qty' }, qty: { name: 'orderId' } } }),
    '{ item(id: 2) { qty orderId order { id } } }',
    { item: { qty: 1, orderId: 3, order: { id: 1 } } },
  ],
  [
    'a column under the name of a relation that is renamed too',
    item({ columns: { qty: { name: 'order' } }, relations: { order: { name: 'purchase' } } }),
    '{ item(id: 2) { order purchase { id } } }',
    { item: { order: 3, purchase: { id: 1 } } },
  ],
];

describe('unusual configurations', () => {
  test.each(SERVED)('a gateway serves %s', async (_, file, query, data) => {
    const gateway = await open(file);
    try {
      for (const load of ['auto', 'selectin', 'joined'] as const) {
        const result = await gateway.run(query, { load });
        expect({ data: result.data, errors: result.errors }).toEqual({ data, errors: [] });
      }
      const { written, executed } = await gateway.write(query);
      expect(written).toBe(executed);
    } finally {
      await gateway.close();
    }
  });
});

test('a new name of one type leaves the root fields of another type as they are', async () => {
  const gateway = await open({ entities: { 'public.people': { name: 'Zebra' }, Tag: { name: 'Person' } } });
  const { data } = await gateway.run(
    '{ people { name __typename } zebras { id } crmPeople { email } tagged: person(id: 1) { id } }',
  );
  await gateway.close();
  expect(data).toEqual({ people: [], zebras: [], crmPeople: [{ email: 'a@b' }, { email: 'c@d' }], tagged: null });
});
