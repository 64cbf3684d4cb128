import { getNullableType, isEnumType, isInputObjectType, isObjectType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';

/** One column of each type, with one value. */
const VALUES = {
  int2: '-5',
  int4: '7',
  int8: '9007199254740993',
  numeric: '1.50',
  money: '12.34',
  float4: '1.5',
  float8: '1e300',
  bool: 'true',
  text: 'word"\\\n%_',
  varchar: 'vc',
  bpchar: 'ab ',
  citext: 'CiT',
  name: 'nm',
  '"char"': 'z',
  xml: '<a/>',
  uuid: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
  date: '2024-02-29',
  timestamptz: '2024-02-29 12:00:00.000001+00',
  timestamp: 'infinity',
  time: '12:00',
  timetz: '12:00+02',
  interval: '1 year 2 mons 3 days 04:05:06.7',
  json: '{"a": 1.0}',
  jsonb: '{"b": [1, 2.50]}',
  bytea: '\\x00ff',
  mood: 'in-transit',
  posint: '5',
  pair: '(1,"a,b")',
  box_of: '(1,"(1,1),(0,0)")',
  int4range: '[1,5)',
  numrange: '[1.5,]',
  tstzrange: '[2024-01-01,)',
  floats: '[1.5,2.5]',
  int4multirange: '{[1,3),[5,7)}',
  inet: '10.0.0.1',
  cidr: '10.0.0.0/8',
  macaddr: '08:00:2b:01:02:03',
  bit: '1',
  varbit: '101',
  tsvector: 'b wood',
  tsquery: 'a & b',
  point: '(1,2)',
  line: '{1,2,3}',
  lseg: '((0,0),(1,1))',
  box: '((0,0),(1,1))',
  path: '((0,0),(1,1))',
  polygon: '((0,0),(1,1),(2,0))',
  circle: '<(0,0),1>',
  hstore: 'a=>1',
  ltree: 'a.b',
  oid: '5',
  regclass: 'pg_class',
  xid: '5',
  tid: '(0,1)',
  pg_lsn: '0/0',
  jsonpath: '$.a',
  int2vector: '1 2',
  'int4[]': '{1,NULL}',
  'text[]': '{a,NULL}',
  'mood[]': '{ok,in-transit}',
  'posint[]': '{1,2}',
  'int4range[]': '{"[1,2)"}',
  'jsonb[]': '{"{\\"a\\": 1}"}',
  'pair[]': '{"(1,a)"}',
  'box[]': '{(1,1),(0,0)}',
  'hstore[]': '{"a=>1"}',
  'point[]': '{"(1,2)"}',
  'int4[][]': '{{1,2},{3,4}}',
};

const columns = Object.entries(VALUES).map(([type, value], index) => ({ name: `c${index}`, type, value }));
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

let database: TestDatabase;
let gateway: TestGateway;
beforeAll(async () => {
  database = await createDatabase([
    `create extension citext; create extension hstore; create extension ltree;
     create type mood as enum ('ok', 'in-transit'); create domain posint as int check (value > 0);
     create type pair as (a int, b text); create type box_of as (a int, b box); create type floats as range (subtype = float8);
     create table every_type (id int primary key, ${columns.map(({ name, type }) => `${name} ${type}`).join()});
     insert into every_type values (1, ${columns.map(({ value }) => quoted(value)).join()});
     insert into every_type (id) values (2);
     create view every_view as select * from every_type;`,
  ]);
  gateway = await openGateway(database.url);
});
afterAll(async () => {
  await gateway.close();
  await database.drop();
});

function fieldsOf(typeName: string) {
  const type = gateway.gateway.schema.getType(typeName);
  return isObjectType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : [];
}

/** Returns the selection of a whole value of a field. */
function selectionOf(typeName: string, field: string): string {
  const found = fieldsOf(typeName).find(({ name }) => name === field);
  const inner = String(found?.type).replaceAll(/[[\]!]/g, '');
  const parts = fieldsOf(inner);
  return parts.length === 0 ? field : `${field} { ${parts.map(({ name }) => name).join(' ')} }`;
}

function record(value: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(typeof value === 'object' && value !== null ? value : {}));
}

/** Returns an operand that finds the row with `value`, or one that leaves it out. `found` says which. */
function operandFor(operator: string, value: unknown): { operand: unknown; found: boolean } {
  const elements = Array.isArray(value) ? value.flat().filter((item) => item !== null) : [value];
  if (operator === 'isNull' || operator === 'isEmpty') return { operand: false, found: true };
  if (operator === 'in' || operator === 'notIn') return { operand: [value], found: operator === 'in' };
  if (operator === 'has') return { operand: elements[0], found: true };
  if (operator === 'hasSome' || operator === 'hasEvery') return { operand: elements, found: true };
  if (operator === 'hasKey') return { operand: 'b', found: true };
  if (operator === 'matches') return { operand: '$.b[*] ? (@ == 1)', found: true };
  if (operator === 'at') return { operand: { path: ['b'], eq: [1, 2.5] }, found: true };
  if (operator === 'search') return { operand: /[a-z]+/i.exec(String(value))?.[0], found: true };
  if (operator === 'like' || operator === 'ilike') return { operand: '%', found: true };
  return { operand: value, found: !['ne', 'lt', 'gt'].includes(operator) };
}

