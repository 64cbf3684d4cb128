import { readFileSync } from 'node:fs';
import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import type { WriteEvent } from '../../schema/config/events.ts';
import { query } from '../support/database.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(readFileSync(new URL('../fixtures/writes.sql', import.meta.url), 'utf8'));

function codesOf(errors: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[]): unknown[] {
  return errors.map(({ extensions }) => extensions?.['code']);
}

test('onWrite is told of every row that an operation has written, before it is committed', async () => {
  const events: WriteEvent[] = [];
  const gateway = await database.open({
    mutations: true,
    onWrite: async (event: WriteEvent) => {
      events.push(event);
      expect(await query(database.url, "select from customers where name = 'told'")).toEqual([]);
    },
  });
  const { errors } = await gateway.run(
    `mutation Told { createCustomer(values: {email: "t@x", name: "told", orders: {create: [{note: "1"}]}}) { affectedRows }
      updateCustomer(by: {email: "a@x"}, set: {name: "Anne"}) { affectedRows }
      b: updateCustomer(by: {email: "b@x"}) { affectedRows }
      deleteTag(by: {label: "hot"}) { affectedRows }
      updateProducts(where: {id: {eq: 3}}, atMost: 1, inc: {price: "1"}) { affectedRows } }`,
    { claims: { sub: 'u' } },
  );
  expect(errors).toEqual([]);
  expect(events).toEqual([
    {
      operation: 'Told',
      claims: { sub: 'u' },
      writes: [
        { entity: 'Customer', action: 'CREATED', key: { id: 3 }, columns: ['email', 'name'], old: null },
        { entity: 'Order', action: 'CREATED', key: { id: '1' }, columns: ['customerId', 'note'], old: null },
        {
          entity: 'Customer',
          action: 'UPDATED',
          key: { id: 1 },
          columns: ['name'],
          old: expect.objectContaining({ id: 1, email: 'a@x', name: 'Ann' }),
        },
        { entity: 'Tag', action: 'DELETED', key: { id: 1 }, columns: [], old: { id: 1, label: 'hot' } },
        {
          entity: 'Product',
          action: 'UPDATED',
          key: { id: 3 },
          columns: ['price'],
          old: expect.objectContaining({ price: '20.00' }),
        },
      ],
    },
  ]);
});

test('an error of onWrite takes the operation back, and only a GraphQLError is told to the client', async () => {
  const errors = [new GraphQLError('Not on Sundays.', { extensions: { code: 'CLOSED' } }), new Error('secret')];
  for (const [error, code] of [
    [errors[0], 'CLOSED'],
    [errors[1], 'INTERNAL'],
  ] as const) {
    const gateway = await database.open({
      mutations: true,
      onWrite: () => {
        throw error;
      },
    });
    const answer = await gateway.run('mutation { createTag(values: {label: "refused"}) { row { label } } }');
    expect({ data: answer.data, codes: codesOf(answer.errors) }).toEqual({ data: null, codes: [code] });
    expect(JSON.stringify(answer.errors)).not.toContain('secret');
    expect(await query(database.url, "select from tags where label = 'refused'")).toEqual([]);
    expect(gateway.inUse()).toBe(0);
  }
});

test('onCommit is told after the commit, and its error changes no answer', async () => {
  const seen: unknown[] = [];
  const gateway = await database.open({
    mutations: true,
    onCommit: async ({ writes }: WriteEvent) => {
      seen.push({ writes, rows: await query(database.url, "select label from tags where label = 'kept'") });
      throw new Error('too late');
    },
  });
  const { data, errors } = await gateway.run('mutation { createTag(values: {label: "kept"}) { row { label } } }');
  expect({ data, errors }).toEqual({ data: { createTag: { row: { label: 'kept' } } }, errors: [] });
  await expect
    .poll(() => seen)
    .toEqual([
      {
        writes: [{ entity: 'Tag', action: 'CREATED', key: { id: expect.any(Number) }, columns: ['label'], old: null }],
        rows: [{ label: 'kept' }],
      },
    ]);
});

test('a mutation that fails, or is a dry run, is not told as committed', async () => {
  const seen: unknown[] = [];
  const gateway = await database.open({ mutations: true, onCommit: (event: WriteEvent) => seen.push(event) });
  await gateway.run('mutation { createTag(values: {label: "new"}) { affectedRows } }');
  await gateway.run('mutation { createTag(values: {label: "dry"}) { affectedRows } }', { dryRun: true });
  await gateway.run('mutation Last { createTag(values: {label: "last"}) { affectedRows } }');
  await expect.poll(() => seen).toEqual([expect.objectContaining({ operation: 'Last' })]);
});
