import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inspectJson } from '../../schema/report/inspect.ts';
import { inspectText } from '../../schema/report/inspect-text.ts';
import { openGateway } from '../support/gateway.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(
  `${readFileSync(new URL('../fixtures/writes.sql', import.meta.url), 'utf8')};
   create table keyless (a int);
   create view totals as select customer_id, sum(total) as total from orders group by 1;
   create materialized view copies as select id, name from customers;
   create table ruled (id int primary key, v int);
   create rule ruled_log as on update to ruled do also insert into log (v) values (new.v);`,
);

test('inspect tells how rows are written, and why not', async () => {
  const gateway = await openGateway(database.url, {
    mutations: true,
    entities: {
      Tag: { write: { delete: false } },
      Coupon: { columns: { code: { hide: true } } },
      Customer: { write: { create: { columns: ['email', 'name'] } }, version: 'version' },
    },
  });
  const { model } = gateway.gateway;
  await gateway.close();
  const { entities } = inspectJson(model, 'all');
  const reasons = entities.flatMap(({ name, write }) =>
    Object.entries(write?.because ?? {}).map(([kind, reason]) => `${name}.${kind}: ${reason}`),
  );
  expect(reasons).toEqual([
    'ActiveCustomer.update: no key names its rows',
    'ActiveCustomer.delete: no key names its rows',
    'Copy.create: PostgreSQL cannot insert rows of this materialized view',
    'Copy.update: PostgreSQL cannot update rows of this materialized view',
    'Copy.delete: PostgreSQL cannot delete rows of this materialized view',
    'Coupon.create: nobody gives code, which must not be null',
    'Keyless.update: no key names its rows',
    'Keyless.delete: no key names its rows',
    'Ruled.update: rules of the table rewrite update',
    'Tag.delete: the configuration takes it away',
    'Total.create: PostgreSQL cannot insert rows of this view',
    'Total.update: PostgreSQL cannot update rows of this view',
    'Total.delete: PostgreSQL cannot delete rows of this view',
    'Vo.create: PostgreSQL cannot insert rows of this view',
    'Vo.update: no key names its rows',
    'Vo.delete: PostgreSQL cannot delete rows of this view',
  ]);
  const customer = entities.find(({ name }) => name === 'Customer');
  expect(customer?.write).toEqual({
    create: true,
    update: true,
    upsert: true,
    delete: true,
    keys: [['id'], ['email']],
    unique: { ID: ['id'], EMAIL: ['email'] },
    because: {},
  });
  const columns = customer?.columns.map(({ field, create, update }) => [field, create, update]);
  expect(columns).toEqual([
    ['id', 'never', true],
    ['email', 'required', true],
    ['name', 'required', true],
    ['status', 'never', true],
    ['score', 'never', true],
    ['tags', 'never', true],
    ['attrs', 'never', true],
    ['version', 'never', false],
  ]);
  expect(inspectText(model, 'all')).toContain(
    '  writes: create, update, upsert; no delete: the configuration takes it away\n',
  );
  expect(inspectText(model)).not.toContain('writes:');
});

test('every entity that is not listed is told so', async () => {
  const gateway = await openGateway(database.url, { mutations: { only: 'listed' } });
  const { model } = gateway.gateway;
  await gateway.close();
  const tag = inspectJson(model, 'listed').entities.find(({ name }) => name === 'Tag');
  expect(tag?.write?.because.create).toBe('the configuration lists others alone');
});
