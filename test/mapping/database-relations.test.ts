/** The configuration adjusts relations that the database has. */
import { describe, expect, test } from 'vitest';
import type { EntityOptions } from '../../schema/config/mapping/entity-settings.ts';
import type { TestGateway } from '../support/gateway.ts';
import { useDatabase } from '../support/use-database.ts';
import { data, fieldsOf, typed } from './seen.ts';

const database = useDatabase(new URL('../fixtures/orders.sql', import.meta.url));

/** The configured strategy and the one that loads the relation. */
type Loads = readonly [said: string, done: string];

function open(entities: Readonly<Record<string, EntityOptions>>): Promise<TestGateway> {
  return database.open({ entities });
}

describe('a relation of the database', () => {
  test('a relation of the database may be renamed with its companions, described, and promised to be present', async () => {
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
  test('a broken promise of a relation and its columns takes no row away', async () => {
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

  test('a relation may be hidden in one direction only', async () => {
    const gateway = await open({ Customer: { relations: { orders: { hide: true } } } });
    expect(fieldsOf(gateway, 'Customer').filter((name) => /orders/i.test(name))).toEqual([]);
    expect(fieldsOf(gateway, 'Order')).toContain('customer');
  });

  test.each<[string, Readonly<Record<string, EntityOptions>>, Readonly<Record<string, Loads>>]>([
    [
      'a relation has its own',
      { Order: { relations: { customer: { load: 'selectin' } } } },
      { customer: ['selectin', 'selectin'], tags: ['auto', 'selectin'] },
    ],
    [
      'its own outranks that of all relations',
      { Order: { relations: { '*': { load: 'lazy' }, customer: { load: 'selectin' } } } },
      { customer: ['selectin', 'selectin'], tags: ['lazy', 'lazy'] },
    ],
    [
      // covers: K2
      'its own outranks that of all relations, in any order of the two',
      {
        Order: { relations: { customer: { load: 'selectin' }, '*': { load: 'lazy' } } },
        '*': { relations: { '*': { load: 'raise' } } },
      },
      { customer: ['selectin', 'selectin'], tags: ['lazy', 'lazy'] },
    ],
    [
      "the entity's outranks that of all entities",
      { '*': { relations: { '*': { load: 'raise' } } }, Order: { relations: { '*': { load: 'joined' } } } },
      { tags: ['joined', 'joined'], customer: ['joined', 'joined'] },
    ],
    [
      'its own automatic choice outranks any other',
      { '*': { relations: { '*': { load: 'raise' } } }, Order: { relations: { customer: { load: 'auto' } } } },
      { customer: ['auto', 'joined'], tags: ['raise', 'raise'] },
    ],
    // covers: S27
  ])('a relation is loaded by the configured strategy: %s', async (_, entities, loads) => {
    const gateway = await open(entities);
    const order = gateway.gateway.model.entities.find(({ name }) => name === 'Order');
    for (const [field, [said, done]] of Object.entries(loads)) {
      expect(order?.relations.find((relation) => relation.field === field)?.load).toBe(said);
      const { plan, errors } = await gateway.run(`{ orders { id ${field} { id } } }`, { explain: 'plan' });
      expect(plan).toMatchObject({ roots: [{ children: [{ path: `orders.${field}`, strategy: done }] }] });
      expect(errors.map(({ extensions }) => extensions?.['code'])).toEqual(done === 'raise' ? ['NOT_LOADED'] : []);
    }
  });
});
