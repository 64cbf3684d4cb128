import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { ConfigError } from '../../schema/config/reader/config-issues.ts';
import { readConfig } from '../../schema/config/read-config.ts';
import { openGateway } from '../support/gateway.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(readFileSync(new URL('../fixtures/writes.sql', import.meta.url), 'utf8'));

function mistakesOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

test('mistakes in the form of settings of writing are told all at once, each with its place', () => {
  const file = {
    mutations: {
      only: 'some',
      constraintNames: 'yes',
      constraints: { customers_email_key: { code: 'email taken', words: 'x' } },
      raised: { so001: 'OUT_OF_STOCK', SO002: 5 },
      attemps: 5,
    },
    entities: {
      Order: {
        write: { create: { where: {} }, update: { columns: 'note' }, delete: { presets: {} }, upsert: 1, insert: true },
        requireMatch: true,
        softDelete: { value: 5 },
      },
      Customer: { write: 'no' },
    },
  };
  expect(mistakesOf(() => readConfig({ file }))).toEqual([
    'mutations in none.constraintNames must be true or false.',
    'mutations in none.only must be one of all, listed.',
    "mutations in none.constraints.customers_email_key.code must be a code of capital letters, such as 'EMAIL_TAKEN'.",
    'mutations in none.constraints.customers_email_key.words is not a setting.',
    'mutations in none.raised.so001 is not an SQLSTATE: five digits and capital letters.',
    "mutations in none.raised.SO002 must be the code of the error, such as 'OUT_OF_STOCK'.",
    'mutations in none.attemps is not a setting. Did you mean "attempts"?',
    'entities.Order.requireMatch needs a version; set version to a column, or rowVersion to true.',
    'entities.Order.write.create.where cannot be said of create.',
    'entities.Order.write.update.columns must be a list of texts.',
    'entities.Order.write.delete.presets cannot be said of delete.',
    'entities.Order.write.upsert must be true or false.',
    'entities.Order.write.insert is not a setting. Did you mean "upsert"?',
    'entities.Order.softDelete.column must be the column that a deleted row has a value in.',
    'entities.Customer.write must be an object.',
  ]);
});

test('columns, conditions and values of rules that the database does not have are told all at once', async () => {
  const opened = openGateway(database.url, {
    mutations: true,
    claims: { sub: 'text', roles: 'text[]' },
    entities: {
      Customer: {
        version: 'email',
        write: {
          create: {
            columns: ['name', 'nmae'],
            presets: {
              statsu: 'x',
              score: 'many',
              tags: { claim: 'roles' },
              status: { claim: 'user' },
              name: { sql: 'a; b' },
            },
            check: { scor: { eq: 1 } },
          },
          update: { columns: ['orders', 'order'], where: { name: { eq: { claim: 'nobody' } } } },
        },
      },
      Product: { softDelete: { column: 'deleted' } },
    },
  });
  const error: unknown = await opened.catch((reason: unknown) => reason);
  const paths = (error instanceof ConfigError ? error.mistakes : []).map((mistake) => mistake.split(' ')[0]);
  expect(paths.toSorted()).toEqual([
    'entities.Customer.version',
    'entities.Customer.write.create.check.scor',
    'entities.Customer.write.create.columns[1]',
    'entities.Customer.write.create.presets.name.sql',
    'entities.Customer.write.create.presets.score:',
    'entities.Customer.write.create.presets.statsu',
    'entities.Customer.write.create.presets.status',
    'entities.Customer.write.create.presets.tags',
    'entities.Customer.write.update.columns[1]',
    'entities.Customer.write.update.where.name.eq',
    'entities.Product.softDelete.column',
  ]);
});

test('SQL of presets that PostgreSQL does not take is told at start, with the other mistakes', async () => {
  const presets = {
    name: { sql: 'nmae' },
    status: { sql: 'upper(1, 2)' },
    score: { sql: "'many'::text" },
    attrs: { sql: 'count(*)' },
    tags: { sql: 'generate_series(1, 2)' },
    version: { sql: "nextval('tags_id_seq')" },
  };
  const entities = {
    Customer: { write: { create: { presets }, update: { presets: { status: { sql: 'now(' } } } } },
    Product: { softDelete: { column: 'deletedAt', value: { sql: 'nowhere()' } }, orderBy: [{ nmae: 'ASC' }] },
  };
  const opened = openGateway(database.url, { mutations: true, entities });
  const error: unknown = await opened.catch((reason: unknown) => reason);
  const mistakes = error instanceof ConfigError ? error.mistakes : [];
  const at = (path: string) => new RegExp(`^entities\\.${path.replaceAll('.', '\\.')}`);
  expect(mistakes.toSorted()).toEqual([
    expect.stringMatching(at('Customer.write.create.presets.attrs.sql: PostgreSQL says: aggregate')),
    expect.stringMatching(at('Customer.write.create.presets.name.sql: PostgreSQL says: column "nmae" does not exist')),
    expect.stringMatching(at('Customer.write.create.presets.score.sql: PostgreSQL says: invalid input syntax')),
    expect.stringMatching(at('Customer.write.create.presets.status.sql: PostgreSQL says: function upper')),
    expect.stringMatching(at('Customer.write.create.presets.tags.sql: PostgreSQL says: set-returning')),
    expect.stringMatching(at('Customer.write.update.presets.status.sql does not close a parenthesis')),
    expect.stringMatching(at('Product.orderBy')),
    expect.stringMatching(
      at('Product.softDelete.value.sql: PostgreSQL says: function nowhere() does not exist'.replaceAll('()', '\\(\\)')),
    ),
  ]);
});

test('a relation whose foreign key the gateway sets in related rows is in no input of the parent', async () => {
  const gateway = await openGateway(database.url, {
    mutations: true,
    claims: { tenant: 'int4' },
    entities: {
      Order: { write: { create: { presets: { customerId: { claim: 'tenant' } } } } },
      ProductTag: { write: { update: { presets: { productId: { claim: 'tenant' } } } } },
    },
  });
  const { data } = await gateway.run(`{
    customer: __type(name: "CustomerCreate") { inputFields { name } }
    change: __type(name: "CustomerSet") { inputFields { name } }
    order: __type(name: "OrderCreate") { inputFields { name } }
    product: __type(name: "ProductSet") { inputFields { name } } }`);
  await gateway.close();
  const names = Object.entries(Object(data)).map(([type, { inputFields }]: [string, ReturnType<typeof Object>]) => [
    type,
    inputFields.map(({ name }: { readonly name: string }) => name),
  ]);
  const { customer, change, order, product } = Object.fromEntries(names);
  expect([...customer, ...change]).not.toContain('orders');
  expect(customer).toContain('profile');
  expect(order).not.toContain('customer');
  expect(order).toContain('items');
  expect(product).not.toContain('tags');
  expect(product).toContain('items');
});
