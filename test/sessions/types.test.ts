/** The types of the results of a session, as tsc sees them, over the types of real databases. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../loaders/postgres/open-database.ts';
import { type ConfigOptions, readConfig } from '../../schema/config/read-config.ts';
import { rowTypes } from '../../schema/report/row-types.ts';
import { readModel } from '../../server/boot/read-model.ts';
import { FUNCTIONS_CONFIG, STAFF_FUNCTIONS_CONFIG } from './function-cases.ts';
import { createDatabase } from '../support/database.ts';
import { errorsOf, programOf, typeScriptFolder } from '../support/typescript.ts';

/** A value and its type, which is neither wider nor narrower. */
const IS = `
  type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
  function is<Expected>() { return <Value,>(value: Value, same: Same<Value, Expected>): void => void [value, same]; }
  void is;
`;

type Program = readonly [name: string, text: string];
type Wrong = readonly [name: string, text: string, error: RegExp];

const SALES: readonly Program[] = [
  [
    'aggregateOfAll',
    `const { count, mine, sum, avg, min, countDistinct, __typename } = await session.aggregate({
      entity: 'Sale', where: { units: { isNull: false } },
      select: { __typename: true, count: true, mine: { field: 'count' }, sum: { select: { total: true, ratio: true, took: true } },
        avg: { select: { units: true, ratio: true } }, min: { select: { channel: true, units: true, note: true } },
        countDistinct: { select: { day: true } } },
    });
    is<string>()(__typename, true);
    is<number>()(count, true);
    is<number>()(mine, true);
    is<string | null>()(sum.total, true);
    is<number | null>()(sum.ratio, true);
    is<string | null>()(sum.took, true);
    is<string | null>()(avg.units, true);
    is<number | null>()(avg.ratio, true);
    is<'web' | 'IN_STORE' | null>()(min.channel, true);
    is<number | null>()(min.units, true);
    is<string | null>()(min.note, true);
    is<number>()(countDistinct.day, true);`,
  ],
  [
    'groupsOfParents',
    `const [shop] = await session.load({ entity: 'Shop', select: { id: true, salesAggregate: { select: {
      count: true,
      groups: { by: [{ channel: true }], select: { keys: { select: { channel: true, day: true } }, count: true, max: { select: { ratio: true } } } },
    } } } });
    if (shop) {
      is<number>()(shop.salesAggregate.count, true);
      for (const { keys, count, max } of shop.salesAggregate.groups) {
        is<'web' | 'IN_STORE' | null>()(keys.channel, true);
        is<string | null>()(keys.day, true);
        is<number>()(count, true);
        is<number | null>()(max.ratio, true);
      }
    }`,
  ],
  [
    'pages',
    `const page = await session.connection({ entity: 'Sale', first: 1, orderBy: [{ id: 'ASC' }], select: {
      nodes: { select: { id: true } }, edges: { select: { cursor: true, node: { select: { total: true } } } },
      pageInfo: { select: { hasNextPage: true, endCursor: true } }, totalCount: true, all: { field: 'aggregate', select: { count: true } },
    } });
    for (const { id } of page.nodes) is<number>()(id, true);
    for (const { cursor, node } of page.edges) { is<string>()(cursor, true); is<string | null>()(node.total, true); }
    is<boolean>()(page.pageInfo.hasNextPage, true);
    is<string | null>()(page.pageInfo.endCursor, true);
    is<number>()(page.totalCount, true);
    is<number>()(page.all.count, true);
    for await (const shops of session.stream({ entity: 'Shop', select: { salesConnection: { first: 1, select: { totalCount: true } } } })) {
      for (const { salesConnection } of shops) is<number>()(salesConnection.totalCount, true);
    }`,
  ],
  [
    'oneRow',
    `const sale = await session.loadOne({ entity: 'Sale', key: { id: 1 }, select: { id: true, channel: true } });
    if (sale) { is<number>()(sale.id, true); is<'web' | 'IN_STORE' | null>()(sale.channel, true); }`,
  ],
];

const FILLED: Program = [
  'filled',
  `const sales = await session.load({ entity: 'Sale', select: { id: true } });
  const { rows, gone } = await session.fill(sales, { entity: 'Sale', select: { total: true, shopByShopCode: { select: { id: true } } } });
  for (const { id, total, shopByShopCode } of rows) {
    is<number>()(id, true);
    is<string | null>()(total, true);
    if (shopByShopCode) is<number>()(shopByShopCode.id, true);
  }
  for (const { id } of gone) is<number>()(id, true);
  for (const { id } of (await session.refresh(sales, ['id'])).rows) is<number>()(id, true);
  const { rows: [again] } = await session.refresh(sales, { entity: 'Sale', select: { channel: true } });
  if (again) is<'web' | 'IN_STORE' | null>()(again.channel, true);`,
];