test('every operator of a column finds the row by the value that the column gave', async () => {
  const selected = columns.map(({ name }) => selectionOf('EveryType', name)).join(' ');
  const scalars = columns.map(({ name }) => selectionOf('EveryType', name)).filter((text) => !text.includes('{'));
  const both = await gateway.write(`{ everyType(id: 1) { ${scalars.join(' ')} } }`);
  expect(both.written).toBe(both.executed);
  const row = record(record((await gateway.run(`{ everyType(id: 1) { ${selected} } }`)).data)['everyType']);
  const wrong: unknown[] = [];
  let asked = 0;
  for (const { name, type } of columns) {
    const operators = fieldsOf('EveryTypeWhere').find((field) => field.name === name)?.type;
    for (const operator of fieldsOf(String(operators))) {
      const { operand, found } = operandFor(operator.name, row[name]);
      const text = `query ($v: ${String(getNullableType(operator.type))}) { everyTypes(where: { id: { eq: 1 }, ${name}: { ${operator.name}: $v } }) { id } }`;
      const { data, errors } = await gateway.run(text, { variables: { v: operand } });
      const expected = JSON.stringify({ everyTypes: found ? [{ id: 1 }] : [] });
      if (errors.length > 0 || JSON.stringify(data) !== expected) wrong.push([type, operator.name, errors, data]);
      asked += 1;
    }
  }
  expect(wrong).toEqual([]);
  expect(asked).toBeGreaterThan(400);
});

test('every sortable column leads through a connection by cursors, in both directions', async () => {
  const wrong: unknown[] = [];
  for (const { name } of fieldsOf('EveryTypeOrderBy')) {
    for (const direction of ['ASC', 'DESC_NULLS_FIRST']) {
      const page = `(first: 1, after: $after, orderBy: [{ ${name}: ${direction} }])`;
      const text = `query ($after: String) { everyTypesConnection${page} { nodes { id } pageInfo { endCursor } } }`;
      const seen: unknown[] = [];
      let after: unknown = null;
      for (let step = 0; step < 2; step += 1) {
        const { data, errors } = await gateway.run(text, { variables: { after } });
        if (errors.length > 0) wrong.push([name, direction, errors]);
        const connection = record(record(data)['everyTypesConnection']);
        seen.push(connection['nodes']);
        after = record(connection['pageInfo'])['endCursor'];
      }
      const ids = JSON.stringify(seen.flat());
      if (!/^\[\{"id":(1\},\{"id":2|2\},\{"id":1)\}\]$/.test(ids)) wrong.push([name, direction, ids]);
    }
  }
  expect(wrong).toEqual([]);
});

test('every column may be used in distinctOn, groups and counts if the schema offers it', async () => {
  const distinct = gateway.gateway.schema.getType('EveryTypeDistinctOn');
  const texts = (isEnumType(distinct) ? distinct.getValues() : []).map(
    ({ name }) => `{ everyTypes(distinctOn: [${name}]) { id } }`,
  );
  for (const part of ['countDistinct', 'sum', 'avg', 'min', 'max', 'stddev']) {
    const type = `EveryTypeAggregate${part.charAt(0).toUpperCase()}${part.slice(1)}`;
    for (const { name } of fieldsOf(type)) {
      texts.push(`{ everyTypesAggregate { ${part} { ${selectionOf(type, name)} } } }`);
    }
  }
  for (const { name, type } of fieldsOf('EveryTypeGroupBy')) {
    const by = isEnumType(getNullableType(type)) ? 'EXACT' : 'true';
    texts.push(`{ everyTypesAggregate { groups(by: [{ ${name}: ${by} }]) { keys { ${name} } count } } }`);
  }
  const wrong: unknown[] = [];
  for (const text of texts) {
    const { errors } = await gateway.run(text);
    if (errors.length > 0) wrong.push([text, errors]);
  }
  expect(wrong).toEqual([]);
  expect(texts.length).toBeGreaterThan(150);
});

test('a view over all types is ordered by its sortable columns', async () => {
  const { data, errors } = await gateway.run('{ everyViews(limit: 5) { id } }');
  expect([data, errors]).toEqual([{ everyViews: [{ id: 1 }, { id: 2 }] }, []]);
});
