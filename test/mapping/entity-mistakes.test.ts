/** The configuration describes entities, columns and relations that are impossible. */
import { describe, expect, test } from 'vitest';
import type { EntityOptions } from '../../schema/config/mapping/entity-settings.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(new URL('../fixtures/orders.sql', import.meta.url));

describe('mistakes in entities', () => {
  test.each<[string, Readonly<Record<string, EntityOptions>>, readonly string[]]>([
    [
      'unknown names are reported with suggestions',
      {
        Ordr: {},
        Order: { columns: { totl: { hide: true } }, relations: { custmer: { name: 'buyer' } } },
        Customer: { columns: { mood: { type: 'moood' } }, key: ['idd'] },
      },
      [
        'entities.Ordr is neither a type nor a table. Did you mean "Order"?',
        'entities.Customer.columns.mood.type "moood" is not a type of this database.',
        'entities.Customer.key: idd is not a column of public.customers. Did you mean "id"?',
        'entities.Customer.key is for views and tables without a primary key; the table has customers_pkey.',
        'entities.Order.columns.totl is not a column of public.orders. Did you mean "total"?',
        'entities.Order.relations.custmer is not a relation of Order. Did you mean "customer"?',
      ],
    ],
    [
      'names that clash or that are not GraphQL names are reported',
      {
        Order: { name: 'Customer', columns: { total: { name: 'id' } }, relations: { tags: { name: 'customer' } } },
        Tag: { name: '2nd', columns: { label: { name: '__label' } } },
        Sale: { name: 'KeylessWhere' },
      },
      [
        'entities.Sale.name: there is another type "KeylessWhere".',
        'entities.Order.name: there is another type "Customer".',
        'entities.Tag.name: "2nd" is not a name of GraphQL: letters, digits and _, beginning with no digit and not with "__".',
        'entities.Order.columns.total.name "id" is the name of several columns: id, total.',
        'entities.Tag.columns.label.name "__label" is not a name of GraphQL: letters, digits and _, beginning with no digit and not with "__".',
        'entities.Order.relations.tags.name "customer" is the name of another field of Order already.',
      ],
    ],
    [
      'keys over nullable columns and entities without columns are reported',
      {
        Keyless: { key: ['b'], columns: { a: { hide: true }, b: { hide: true } } },
        Sale: { key: ['id'], columns: { id: { nullable: true } } },
        'public.sales': { name: 'Deal' },
      },
      [
        'entities.public.sales is the same table as entities.Sale; say all of it in one place.',
        'entities.Keyless.key holds b, which may be null: such a row would have no key. Make it NOT NULL.',
        'entities.Keyless.columns hides every column, and GraphQL has no type without fields. Hide the entity instead.',
        'entities.Sale.columns.id.nullable is true, and the column is part of the key.',
      ],
    ],
    [
      'page sizes beyond the limits and settings that cannot hold for all are reported',
      {
        Order: { defaultPageSize: 20, maxPageSize: 10 },
        Tag: { defaultPageSize: 2_000_000 },
        '*': { name: 'All', relations: { orders: { load: 'lazy' }, '*': { hide: true } } },
      },
      [
        'entities.*.relations.*.hide cannot be said of all relations together.',
        'entities.*.name is not a setting.',
        'entities.*.relations may only have "*": a relation by its name belongs to an entity.',
        'entities.Order.defaultPageSize must not be greater than entities.Order.maxPageSize, 10.',
        'entities.Tag.defaultPageSize must not be greater than limits.maxPageSize, 10000.',
      ],
    ],
  ])('%s, all at once', async (_, entities, mistakes) => {
    const error = await database.open({ entities }).catch((reason: unknown) => reason);
    expect(error instanceof Error && error.message.split('\n').toSorted()).toEqual(mistakes.toSorted());
  });
});
