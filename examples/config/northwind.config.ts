/** The trading company: `npm start -- --config examples/config/northwind.config.ts`. */
import { defineConfig } from '../../index.ts';

export default defineConfig({
  database: { sample: 'northwind' },
  entities: {
    Employee: {
      columns: { photo: { hide: true }, photoPath: { hide: true } },
      relations: {
        employeeByReportsTo: { name: 'manager' },
        employeesByReportsTo: { name: 'reports' },
        employeeTerritories: { hide: true },
      },
    },
    EmployeeTerritory: { hide: true },
    Order: {
      orderBy: [{ orderDate: 'DESC' }],
      columns: { shipVia: { name: 'shipperId' } },
      relations: { shipperByShipVia: { name: 'shipper' }, orderDetails: { name: 'lines' } },
    },
    OrderDetail: { name: 'OrderLine' },
    Product: {
      relations: { orderDetails: { name: 'lines' } },
    },
    Customer: {
      relations: {
        latestOrder: {
          target: 'Order',
          on: [['customer_id', 'customer_id']],
          kind: 'one',
          orderBy: [{ orderDate: 'DESC' }],
        },
        openOrders: {
          target: 'Order',
          on: [['customer_id', 'customer_id']],
          where: { shippedDate: { isNull: true } },
          orderBy: [{ requiredDate: 'ASC' }],
        },
        compatriots: {
          target: 'Supplier',
          on: [['country', 'country']],
          description: 'Suppliers from the same country: no foreign key says so.',
        },
      },
    },
    UsState: { hide: true },
  },
});
