import {
  GraphQLObjectType,
  type GraphQLSchema,
  isInputObjectType,
  parse,
  printSchema,
  printType,
  validate,
  validateSchema,
} from 'graphql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSchema } from '../../schema/build-schema.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { Model } from '../../schema/model/model.ts';
import type { SampleName } from '../../schema/config/config.ts';
import { createDatabase, query, sampleDatabase, type TestDatabase } from '../support/database.ts';
import { readModel } from './read-model.ts';

const SHOP = `
  create type mood as enum ('calm', 'in-transit');
  create type place as (street text, "post code" int);
  create table customer (id int primary key, email text not null unique, born date, home place, feelings mood[], note json);
  create table purchase (
    id bigint primary key, customer_id int not null references customer, total numeric(10, 2), at timestamptz not null,
    during tstzrange, doc jsonb, "and" int, status mood
  );
  create index on purchase (customer_id);
  create table only_json (doc json);
  create view big_purchase as select id, total from purchase where total > 100;
  comment on table purchase is 'What a customer bought.';
  comment on column purchase.total is 'In euros.';
`;

describe('the schema of a database', () => {
  let database: TestDatabase;
  let api: ApiSchema;

  beforeAll(async () => {
    database = await createDatabase([SHOP]);
    api = buildSchema(await readModel(database.url), { loadDirective: true });
  });
  afterAll(() => database.drop());

  it('the schema is the recorded one', () => {
    expect(printSchema(api.schema)).toMatchSnapshot();
  });

  it('the schema is the same for the same catalog', async () => {
    const again = buildSchema(await readModel(database.url), { loadDirective: true });
    expect(printSchema(again.schema)).toBe(printSchema(api.schema));
  });

  // covers: S34
  it('every output field has a source', () => {
    expect(unsourced(api)).toEqual([]);
  });

  it('every field of where and order inputs has a source', () => {
    const inputs = Object.values(api.schema.getTypeMap()).filter(
      (type) => isInputObjectType(type) && /(?<!Many)Where$|OrderBy$/.test(type.name),
    );
    const missing = inputs.flatMap((type) =>
      isInputObjectType(type) ? Object.keys(type.getFields()).filter((field) => !api.inputs.get(type.name, field)) : [],
    );
    expect(inputs.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });

  it('an entity without ordered columns has no orderBy', () => {
    expect(rootArgs(api.schema, 'onlyJsons')).toEqual(['where', 'limit', 'offset']);
    expect(rootArgs(api.schema, 'customers')).toEqual(['where', 'orderBy', 'limit', 'offset', 'distinctOn']);
  });

  it('a column whose name where needs for itself is numbered', () => {
    expect(api.inputs.get('PurchaseWhere', 'and')).toEqual({ kind: 'and' });
    expect(api.inputs.get('PurchaseWhere', 'and2')).toMatchObject({ kind: 'column', column: { name: 'and' } });
  });

  it('the directive @load exists only when it is allowed', () => {
    expect(api.schema.getDirective('load')).toBeDefined();
    const strict = buildSchema(api.model, { loadDirective: false });
    expect(strict.schema.getDirective('load')).toBeUndefined();
    expect(strict.schema.getType('LoadStrategy')).toBeUndefined();
    expect(strict.schema.getDirective('skip')).toBeDefined();
  });

  it.each([
    ['an order with two fields in one object', '{ customers(orderBy: [{id: ASC, email: ASC}]) { id } }'],
    ['a text that is not a BigInt', '{ purchase(id: "x") { id } }'],
    ['a day that does not exist', '{ customers(where: {born: {eq: "2024-02-30"}}) { id } }'],
    ['a label in the place of its name', '{ purchases(where: {status: {eq: "in-transit"}}) { id } }'],
    ['a null in a list', '{ customers(where: {id: {in: [1, null]}}) { id } }'],
  ])('validation refuses %s', (_, document) => {
    expect(validate(api.schema, parse(document))).toHaveLength(1);
  });

  it.each([
    '{ customers(where: {purchases: {some: {total: {gt: "1.5"}}, none: {status: {eq: IN_TRANSIT}}}}) { id } }',
    '{ purchases(where: {during: {contains: {start: "2024-01-01T00:00:00Z"}}, doc: {hasKey: "a"}}) { id } }',
    '{ purchases(orderBy: [{customer: {purchasesAggregate: {count: DESC}}}, {id: ASC}]) { id } }',
    '{ customers(where: {home: {eq: {street: "a", postCode: 1}}, feelings: {has: calm}}) { home { postCode } } }',
    '{ purchase(id: 9007199254740993) { during { start isEmpty } customer { purchasesConnection(first: 1) { totalCount } } } }',
    '{ customerByEmail(email: "a") { purchases(limit: 1) @load(strategy: JOINED) { total } } }',
  ])('validation accepts %s', (document) => {
    expect(validate(api.schema, parse(document))).toEqual([]);
  });

  it('the error for a database without tables says what to do', () => {
    const operators = { rivals: [], casts: new Map() };
    const empty: Model = { entities: [], stubs: [], functions: [], enums: [], composites: [], ownRoles: [], operators };
    expect(() => buildSchema(empty, { loadDirective: true })).toThrow(/SELECT.*--schema/);
  });
});

describe.each<SampleName>(['chinook', 'northwind', 'mondial'])('the schema of %s', (name) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await sampleDatabase(name);
  });
  afterAll(() => database.drop());

  it('the schema is valid, and every output field has its source', async () => {
    const api = buildSchema(await readModel(database.url), { loadDirective: true });
    expect(validateSchema(api.schema)).toEqual([]);
    expect(unsourced(api)).toEqual([]);
  });
});