const NAMES_OF_THE_PROGRAM: Program = [
  'namesOfTheProgram',
  `const names: readonly string[] = ['id'];
  const select: Record<string, boolean> = Object.fromEntries(names.map((name) => [name, true]));
  await session.load({ entity: 'Sale', select });
  await session.load({ entity: 'Shop', select: { sales: { select } } });`,
];

const WRONG_SALES: readonly Wrong[] = [
  [
    'unselectedValue',
    `(await session.aggregate({ entity: 'Sale', select: { count: true } })).sum;`,
    /'sum' does not exist/,
  ],
  [
    'unselectedPart',
    `(await session.connection({ entity: 'Sale', first: 1, select: { nodes: { select: { id: true } } } })).nodes[0]?.note;`,
    /'note' does not exist/,
  ],
  [
    'maybeNull',
    `(await session.loadOne({ entity: 'Sale', key: { id: 1 }, select: { id: true } })).id;`,
    /possibly 'null'/,
  ],
  ['wrongKey', `await session.loadOne({ entity: 'Sale', key: { idd: 1 }, select: { id: true } });`, /'idd'/],
  [
    'misspelt',
    `await session.load({ entity: 'Shop', select: { id: true, nam: true } });`,
    /^misspelt\.ts\(\d+,\d+\): error .*NoField<"Shop\.nam">/,
  ],
  [
    'misspeltInOneRow',
    `await session.loadOne({ entity: 'Sale', key: { id: 1 }, select: { totl: true } });`,
    /NoField<"Sale\.totl">/,
  ],
  [
    'misspeltUnderAnotherName',
    `await session.load({ entity: 'Sale', select: { mine: { field: 'totl' } } });`,
    /NoField<"Sale\.totl">/,
  ],
  [
    'misspeltBelow',
    `for await (const shops of session.stream({ entity: 'Shop', select: { sales: { limit: 1, select: { shopByShopCode: { select: { nam: true } } } } } })) shops.at(0);`,
    /NoField<"Shop\.nam">/,
  ],
  [
    'misspeltValue',
    `await session.aggregate({ entity: 'Sale', select: { count: true, sum: { select: { totl: true } } } });`,
    /NoField<"Sale\.totl">/,
  ],
  [
    'misspeltKey',
    `await session.load({ entity: 'Shop', select: { salesAggregate: { select: {
      groups: { by: [{ channel: true }], select: { keys: { select: { chanel: true } } } } } } } });`,
    /NoField<"Sale\.chanel">/,
  ],
  [
    'misspeltFunction',
    `await session.load({ entity: 'Shop', select: { salesAggregate: { select: { sums: { select: { total: true } } } } } });`,
    /NoField<"SaleAggregate\.sums">/,
  ],
  [
    'misspeltPart',
    `await session.connection({ entity: 'Sale', first: 1, select: { pageInfo: { select: { endCurser: true } } } });`,
    /NoField<"PageInfo\.endCurser">/,
  ],
  [
    'misspeltInPage',
    `await session.connection({ entity: 'Sale', first: 1, select: { edges: { select: { node: { select: { totl: true } } } } } });`,
    /NoField<"Sale\.totl">/,
  ],
  [
    'misspeltInFill',
    `await session.fill([{}], { entity: 'Sale', select: { totl: true } });`,
    /^misspeltInFill[^]*NoField<"Sale\.totl">/,
  ],
  ['wrongEntity', `await session.aggregate({ entity: 'Sales', select: { count: true } });`, /"Sales"/],
];

const STAFFS: readonly Program[] = [
  [
    'variants',
    `const [emp] = await session.load({ entity: 'Emp', select: { __typename: true, name: true,
      '... on Eng': { select: { info: true } }, '... on Mgr': { select: { title: true, papers: { select: { id: true } } } } } });
    if (emp) {
      is<string>()(emp.__typename, true);
      is<string>()(emp.name, true);
      is<string | undefined>()(emp.info, true);
      is<string | undefined>()(emp.title, true);
      emp.papers?.map(({ id }) => is<number>()(id, true));
    }`,
  ],
  [
    'inherited',
    `const [mgr] = await session.load({ entity: 'Mgr', select: { name: true, title: true, label: true, company: { select: { id: true } } } });
    if (mgr) { is<string>()(mgr.label, true); is<string>()(mgr.name, true); is<string>()(mgr.title, true); is<number>()(mgr.company.id, true); }`,
  ],
  [
    'unions',
    `const [comment] = await session.load({ entity: 'Comment', select: { subject: { select: { __typename: true,
      '... on Post': { select: { title: true } }, '... on Photo': { select: { url: true } } } } } });
    if (comment?.subject) {
      is<string>()(comment.subject.__typename, true);
      is<string | undefined>()(comment.subject.title, true);
      is<string | undefined>()(comment.subject.url, true);
    }`,
  ],
];

