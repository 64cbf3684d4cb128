/**
 * A failure that comes from the data of the database is not the client's fault, whatever values the request contains.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { TestGateway } from '../support/gateway.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(
  `create table shop (id int primary key, name text);
   insert into shop values (1, 'one'), (2, 'two');
   create table sale (id int primary key, shop_id int references shop, total int, items int, noted text, address inet, doc jsonb);
   insert into sale values (1, 1, 10, 2, '7', '10.0.0.1', '{"a": 1}'), (2, 1, 5, 0, 'seven', '10.0.0.2', '{"a": 2}');
   create view ratio as select id, shop_id, total / items as value, address from sale;
   create view note as select id, noted::int as number from sale;
   create view moment as select id, to_date(noted, 'YYYY-MM-DD') as day from sale;
   create view root as select id, ln(items) as value from sale;
   create function share(s sale, part int) returns int language sql immutable as 'select s.total / part';
   create function sales_per(part int) returns setof sale language sql stable as 'select * from sale where total / part > 0';`,
);

const LOADS = ['auto', 'selectin', 'joined', 'derived'] as const;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await database.open({
    functions: { salesPer: { function: 'sales_per' } },
    entities: {
      Sale: { fields: { share: { function: 'share' } } },
      Ratio: { key: ['id'], relations: { shop: { target: 'Shop', on: [['shop_id', 'id']] } } },
      Note: { key: ['id'] },
      Shop: { relations: { ratios: { target: 'Ratio', on: [['id', 'shop_id']] } } },
    },
  });
});

async function problems(query: string, load: (typeof LOADS)[number]): Promise<unknown[]> {
  const { errors } = await gateway.run(query, { load });
  return errors.map(({ message, path, extensions }) => [path?.[0], extensions?.['code'], message]);
}

describe('failures that the data of the database causes', () => {
  const OWN = 'The database fails on data of its own; no value of the request is to blame.';
  test.each([
    ['a view that divides by zero', 'ratios', '{ ratios { value } }'],
    ['its page', 'ratiosConnection', '{ ratiosConnection(first: 5) { nodes { value } } }'],
    ['its aggregates', 'ratiosAggregate', '{ ratiosAggregate { sum { value } } }'],
    ['its rows below other rows', 'shops', '{ shops { ratios { value } } }'],
    ['its row by key', 'ratio', '{ ratio(id: 2) { value } }'],
    ['its rows with a condition', 'ratios', '{ ratios(where: { value: { gt: 1 } }) { id } }'],
    ['a condition of another root', 'shops', '{ shops(where: { ratios: { some: { value: { gt: 1 } } } }) { id } }'],
    ['a text that a view reads as a number', 'notes', '{ notes(limit: 5) { number } }'],
    ['a text that a view reads as a day', 'moments', '{ moments(orderBy: [{ day: ASC }]) { day } }'],
    ['a logarithm of nothing', 'roots', '{ roots(where: { value: { lt: 5 } }) { id } }'],
  ])('a failure of the data is an error of the server with a message of its own: %s', async (_, field, query) => {
    for (const load of LOADS)
      expect([load, ...(await problems(query, load))]).toEqual([load, [field, 'INTERNAL', OWN]]);
  });
});

describe('values of the request that PostgreSQL refuses', () => {
  const REFUSED = 'The database refused a value of the request.';
  test.each([
    ['a text that is not an address', 'sales', '{ sales(where: { address: { eq: "nowhere" } }) { id } }'],
    [
      'a list with a text that is not an address',
      'sales',
      '{ sales(where: { address: { in: ["10.0.0.1", "nowhere"] } }) { id } }',
    ],
    ['a text that is not a JSON path', 'sales', '{ sales(where: { doc: { matches: "$.a ? (" } }) { id } }'],
    ['the divisor of a function', 'sales', '{ sales { share(part: 0) } }'],
    ['the divisor of a function at the root', 'salesPer', '{ salesPer(part: 0) { id } }'],
  ])('a refused value stays an error of the client: %s', async (_, field, query) => {
    for (const load of LOADS)
      expect([load, ...(await problems(query, load))]).toEqual([load, [field, 'BAD_USER_INPUT', REFUSED]]);
  });
});
