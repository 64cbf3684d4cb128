/** Random policies over traps.sql, and random operations on values that some rows cannot give. */
import fc from 'fast-check';

/**
 * A condition as the configuration writes it, and as SQL over the row `t`. Only PostgreSQL decides which rows it
 * leaves.
 */
export interface Condition {
  readonly where: object;
  readonly sql: string;
}

export interface Policies {
  readonly teams: Condition;
  readonly items: Condition;
  readonly tags: Condition;
  readonly item_tags: Condition;
}

const small = fc.integer({ min: 0, max: 4 });

function leaf(where: (value: number) => object, sql: (value: number) => string): fc.Arbitrary<Condition> {
  return small.map((value) => ({ where: where(value), sql: sql(value) }));
}

function joined(word: 'and' | 'or', parts: readonly Condition[]): Condition {
  return {
    where: { [word]: parts.map(({ where }) => where) },
    sql: `(${parts.map(({ sql }) => sql).join(` ${word} `)})`,
  };
}

const MINE: Condition = { where: { tenant: { eq: { claim: 'tenant' } } }, sql: 't.tenant = 1' };

/** The same condition in a form that PostgreSQL evaluates late. */
const DEAR: Condition = {
  where: { or: [{ tenant: { lt: 0 } }, { and: [{ tenant: { gt: 0 } }, MINE.where] }] },
  sql: MINE.sql,
};

/** The same condition through another table. */
const KEPT: Condition = {
  where: { keeper: { tenant: { eq: { claim: 'tenant' } } } },
  sql: MINE.sql,
};

/** Rows of others are traps and stay hidden, whatever an operation asks and wherever. */
function policy(mine: readonly Condition[], leaves: readonly fc.Arbitrary<Condition>[]): fc.Arbitrary<Condition> {
  const either = fc.tuple(fc.oneof(...leaves), fc.oneof(...leaves)).map((parts) => joined('or', parts));
  const not = fc.oneof(...leaves).map(({ where, sql }): Condition => ({ where: { not: where }, sql: `not (${sql})` }));
  return fc
    .tuple(fc.constantFrom(...mine), fc.array(fc.oneof(...leaves, either, not), { maxLength: 2 }), fc.boolean())
    .map(([own, more, isLast]) => joined('and', isLast ? [...more, own] : [own, ...more]));
}

export const policies: fc.Arbitrary<Policies> = fc.record({
  teams: policy(
    [MINE, DEAR],
    [
      leaf(
        (n) => ({ name: { ne: `${n}` } }),
        (n) => `t.name <> '${n}'`,
      ),
      leaf(
        (n) => ({ items: { some: { qty: { gt: n } } } }),
        (n) => `exists (select from items i where i.team_id = t.id and i.qty > ${n})`,
      ),
    ],
  ),
  items: policy(
    [MINE, DEAR, KEPT],
    [
      leaf(
        (n) => ({ qty: { ne: n } }),
        (n) => `t.qty <> ${n}`,
      ),
      leaf(
        (n) => ({ price: { gt: n } }),
        (n) => `t.price > ${n}`,
      ),
      leaf(
        (n) => ({ team: { id: { lt: n } } }),
        (n) => `exists (select from teams x where x.id = t.team_id and x.id < ${n})`,
      ),
      leaf(
        (n) => ({ tags: { none: { weight: { gt: n } } } }),
        (n) =>
          `not exists (select from item_tags l join tags g on g.id = l.tag_id where l.item_id = t.id and g.weight > ${n})`,
      ),
    ],
  ),
  tags: policy(
    [MINE, DEAR],
    [
      leaf(
        (n) => ({ weight: { ne: n } }),
        (n) => `t.weight <> ${n}`,
      ),
    ],
  ),
  item_tags: policy(
    [MINE, DEAR],
    [
      leaf(
        (n) => ({ itemId: { ne: n } }),
        (n) => `t.item_id <> ${n}`,
      ),
    ],
  ),
});

/** Leaves the rows that the policies show to tenant 1. All rows are judged before any is deleted. */
export function deletion(seen: Policies): string {
  const tables = Object.entries(seen) as [string, Condition][];
  const judged = tables.map(
    ([table, { sql }]) => `create temp table seen_${table} as select t.ctid as row from ${table} t where ${sql};`,
  );
  const gone = tables.map(([table]) => `delete from ${table} where ctid not in (select row from seen_${table});`);
  return `set session_replication_role = replica; ${judged.join(' ')} ${gone.join(' ')}`;
}

export const EMPTY = `set session_replication_role = replica; ${['teams', 'items', 'tags', 'item_tags'].map((table) => `delete from ${table};`).join(' ')}`;

const number = fc.integer({ min: -1, max: 60 });
const compared = fc.constantFrom('gt', 'lt', 'eq', 'ne');

function comparison(...fields: string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...fields), compared, number)
    .map(([field, word, n]) => `{ ${field}: { ${word}: ${n} } }`);
}

/** PostgreSQL refuses this condition whatever the rows. */
export const WRONG = '{ doc: { matches: "$.n ? (" } }';

