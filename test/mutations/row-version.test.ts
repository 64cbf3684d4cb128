import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { ConfigError } from '../../schema/config/reader/config-issues.ts';
import { query } from '../support/database.ts';
import { openGateway } from '../support/gateway.ts';
import { useDatabase } from '../support/use-database.ts';
import { mutationCases } from './cases.ts';

const FIXTURE = readFileSync(new URL('../fixtures/writes.sql', import.meta.url), 'utf8');
const entities = { Customer: { rowVersion: true }, Order: { rowVersion: true }, Pt: { rowVersion: true } };
const orders =
  "insert into orders (customer_id, note) values (1, 'a'); insert into orders (customer_id, note) values (2, 'b'); insert into orders (customer_id, note) values (1, 'c'); insert into pt values (1, 1, 'low'); insert into pt values (500, 1, 'high')";
const database = useDatabase([FIXTURE, orders].join(';'));

async function versionsIn(table: string): Promise<ReadonlyMap<number, string>> {
  const rows = await query(database.url, `select id::int4, xmin::text as version from ${table} order by id`);
  return new Map(rows.map((row) => [Number(Object(row).id), String(Object(row).version)]));
}

describe('rowVersion', () => {
  test.each(['auto', 'joined', 'selectin', 'derived'] as const)(
    'rowVersion is that of its row wherever the row is read, under the strategy %s',
    async (load) => {
      const customers = await versionsIn('customers');
      const all = await versionsIn('orders');
      const gateway = await openGateway(database.url, { entities: { ...entities } });
      const { data, errors } = await gateway.run(
        `{ customers(orderBy: {id: ASC}) { id rowVersion orders(orderBy: {id: ASC}, limit: 5) { id rowVersion customer { id rowVersion } } }
           orders(orderBy: {id: ASC}) { id rowVersion customer { rowVersion orders(orderBy: {id: ASC}) { rowVersion } } }
           pts(orderBy: {id: ASC}) { rowVersion } }`,
        { load },
      );
      await gateway.close();
      const parents = [
        { id: 1, orders: [1, 3] },
        { id: 2, orders: [2] },
      ];
      const orderOf = (id: number) => ({ id: String(id), rowVersion: all.get(id) });
      expect({ data, errors }).toEqual({
        errors: [],
        data: {
          customers: parents.map(({ id, orders: own }) => {
            const customer = { id, rowVersion: customers.get(id) };
            return { ...customer, orders: own.map((order) => ({ ...orderOf(order), customer })) };
          }),
          orders: [1, 2, 3].map((id) => {
            const parent = parents.find(({ orders: own }) => own.includes(id));
            const customer = {
              rowVersion: customers.get(parent?.id ?? 0),
              orders: parent?.orders.map((order) => ({ rowVersion: all.get(order) })),
            };
            return { ...orderOf(id), customer };
          }),
          pts: [...(await versionsIn('pt')).values()].map((rowVersion) => ({ rowVersion })),
        },
      });
    },
  );

  test('rowVersion is never null, and no input of a write but ifMatch has it', async () => {
    const gateway = await openGateway(database.url, { mutations: true, entities: { ...entities } });
    const { data } = await gateway.run(`{
      row: __type(name: "Customer") { fields { name type { kind ofType { name } } } }
      match: __type(name: "CustomerMatch") { inputFields { name } }
      create: __type(name: "CustomerCreate") { inputFields { name } }
      set: __type(name: "CustomerSet") { inputFields { name } } }`);
    await gateway.close();
    expect(data).toMatchObject({
      row: {
        fields: expect.arrayContaining([
          { name: 'rowVersion', type: { kind: 'NON_NULL', ofType: { name: 'String' } } },
        ]),
      },
      match: { inputFields: expect.arrayContaining([{ name: 'rowVersion' }]) },
      create: { inputFields: expect.not.arrayContaining([{ name: 'rowVersion' }]) },
      set: { inputFields: expect.not.arrayContaining([{ name: 'rowVersion' }]) },
    });
  });

  test('a view has none, which is told with the other mistakes', async () => {
    const error: unknown = await openGateway(database.url, {
      entities: { ActiveCustomer: { rowVersion: true, requireMatch: true }, Customer: { orderBy: [{ nmae: 'ASC' }] } },
    }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error instanceof ConfigError ? error.mistakes : []).toEqual([
      expect.stringContaining('entities.ActiveCustomer.rowVersion: rows of a view have none'),
      expect.stringContaining('entities.Customer.orderBy'),
    ]);
  });
});

