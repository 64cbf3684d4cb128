import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../schema/config/read-config.ts';
import { query } from '../support/database.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(readFileSync(new URL('../fixtures/writes.sql', import.meta.url), 'utf8'));

describe("with atomic: 'field'", () => {
  test('a field that fails is null, and those before and after it are written', async () => {
    const gateway = await database.open({ mutations: { atomic: 'field' } });
    const { data, errors, connections } = await gateway.run(
      `mutation Three($label: String!) { ...First second: createTag(values: {label: "hot"}) { row { label } }
        ... on Mutation { third: createTag(values: {label: $label}) { row { label } query { tags(where: {label: {eq: "one"}}) { label } } } }
        skipped: createTag(values: {label: "skipped"}) @skip(if: true) { affectedRows } }
      fragment First on Mutation { first: createTag(values: {label: "one"}) { row { label } } }`,
      { variables: { label: 'three' } },
    );
    expect(data).toEqual({
      first: { row: { label: 'one' } },
      second: null,
      third: { row: { label: 'three' }, query: { tags: [{ label: 'one' }] } },
    });
    expect(errors.map(({ path, extensions }) => ({ path, code: extensions?.['code'] }))).toEqual([
      { path: ['second'], code: 'CONFLICT' },
    ]);
    expect(await query(database.url, 'select label from tags order by id')).toEqual([
      { label: 'hot' },
      { label: 'new' },
      { label: 'one' },
      { label: 'three' },
    ]);
    expect(connections.filter(({ released }) => !released)).toEqual([]);
  });

  test('two fields with one response key are one field', async () => {
    const gateway = await database.open({ mutations: { atomic: 'field' } });
    const { data, errors } = await gateway.run(
      'mutation { a: createTag(values: {label: "merged"}) { row { label } } a: createTag(values: {label: "merged"}) { affectedRows } }',
    );
    expect({ data, errors }).toEqual({ data: { a: { row: { label: 'merged' }, affectedRows: 1 } }, errors: [] });
  });

  test('wrong variables are an error of the operation, and nothing is written', async () => {
    const gateway = await database.open({ mutations: { atomic: 'field' } });
    const { data, errors } = await gateway.run(
      'mutation ($label: String!) { a: createTag(values: {label: "a"}) { affectedRows } b: createTag(values: {label: $label}) { affectedRows } }',
    );
    expect(data ?? null).toBe(null);
    expect(errors.map(({ path }) => path)).toEqual([undefined]);
    expect(await query(database.url, "select from tags where label = 'a'")).toEqual([]);
  });

  test('each field has a plan of its own', async () => {
    const gateway = await database.open({ mutations: { atomic: 'field' } });
    const { plan } = await gateway.run(
      'mutation { x: createTag(values: {label: "x"}) { affectedRows } y: deleteTag(by: {label: "x"}) { affectedRows } }',
      { explain: 'plan' },
    );
    expect(plan).toEqual({
      fields: {
        x: expect.objectContaining({ writes: [expect.objectContaining({ action: 'insert', statement: 1 })] }),
        y: expect.objectContaining({ writes: [expect.objectContaining({ action: 'delete', statement: 1 })] }),
      },
    });
  });
});

describe('the names of fields', () => {
  test('a prefix begins the names of all fields of Mutation', async () => {
    const gateway = await database.open({ mutations: { prefix: 'shop' } });
    const { data } = await gateway.run('mutation { shopCreateTag(values: {label: "prefixed"}) { row { label } } }');
    expect(data).toEqual({ shopCreateTag: { row: { label: 'prefixed' } } });
    const fields = Object.keys(gateway.gateway.schema.getMutationType()?.getFields() ?? {});
    expect(fields.filter((name) => !name.startsWith('shop'))).toEqual([]);
  });

  test('kinds of fields that are switched off are not there, and the others are', async () => {
    const gateway = await database.open({ mutations: { fields: { createMany: false, deleteWhere: false } } });
    const fields = Object.keys(gateway.gateway.schema.getMutationType()?.getFields() ?? {});
    expect(fields.filter((name) => /^[a-z]+Tags?$/.test(name))).toEqual([
      'createTag',
      'updateTag',
      'updateTags',
      'upsertTag',
      'upsertTags',
      'deleteTag',
    ]);
  });

  test.each([
    [{ prefix: 'Shop-' }, 'mutations in none.prefix must be a word in letters and digits'],
    [{ fields: { createAll: false } }, 'mutations in none.fields.createAll is not a setting.'],
    [{ atomic: 'row' }, 'mutations in none.atomic must be one of operation, field.'],
    [
      { atomic: 'field', idempotency: 'public.requests' },
      "mutations in none.idempotency keeps one answer per operation, which needs atomic: 'operation'",
    ],
  ])('%j is refused at start', (mutations, message) => {
    const file = { mutations, database: { url: 'postgres://none' } };
    expect(() => readConfig({ file })).toThrow(message);
  });
});
