/** The configurations under which documents are planned. The documents of each lie in the folder of its name. */
import type { ConfigOptions } from '../../schema/config/read-config.ts';

const TENANT = { country: { eq: { claim: 'country' } } };

export const CONFIGURATIONS: Readonly<Record<string, ConfigOptions>> = {
  plain: {},
  federated: { federation: true },
  nodes: { nodes: true },
  mapped: {
    functions: { foundProducts: { function: 'found_products' } },
    entities: {
      Customer: {
        orderBy: [{ name: 'ASC' }],
        relations: {
          latestOrder: {
            target: 'Order',
            on: [['id', 'customer_id']],
            kind: 'one',
            orderBy: [{ createdAt: 'DESC' }],
          },
          openOrders: { target: 'Order', on: [['id', 'customer_id']], where: { state: { eq: 'open' } } },
          neighbours: { target: 'Customer', on: [['city_id', 'city_id']], where: { status: { ne: 'banned' } } },
          orders: { load: 'lazy' },
        },
      },
      Product: {
        columns: { code: { type: 'varchar' } },
        fields: {
          label: { function: 'label' },
          taxed: { sql: '{row}.price * (1 + {arg.rate})', args: { rate: 'numeric' }, type: 'numeric' },
          doubled: { sql: '{row}.price * 2' },
          place: { window: 'rank() over (order by {row}.price desc)' },
        },
        relations: {
          rivals: { target: 'Product', on: '{target}.price between {source}.price - 1 and {source}.price + 1' },
          home: {
            target: 'Supplier',
            through: { table: 'product_suppliers' },
            where: { country: { eq: 'country 1' } },
          },
        },
      },
      Order: { relations: { customer: { load: 'joined' } } },
      Employee: {
        variants: {
          interface: 'Staff',
          by: 'kind',
          types: {
            Engineer: { value: 'engineer' },
            Contractor: { value: 'contractor', columns: ['rate'] },
            Employee: { value: 'employee' },
          },
        },
      },
      Remark: {
        unions: {
          about: {
            name: 'Subject',
            by: 'about_kind',
            types: {
              Customer: { value: 'customer', on: [['about_id', 'id']] },
              Product: { value: 'product', on: [['about_id', 'id']] },
              Staff: { value: 'employee', on: [['about_id', 'id']] },
            },
          },
        },
      },
    },
  },
  policies: {
    claims: { country: 'text', customer: 'int4' },
    entities: {
      City: { policy: TENANT },
      Customer: { policy: { city: TENANT } },
      Order: { policy: { customerId: { eq: { claim: 'customer' } } } },
      Review: { policy: { stars: { gt: 1 } } },
      Product: { policy: { retired: { eq: false } }, fields: { inverse: { sql: '1 / {row}.price' } } },
      Category: { policy: { id: { gt: 2 } } },
    },
  },
};