describe('rowVersion in ifMatch', () => {
  const base = { config: { entities: { ...entities } } };
  mutationCases([
    {
      ...base,
      rule: 'a row of another version is stale',
      mutation: 'mutation { updateCustomer(by: {id: 1}, ifMatch: {rowVersion: "3"}, set: {name: "x"}) { action } }',
      data: null,
      errors: [{ code: 'CONFLICT', reason: 'STALE', input: ['by'] }],
      statements: 1,
    },
    {
      ...base,
      rule: 'a stale row is not deleted',
      mutation: 'mutation { deleteCustomer(by: {id: 1}, ifMatch: {rowVersion: "3"}) { action } }',
      data: null,
      errors: [{ code: 'CONFLICT', reason: 'STALE' }],
      statements: 1,
    },
    {
      ...base,
      rule: 'a row of a partitioned table has one too',
      before: "insert into pt values (1, 1, 'low')",
      mutation: 'mutation { updatePt(by: {id: 1}, ifMatch: {rowVersion: "3"}, set: {name: "x"}) { action } }',
      data: null,
      errors: [{ code: 'CONFLICT', reason: 'STALE' }],
    },
    {
      ...base,
      config: { entities: { Customer: { rowVersion: true, requireMatch: true } } },
      rule: 'with requireMatch an update cannot do without',
      mutation: 'mutation { updateCustomer(by: {id: 1}, set: {name: "x"}) { action } }',
      data: null,
      errors: [{ code: 'BAD_USER_INPUT', reason: 'REQUIRED', input: ['ifMatch', 'rowVersion'] }],
      statements: 0,
    },
  ]);

  test('the version that was read is taken once, and the answer has the next one', async () => {
    const gateway = await openGateway(database.url, { mutations: true, entities: { ...entities } });
    const update = (version: string) =>
      gateway.run(
        `mutation { updateCustomer(by: {id: 1}, ifMatch: {rowVersion: "${version}"}, inc: {version: 1}) { action row { rowVersion } } }`,
      );
    const read = (await versionsIn('customers')).get(1) ?? '';
    const first = await update(read);
    const second = await update(read);
    const current = (await versionsIn('customers')).get(1) ?? '';
    const third = await update(current);
    await gateway.close();
    expect(current).not.toBe(read);
    expect(first.data).toEqual({ updateCustomer: { action: 'UPDATED', row: { rowVersion: current } } });
    expect(second).toMatchObject({ data: null, errors: [{ extensions: { code: 'CONFLICT', reason: 'STALE' } }] });
    expect(third.data).toMatchObject({ updateCustomer: { action: 'UPDATED' } });
  });

  test('one of eight writers with one version wins', async () => {
    const gateway = await openGateway(database.url, { mutations: true, entities: { ...entities } });
    const read = (await versionsIn('customers')).get(2) ?? '';
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        gateway.run(
          `mutation M${index} { updateCustomer(by: {id: 2}, ifMatch: {rowVersion: "${read}"}, set: {name: "w${index}"}) { action } }`,
        ),
      ),
    );
    await gateway.close();
    const codes = results.map(({ errors }) => errors[0]?.extensions?.['reason'] ?? 'won').toSorted();
    expect(codes).toEqual([...Array.from({ length: 7 }, () => 'STALE'), 'won']);
  });
});
