/** The databases for operations: the samples, and random ones that change after a few operations. */
import { createDatabase, sampleDatabase, type TestDatabase } from '../support/database.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { STAFF } from '../fixtures/staff.ts';
import { type OpenTarget, openTarget } from './check.ts';
import { TYPES } from './column-kinds.ts';
import { randomConfiguration } from './random-configuration.ts';
import { everyKind, randomDatabases } from './random-database.ts';
import { withFailingTargets } from './failing/failing-targets.ts';
import { STRANGE_KINDS, type StrangeKind } from './strange/kinds.ts';
import { withStrangeTargets } from './strange/strange-targets.ts';

export const DATABASES = [
  'chinook',
  'northwind',
  'mondial',
  'staff',
  'shelf',
  'policed shelf',
  'documents',
  'values',
  'trees',
  'random',
  'policies',
  'configurations',
  'strange',
  'failing',
] as const;

export type DatabaseName = (typeof DATABASES)[number];

/** The number of operations per random database. */
const OPERATIONS_EACH = 25;

/** Computed columns of a row, of related rows, and without nulls. */
const COMPUTED: ConfigOptions = {
  entities: {
    Product: { fields: { worth: { sql: '{row}.unit_price::numeric * {row}.units_in_stock' } } },
    OrderDetail: { fields: { units: { sql: '{row}.quantity::int8', nullable: false } } },
    Customer: {
      fields: {
        spent: { sql: '(select sum(o.freight::numeric) from orders o where o.customer_id = {row}.customer_id)' },
        initial: { sql: 'left({row}.company_name, 1)', type: 'String!' },
      },
    },
  },
};

/** Computed columns with arguments and over lists, and root fields of functions. */
const SHELF: ConfigOptions = {
  functions: {
    findProducts: { function: 'found' },
    logged: { function: 'logged' },
    dearest: { function: 'dearest' },
    imagined: { function: 'imagined' },
    logAt: { function: 'log_at' },
    worthOf: { function: 'worth_of' },
    notes: { function: 'notes' },
    prices: { function: 'prices' },
    spans: { function: 'spans' },
    amounts: { function: 'amounts' },
  },
  entities: {
    Product: {
      fields: {
        priceWith: { sql: '{row}.price * (1 + {arg.rate})', args: { rate: 'numeric!' }, type: 'numeric' },
        noteOr: { sql: 'coalesce({row}.note, {arg.other})', args: { other: 'text' } },
        label: { function: 'label' },
        rank: { window: 'rank() over (partition by {row}.category_id order by {row}.price desc)' },
        running: { window: 'sum({row}.quantity) over (order by {row}.id)' },
      },
    },
    Line: { fields: { number: { window: 'row_number() over (order by {row}.amount, {row}.id)' } } },
    Log: {
      fields: { among: { window: 'count(*) over ()' }, twice: { sql: '{row}.at * {arg.n}', args: { n: 'Int' } } },
    },
  },
};

/** The ways of naming rows beside their keys. */
const WAYS_TO_ROWS: readonly ConfigOptions[] = [{ nodes: true }, { federation: true }, {}];

type Use = (target: OpenTarget, runs: number, seed: number) => Promise<void>;

/** Here are rows with an unknown discriminator, and subjects that are absent. */
const STAFF_SQL = [
  new URL('../fixtures/staff.sql', import.meta.url),
  `insert into emps values (5, 'ceo', 'c5', 2), (6, null, 'n6', 2), (7, 'mgr', 'm7', 2), (8, 'eng', 'e8', 2);
   insert into engs values (8, 'i8');
   insert into mgrs values (7, 't7');
   insert into papers values (2, 2), (3, 7);
   insert into comments values (6, 'Video', 1), (7, 'Photo', 1), (8, 'Post', null);
   insert into remarks values (9, 'emp', 5), (10, 'emp', 7), (11, 'vehicle', 3), (12, 'emp', 8), (13, 'ship', 1), (14, 'post', 9);`,
];