describe('a schema of every base type', () => {
  let database: TestDatabase;
  let types: string[];
  let api: ApiSchema;

  beforeAll(async () => {
    database = await createDatabase([]);
    const rows = await query<{ name: string }>(
      database.url,
      `select typname as name from pg_type where typnamespace = 'pg_catalog'::regnamespace
       and (typtype in ('b', 'r', 'm')) and typcategory <> 'A' and typname !~ '^(pg_(node_tree|ndistinct|dependencies|mcv_list|brin|ddl)|gtsvector)'
       order by 1`,
    );
    types = rows.map(({ name }) => name);
    const columns = types.map((type) => `"c_${type}" "${type}", "a_${type}" "${type}"[]`);
    await query(database.url, `create table every_type (id int primary key, ${columns.join(', ')})`);
    api = buildSchema(await readModel(database.url), { loadDirective: false });
  });
  afterAll(() => database.drop());

  it('the schema is valid', () => {
    expect(types.length).toBeGreaterThan(50);
    expect(validateSchema(api.schema)).toEqual([]);
  });

  it('equality, comparison and ordering are offered only where PostgreSQL has them', async () => {
    const [entity] = api.model.entities;
    const failures: string[] = [];
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    for (const column of entity?.columns ?? []) {
      const operators = operatorsOf(api.schema, 'EveryTypeWhere', column.field);
      const name = `"${column.name}"`;
      const trials: [boolean, string][] = [
        [operators.includes('eq'), `select from every_type where ${name} = ${name}`],
        [operators.includes('lt'), `select from every_type where ${name} < ${name}`],
        [api.inputs.of('EveryTypeOrderBy').has(column.field), `select from every_type order by ${name}`],
      ];
      for (const [offered, sql] of trials) {
        if (offered) await client.query(sql).catch((error: Error) => failures.push(`${sql}: ${error.message}`));
      }
    }
    await client.end();
    expect(failures).toEqual([]);
  });
});

it('the schema of 500 tables is built and validated quickly', async () => {
  const tables = Array.from({ length: 500 }, (_, index) => {
    const parent = index === 0 ? '' : `, parent_id int references t${Math.floor(index / 2)} (id)`;
    return `create table t${index} (id int primary key, name text not null, at timestamptz, n numeric${parent});`;
  });
  const database = await createDatabase([tables.join('\n')]);
  try {
    const model = await readModel(database.url);
    const start = performance.now();
    const { schema } = buildSchema(model, { loadDirective: true });
    const built = performance.now() - start;
    expect(validateSchema(schema)).toEqual([]);
    expect(model.entities).toHaveLength(500);
    // It takes a tenth of a second on a quiet machine.
    expect(built).toBeLessThan(10_000);
  } finally {
    await database.drop();
  }
});

/** Coordinates of output fields without a source. Fields of composite values need none. */
function unsourced({ schema, fields, model }: ApiSchema): string[] {
  const loaded = new Set(
    model.entities.flatMap(({ name }) => [name, `${name}Connection`, `${name}Edge`]).concat('Query', 'PageInfo'),
  );
  return Object.values(schema.getTypeMap())
    .filter((type) => type instanceof GraphQLObjectType)
    .filter((type) => loaded.has(type.name))
    .flatMap((type) => Object.keys(type.getFields()).map((field) => [type.name, field] as const))
    .flatMap(([type, field]) => (fields.get(type, field) ? [] : [`${type}.${field}`]));
}

function rootArgs(schema: GraphQLSchema, field: string): string[] {
  const fields = schema.getQueryType()?.getFields() ?? {};
  return fields[field]?.args.map(({ name }) => name) ?? [];
}

function operatorsOf(schema: GraphQLSchema, where: string, field: string): string[] {
  const type = schema.getType(where);
  const operators = isInputObjectType(type) ? type.getFields()[field]?.type : null;
  if (!isInputObjectType(operators)) throw new Error(`no ${where}.${field} in\n${type ? printType(type) : 'nothing'}`);
  return Object.keys(operators.getFields());
}
