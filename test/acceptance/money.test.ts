import { expect, it } from 'vitest';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(`
  create table wallet (id int primary key, balance money, spent money[] not null default '{}');
  create table entry (id int primary key, wallet_id int references wallet (id), amount money unique);
  insert into wallet values (1, 0, '{0,1}'), (2, 12.5, '{12.5}'), (3, -3, '{}'), (4, null, '{0}');
  insert into entry values (1, 1, 0), (2, 2, 7), (3, 2, '92233720368547758.07'), (4, 3, '-92233720368547758.08');
`);

const NOUGHTS = ['0', '-0', '+0', '00', '000', '0.', '.0', '0.00', '-0.000', '0e0', '0e5', '0e-3', '00.0E+2'];

it('zero is the same amount in any spelling, wherever amounts are compared', async () => {
  const gateway = await database.open();
  const operation = `query ($nought: Decimal!) {
    eq: wallets(where: { balance: { eq: $nought } }) { id }
    above: wallets(where: { balance: { gt: $nought } }) { id }
    below: wallets(where: { balance: { lt: $nought } }) { id }
    among: wallets(where: { balance: { in: [$nought, "12.5"] } }) { id }
    has: wallets(where: { spent: { has: $nought } }) { id }
    every: wallets(where: { spent: { hasEvery: [$nought, 1] } }) { id }
    related: wallets(where: { entries: { some: { amount: { eq: $nought } } } }) { id }
    entryByAmount(amount: $nought) { id wallet { balance entries(where: { amount: { lte: $nought } }) { id } } }
    groups: walletsAggregate { groups(by: [{ balance: true }], having: { keys: { balance: { eq: $nought } } }) { count } }
  }`;
  for (const load of ['auto', 'joined', 'selectin'] as const) {
    for (const nought of [...NOUGHTS, 0, -0]) {
      const { data, errors } = await gateway.run(operation, { variables: { nought }, load });
      expect(errors, `${load} ${nought}`).toEqual([]);
      expect(data, `${load} ${nought}`).toEqual({
        eq: [{ id: 1 }],
        above: [{ id: 2 }],
        below: [{ id: 3 }],
        among: [{ id: 1 }, { id: 2 }],
        has: [{ id: 1 }, { id: 4 }],
        every: [{ id: 1 }],
        related: [{ id: 1 }],
        entryByAmount: { id: 1, wallet: { balance: '0.00', entries: [{ id: 1 }] } },
        groups: { groups: [{ count: 1 }] },
      });
    }
  }
});

it('the greatest and the least amount may be keys', async () => {
  const gateway = await database.open();
  const { data, errors } = await gateway.run(`{
    most: entryByAmount(amount: "92233720368547758.07") { id amount }
    least: entryByAmount(amount: "-92233720368547758.08") { id amount }
    digits: wallets(where: { balance: { gte: 1.25e1 } }) { id }
  }`);
  expect(errors).toEqual([]);
  expect(data).toEqual({
    most: { id: 3, amount: '92233720368547758.07' },
    least: { id: 4, amount: '-92233720368547758.08' },
    digits: [{ id: 2 }],
  });
});
