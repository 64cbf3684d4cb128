/** What the configuration says of relations that the database has. */
import { describe, expect, test } from 'vitest';
import type { EntityFile } from '../../schema/mapping/settings.ts';
import type { TestGateway } from '../support/gateway.ts';
import { useDatabase } from '../support/use-database.ts';
import { data, fieldsOf, typed } from './seen.ts';

const database = useDatabase(new URL('../fixtures/orders.sql', import.meta.url));

function open(entities: Readonly<Record<string, EntityFile>>): Promise<TestGateway> {
  return database.open({ entities });
}

describe('a relation of the database', () => {
  test('is renamed with its companions, described and promised', async () => {
    const gateway = await open({
      Customer: { relations: { orders: { name: 'purchases', description: 'What was bought' } } },
      OrderTag: { relations: { order: { nullable: true } } },
    });
    expect(fieldsOf(gateway, 'Customer')).toEqual(
      expect.arrayContaining(['purchases', 'purchasesConnection', 'purchasesAggregate']),
    );
    expect(typed(gateway, 'OrderTag')).toMatch(/order: Order$/m);
    expect(await data(gateway, '{ customers(where: { purchases: { some: { total: { gt: 5 } } } }) { name } }')).toEqual(
      {
        customers: [{ name: 'Ann' }],
      },
    );
  });

  // covers: A11, B3
  test('that is promised, and its columns too, takes no row away that breaks the promise', async () => {
    const gateway = await open({
      Note: {
        columns: { authorId: { nullable: false } },
        relations: { author: { nullable: false, load: 'joined' } },
      },
    });
    const { data, errors, statements } = await gateway.run('{ notes { id author { name } } }');
    expect(statements[0]?.sql).toContain('left join');
    expect(data).toBeNull();
    expect(errors[0]?.path).toEqual(['notes', 1, 'author']);
    const kept = await gateway.run('{ notes { id } }');
    expect(kept.data).toEqual({ notes: [{ id: 1 }, { id: 2 }] });
  });

  test('is hidden in one direction only', async () => {
    const gateway = await open({ Customer: { relations: { orders: { hide: true } } } });
    expect(fieldsOf(gateway, 'Customer').filter((name) => /orders/i.test(name))).toEqual([]);
    expect(fieldsOf(gateway, 'Order')).toContain('customer');
  });

  test.each<[string, Readonly<Record<string, EntityFile>>, Readonly<Record<string, string>>]>([
    ['its own', { Order: { relations: { customer: { load: 'selectin' } } } }, { customer: 'selectin', tags: 'auto' }],
    [
      'its own before that of all',
      { Order: { relations: { '*': { load: 'lazy' }, customer: { load: 'joined' } } } },
      { customer: 'joined', tags: 'lazy' },
    ],
    [
      // covers: K2
      'its own before that of all, whichever is written first',
      {
        Order: { relations: { customer: { load: 'joined' }, '*': { load: 'lazy' } } },
        '*': { relations: { '*': { load: 'raise' } } },
      },
      { customer: 'joined', tags: 'lazy' },
    ],
    [
      "the entity's before that of all entities",
      { '*': { relations: { '*': { load: 'raise' } } }, Order: { relations: { '*': { load: 'selectin' } } } },
      { customer: 'selectin', tags: 'selectin' },
    ],
    [
      'its own automatic choice before any',
      { '*': { relations: { '*': { load: 'raise' } } }, Order: { relations: { customer: { load: 'auto' } } } },
      { customer: 'auto', tags: 'raise' },
    ],
    // covers: S27
  ])('is loaded by default as said: %s', async (_, entities, loads) => {
    const { gateway } = await open(entities);
    const order = gateway.model.entities.find(({ name }) => name === 'Order');
    const found = order?.relations.filter(({ field }) => field in loads).map(({ field, load }) => [field, load]);
    expect(Object.fromEntries(found ?? [])).toEqual(loads);
  });
});