/** More documents and texts, and rows with them below. */
const DOCUMENTS_SQL = [
  new URL('../fixtures/documents.sql', import.meta.url),
  `insert into notes values
     (5, 'cats and a dog', '[1, "a", {"size": 3}]', to_tsvector('simple', 'green cats')),
     (6, 'green', '"tall"', to_tsvector('simple', 'red green red')),
     (7, '', '{"size": {"w": 4.5, "h": true}, "tags": []}', ''), (8, 'red cats', '{"size": null}', null);
   create table pages (id int primary key, note_id int references notes, title text, meta json);
   insert into pages select i, i % 9, 'the ' || (array['red', 'green', 'cats'])[i % 3 + 1] || ' page', null
   from generate_series(1, 20) i where i % 9 > 0;`,
];

/** Several levels, forests, paths that meet and circles: by one column, and by two keys in one table. */
const TREES_SQL = `
  create table branches (id int primary key, parent_id int references branches, name text);
  insert into branches select i, nullif(i / 3, 0), 'n' || i % 4 from generate_series(1, 30) i;
  create table parts (id int, site text, in_id int, in_site text, next_id int unique, branch_id int references branches,
    primary key (id, site), foreign key (in_id, in_site) references parts);
  insert into parts select i, 'a', null, null, i % 10 + 1, i from generate_series(1, 10) i;
  update parts set in_id = id - 1, in_site = 'a' where id in (2, 3, 4, 6, 8, 9, 10);
  update parts set in_id = 10, in_site = 'a' where id = 7;`;

const SHELF_SQL = new URL('../fixtures/shelf.sql', import.meta.url);

/**
 * Opens the database, or as many random ones as the runs need, one after the other. With `kinds`, strange databases
 * have these kinds.
 */
export async function withTarget(
  name: DatabaseName,
  runs: number,
  seed: number,
  use: Use,
  kinds: readonly StrangeKind[] = STRANGE_KINDS,
): Promise<void> {
  if (name === 'strange') return withStrangeTargets({ runs, seed, kinds, each: OPERATIONS_EACH }, use);
  if (name === 'failing') return withFailingTargets({ runs, seed, each: OPERATIONS_EACH }, use);
  const useAll = (target: OpenTarget) => use(target, runs, seed);
  if (name === 'staff') return withDatabase(name, await createDatabase(STAFF_SQL), useAll, { ...STAFF, nodes: true });
  if (name === 'values') return withDatabase(name, await createDatabase([TYPES, everyKind()]), useAll);
  if (name === 'trees') return withDatabase(name, await createDatabase([TREES_SQL]), useAll, { nodes: true });
  if (name === 'documents') return withDatabase(name, await createDatabase(DOCUMENTS_SQL), useAll);
  if (name === 'policed shelf') return withDatabase(name, await createDatabase([SHELF_SQL]), useAll, SHELF, seed);
  if (name === 'shelf') return withDatabase(name, await createDatabase([SHELF_SQL]), useAll, SHELF);
  if (name === 'northwind') return withDatabase(name, await sampleDatabase(name), useAll, COMPUTED);
  if (name !== 'random' && name !== 'policies' && name !== 'configurations')
    return withDatabase(name, await sampleDatabase(name), useAll);
  const scripts = randomDatabases(seed, Math.ceil(runs / OPERATIONS_EACH));
  for (const [index, script] of scripts.entries()) {
    const database = await createDatabase([script]);
    const part = Math.min(OPERATIONS_EACH, runs - index * OPERATIONS_EACH);
    const isPlain = name === 'random' || (name === 'configurations' && index % 2 === 0);
    const additionSeed = isPlain ? null : seed + index;
    const asked = WAYS_TO_ROWS[index % WAYS_TO_ROWS.length] ?? {};
    const config = name === 'configurations' ? await randomConfiguration(database.url, asked, seed + index) : asked;
    await withDatabase(
      `random ${index}:\n${script}\n${JSON.stringify(config.entities ?? {})}\n`,
      database,
      (target) => use(target, part, seed + index),
      config,
      additionSeed,
    );
  }
}

async function withDatabase(
  name: string,
  database: TestDatabase,
  use: (target: OpenTarget) => Promise<void>,
  config?: ConfigOptions,
  additionSeed: number | null = null,
): Promise<void> {
  const target = await openTarget(name, database.url, config, additionSeed);
  try {
    await use(target);
  } finally {
    await target.close();
    await database.drop();
  }
}