const WRONG_STAFFS: readonly Wrong[] = [
  [
    'misspeltOfType',
    `await session.load({ entity: 'Emp', select: { name: true, '... on Eng': { select: { inf: true } } } });`,
    /NoField<"Eng\.inf">/,
  ],
  [
    'misspeltOfBase',
    `await session.load({ entity: 'Mgr', select: { title: true, nam: true } });`,
    /NoField<"Mgr\.nam">/,
  ],
  [
    'misspeltOfUnion',
    `await session.load({ entity: 'Comment', select: { subject: { select: { '... on Post': { select: { titel: true } } } } } });`,
    /NoField<"Post\.titel">/,
  ],
];

const SHELF: ConfigOptions = {
  entities: {
    Product: {
      fields: {
        worth: { sql: '{row}.price * {row}.quantity' },
        half: { sql: '{row}.quantity / 2.0::float8', nullable: false },
        rank: { window: 'rank() over (order by {row}.price)' },
        priceWith: { sql: '{row}.price * {arg.rate}', args: { rate: 'numeric' } },
      },
    },
  },
};
const SHELVES: readonly Program[] = [
  [
    'computed',
    `const [product] = await session.load({ entity: 'Product', select: { worth: true, half: true, rank: true,
      priceWith: { rate: '2' }, twice: { field: 'priceWith', rate: '2' } } });
    if (product) {
      is<string | null>()(product.worth, true);
      is<number>()(product.half, true);
      is<string | null>()(product.rank, true);
      is<string | null>()(product.priceWith, true);
      is<string | null>()(product.twice, true);
    }
    const { sum } = await session.aggregate({ entity: 'Product', select: { sum: { select: { worth: true, half: true } } } });
    is<string | null>()(sum.worth, true);
    is<number | null>()(sum.half, true);`,
  ],
];

const BLOG: readonly Program[] = [
  [
    'functions',
    `const [user] = await session.load({ entity: 'User', select: { title: true, best: true, loud: { field: 'shout', times: 2 },
      badge: { color: 'red', select: { text: true } }, tags: true, nodeId: true } });
    if (user) {
      is<string>()(user.title, true);
      is<number | null>()(user.best, true);
      is<string>()(user.loud, true);
      is<unknown>()(user.badge, true);
      is<readonly (string | null)[]>()(user.tags, true);
      is<string>()(user.nodeId, true);
    }`,
  ],
];
const TAGS: ConfigOptions = {
  ...FUNCTIONS_CONFIG,
  nodes: true,
  typeDefs: `${FUNCTIONS_CONFIG.typeDefs} extend type User { tags: [Decimal]! }`,
};

describe.each<readonly [string, ConfigOptions, readonly Program[], readonly Wrong[]]>([
  ['sales', {}, [...SALES, FILLED, NAMES_OF_THE_PROGRAM], WRONG_SALES],
  ['staff', STAFF_FUNCTIONS_CONFIG, STAFFS, WRONG_STAFFS],
  ['blog', TAGS, BLOG, []],
  ['shelf', SHELF, SHELVES, []],
])('a typed session over %s', (fixture, config, right, wrong) => {
  it('a typed session gives exactly the selected fields', async () => {
    const folder = await typeScriptFolder();
    try {
      await writeFile(join(folder.path, 'types.ts'), await typesOf(fixture, config));
      const output = await folder.tsc([...right, ...wrong], (text) => programOf(IS + text));
      for (const [name] of right) expect(errorsOf(output, name), name).toBe('');
      for (const [name, , error] of wrong) expect(errorsOf(output, name), name).toMatch(error);
    } finally {
      await folder.remove();
    }
  });
});

async function typesOf(fixture: string, file: ConfigOptions): Promise<string> {
  const { url, drop } = await createDatabase([new URL(`../fixtures/${fixture}.sql`, import.meta.url)]);
  const config = readConfig({ file: { ...file, database: { url } } });
  const pool = openDatabase({ url, pool: config.pool, limits: config.limits });
  const model = await readModel(pool.query.bind(pool), config.database.schemas, config);
  await pool.close();
  await drop();
  return rowTypes(model, config);
}