const dates = String.raw`{ doc: { matches: "$.at.datetime() ? (@ > \"2024-01-02T00:00:00+00:00\".datetime())" } }`;
const onItem = fc.oneof(
  { weight: 3, arbitrary: comparison('ratio', 'loud', 'share', 'code', 'ref') },
  { weight: 2, arbitrary: comparison('qty', 'id', 'price') },
  fc.constantFrom(
    '{ body: { search: "body" } }',
    '{ body: { startsWith: "bo" } }',
    dates,
    WRONG,
    '{ code: { isNull: false } }',
  ),
);
const onTeam = comparison('size', 'id');
const onTag = comparison('inverse', 'weight');

const where: fc.Arbitrary<string> = fc.letrec<{ item: string; team: string; tag: string }>((tie) => ({
  item: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    onItem,
    tie('team').map((team) => `{ team: ${team} }`),
    tie('team').map((team) => `{ byRef: ${team} }`),
    tie('item').map((item) => `{ parent: ${item} }`),
    fc
      .tuple(fc.constantFrom('tags', 'even', 'dearest'), fc.constantFrom('some', 'every', 'none'), tie('tag'))
      .map(([field, word, tag]) => `{ ${field}: { ${word}: ${tag} } }`),
    fc.tuple(tie('item'), tie('item')).map(([one, other]) => `{ or: [${one}, ${other}] }`),
    fc.tuple(tie('item'), tie('item')).map(([one, other]) => `{ and: [${one}, ${other}] }`),
    tie('item').map((item) => `{ not: ${item} }`),
  ),
  team: fc.oneof(
    { maxDepth: 3 },
    onTeam,
    fc
      .tuple(fc.constantFrom('some', 'every', 'none'), tie('item'))
      .map(([word, item]) => `{ items: { ${word}: ${item} } }`),
  ),
  tag: fc.oneof(
    { maxDepth: 3 },
    onTag,
    tie('item').map((item) => `{ items: { some: ${item} } }`),
  ),
})).item;

const direction = fc.constantFrom('ASC', 'DESC');
const term = fc.oneof(
  fc
    .tuple(fc.constantFrom('ratio', 'loud', 'code', 'share', 'qty', 'id'), direction)
    .map(([field, way]) => `{ ${field}: ${way} }`),
  direction.map((way) => `{ team: { size: ${way} } }`),
  direction.map((way) => `{ parent: { ratio: ${way} } }`),
  direction.map((way) => `{ tagsAggregate: { sum: { inverse: ${way} } } }`),
);
const order = fc.array(term, { maxLength: 2 }).map((terms) => `orderBy: [${terms.join(', ')}]`);
const fields = fc
  .subarray([
    'ratio',
    'code',
    'loud',
    'team { id size }',
    'parent { id ratio }',
    'tags { id inverse }',
    'even { id }',
    'byRef { id }',
    'rich { id }',
    'dearest { id }',
  ])
  .map((each) => `id ${each.join(' ')}`);
const size = fc.integer({ min: 0, max: 4 });
const count = fc.constantFrom('totalCount', 'totalCount(mode: CAPPED, cap: 2)', 'totalCount(mode: ESTIMATE)');
const group = fc.constantFrom('ratio', 'code', 'qty', 'loud');

/** Random operations. `{after}` stands where a second page has its cursor. */
export const operations: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(where, order, fields).map(([w, o, f]) => `{ items(where: ${w}, ${o}) { ${f} } }`),
  fc
    .tuple(where, order, fields, size)
    .map(([w, o, f, n]) => `{ items(where: ${w}, ${o}, limit: ${n}, offset: 1) { ${f} } }`),
  fc
    .tuple(where, order, fields, count)
    .map(
      ([w, o, f, c]) =>
        `{ itemsConnection(where: ${w}, ${o}, first: 2{after}) { ${c} nodes { ${f} } pageInfo { endCursor hasNextPage } } }`,
    ),
  fc
    .tuple(where, order, size)
    .map(
      ([w, o, n]) =>
        `{ itemsConnection(where: ${w}, ${o}, last: ${n}) { edges { cursor node { id } } pageInfo { hasPreviousPage } } }`,
    ),
  fc.tuple(where, count).map(([w, c]) => `{ itemsConnection(where: ${w}) { ${c} } }`),
  fc
    .tuple(where, group, number)
    .map(
      ([w, g, n]) =>
        `{ itemsAggregate(where: ${w}) { count sum { ratio loud } max { code } groups(by: [{ ${g}: true }], having: { keys: { ${g}: { gt: ${n} } } }) { keys { ${g} } count } } }`,
    ),
  where.map((w) => `{ items(where: ${w}, distinctOn: [RATIO], orderBy: [{ ratio: DESC }]) { id ratio } }`),
  fc.tuple(where, order, fields).map(([w, o, f]) => `{ teams { id size items(where: ${w}, ${o}) { ${f} } } }`),
  fc
    .tuple(where, order, size)
    .map(
      ([w, o, n]) =>
        `{ teams { id items(where: ${w}, ${o}, limit: ${n}) { id } itemsConnection(where: ${w}) { totalCount } } }`,
    ),
  where.map((w) => `{ notes(where: { item: ${w} }, orderBy: [{ item: { ratio: DESC } }]) { id item { id ratio } } }`),
  fc
    .tuple(where, order)
    .map(([w, o]) => `{ items { id descendants(where: ${w}, ${o}) { id ratio } ancestors(where: ${w}) { id } } }`),
  where.map(
    (w) => `{ tags { id items(where: ${w}) { id ratio } itemsAggregate(where: ${w}) { count sum { ratio } } } }`,
  ),
);
