/** The music shop: `npm start -- --config examples/config/chinook.config.ts`. */
import { defineConfig } from '../../index.ts';

export default defineConfig({
  database: { sample: 'chinook' },
  entities: {
    Employee: {
      orderBy: [{ lastName: 'ASC' }],
      columns: {
        birthDate: { hide: true },
        hireDate: { type: 'date', description: 'First day at work.' },
      },
      relations: {
        employeeByReportsTo: { name: 'manager' },
        employeesByReportsTo: { name: 'reports', description: 'Who reports to this one.' },
        ancestors: { name: 'managers' },
        descendants: { name: 'everybodyBelow' },
      },
    },
    Customer: {
      relations: {
        supportRep: { description: 'Who to ask.' },
        latestInvoice: {
          target: 'Invoice',
          on: [['customer_id', 'customer_id']],
          kind: 'one',
          orderBy: [{ invoiceDate: 'DESC' }],
        },
        largeInvoices: { target: 'Invoice', on: [['customer_id', 'customer_id']], where: { total: { gte: '10' } } },
      },
    },
    Invoice: { orderBy: [{ invoiceDate: 'DESC' }], maxPageSize: 1_000 },
    PlaylistTrack: { hide: true },
    Track: {
      columns: { milliseconds: { description: 'Length.' } },
      relations: { mediaType: { load: 'joined' } },
    },
  },
});
