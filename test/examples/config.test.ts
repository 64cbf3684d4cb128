import { afterAll, describe, expect, test } from 'vitest';
import chinook from '../../examples/config/chinook.config.ts';
import mondial from '../../examples/config/mondial.config.ts';
import northwind from '../../examples/config/northwind.config.ts';
import type { SampleName } from '../../schema/config/config.ts';
import { query, sampleDatabase } from '../support/database.ts';
import { openGateway, type Load, type TestGateway } from '../support/gateway.ts';
import { expectInvariants } from '../support/invariants.ts';

const CONFIGS = { chinook, northwind, mondial };
const gateways = new Map<SampleName, TestGateway>();
const closers: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(closers.map((close) => close())));

async function gatewayOf(name: SampleName): Promise<TestGateway> {
  const known = gateways.get(name);
  if (known) return known;
  const database = await sampleDatabase(name);
  const gateway = await openGateway(database.url, CONFIGS[name]);
  closers.push(() => gateway.close().then(() => database.drop()));
  gateways.set(name, gateway);
  return gateway;
}

const ways: readonly Load[] = ['auto', 'selectin', 'joined'];

/** The `sql` is written by hand and gives the same rows. */
type Case = readonly [name: SampleName, what: string, document: string, sql: string];

describe('the example configurations', () => {
  test.each<Case>([
    [
      'chinook',
      'employees with their managers and reports',
      '{ employees { employeeId manager { employeeId } reports { employeeId } } }',
      `select e.employee_id as "employeeId",
         (select json_build_object('employeeId', m.employee_id) from employee m where m.employee_id = e.reports_to) as manager,
         (select coalesce(json_agg(json_build_object('employeeId', r.employee_id) order by r.last_name, r.employee_id), '[]')
            from employee r where r.reports_to = e.employee_id) as reports
       from employee e order by e.last_name, e.employee_id`,
    ],
    [
      'chinook',
      'the latest invoice of each customer, and the large ones',
      '{ customers { customerId latestInvoice { invoiceId } largeInvoices { invoiceId } } }',
      `select c.customer_id as "customerId",
         (select json_build_object('invoiceId', i.invoice_id) from invoice i where i.customer_id = c.customer_id
           order by i.invoice_date desc, i.invoice_id limit 1) as "latestInvoice",
         (select coalesce(json_agg(json_build_object('invoiceId', i.invoice_id) order by i.invoice_date desc, i.invoice_id), '[]')
            from invoice i where i.customer_id = c.customer_id and i.total >= 10) as "largeInvoices"
       from customer c order by c.customer_id`,
    ],
    [
      'northwind',
      'lines of orders, their shippers, the newest first',
      '{ orders(limit: 20) { orderId shipperId shipper { companyName } lines { productId } } }',
      `select o.order_id as "orderId", o.ship_via as "shipperId",
         (select json_build_object('companyName', s.company_name) from shippers s where s.shipper_id = o.ship_via) as shipper,
         (select json_agg(json_build_object('productId', d.product_id) order by d.product_id)
            from order_details d where d.order_id = o.order_id) as lines
       from orders o order by o.order_date desc, o.order_id limit 20`,
    ],
    [
      'northwind',
      'customers with their latest order, the open ones, and suppliers from the same country',
      '{ customers { customerId latestOrder { orderId } openOrders { orderId } compatriots { supplierId } } }',
      `select c.customer_id as "customerId",
         (select json_build_object('orderId', o.order_id) from orders o where o.customer_id = c.customer_id
           order by o.order_date desc, o.order_id limit 1) as "latestOrder",
         (select coalesce(json_agg(json_build_object('orderId', o.order_id) order by o.required_date, o.order_id), '[]')
            from orders o where o.customer_id = c.customer_id and o.shipped_date is null) as "openOrders",
         (select coalesce(json_agg(json_build_object('supplierId', s.supplier_id) order by s.supplier_id), '[]')
            from suppliers s where s.country = c.country) as compatriots
       from customers c order by c.customer_id`,
    ],
    [
      'mondial',
      'countries with all their neighbours, and their largest city',
      '{ countries { code neighbors { code } largestCity { name } cities(limit: 2) { name } } }',
      `with neighbor(a, b) as (select country1, country2 from borders union select country2, country1 from borders)
       select c.code,
         (select coalesce(json_agg(json_build_object('code', o.code) order by o.name, o.code), '[]')
            from neighbor n join country o on o.code = n.b where n.a = c.code) as neighbors,
         (select json_build_object('name', t.name) from city t where t.country = c.code and t.population is not null
           order by t.population desc, t.name, t.country, t.province limit 1) as "largestCity",
         (select coalesce(json_agg(json_build_object('name', t.name)), '[]') from (select t.name from city t
            where t.country = c.code order by t.population desc nulls last, t.name, t.country, t.province limit 2) t) as cities
       from country c order by c.name, c.code`,
    ],
    [
      'mondial',
      'former colonies, and seas that meet',
      '{ countries(where: { code: { in: ["GB", "F"] } }) { formerColonies { code } } seas { name adjacent { name } } }',
      `select (select json_agg(json_build_object('formerColonies', (select coalesce(json_agg(json_build_object('code', o.code)
                order by o.name, o.code), '[]') from politics p join country o on o.code = p.country
                where p.wasdependent = c.code)) order by c.name, c.code) from country c where c.code in ('GB', 'F')) as countries,
         (select json_agg(json_build_object('name', s.name, 'adjacent', (select coalesce(json_agg(json_build_object('name', o.name)
                order by o.name), '[]') from sea o where exists (select from mergeswith m where
                (m.sea1 = s.name and m.sea2 = o.name) or (m.sea2 = s.name and m.sea1 = o.name)))) order by s.name) from sea s) as seas`,
    ],
  ])('the configuration for %s answers like SQL by hand: %s', async (name, _, document, sql) => {
    const gateway = await gatewayOf(name);
    const rows = await query(gateway.url, sql);
    for (const load of ways) {
      const result = await gateway.run(document, { load });
      expectInvariants(result);
      expect(result.errors).toEqual([]);
      const data = Object(result.data);
      const roots = Object.keys(data);
      expect({ load, data: roots.length === 1 ? data[roots[0] ?? ''] : [data] }).toEqual({ load, data: rows });
    }
  });
});
