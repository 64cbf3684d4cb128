/** Values that depend on the settings of server and database. */
import { strangeDatabases } from './cases.ts';

strangeDatabases('values by settings', [
  {
    name: 'money is zero in any spelling',
    sql: `create table wallet (id int primary key, balance money);
      create table entry (id int primary key, wallet_id int references wallet, amount money unique);
      insert into wallet values (1, 0), (2, 12.5), (3, -3), (4, null);
      insert into entry values (1, 1, 0), (2, 2, 7);`,
    answers: {
      '{ wallets(where: { balance: { eq: "0" } }) { id } above: wallets(where: { balance: { gt: "0" } }) { id } below: wallets(where: { balance: { lt: "-0" } }) { id } }':
        { data: { wallets: [{ id: 1 }], above: [{ id: 2 }], below: [{ id: 3 }] } },
      '{ wallets(where: { balance: { gte: 0 } }) { id } padded: wallets(where: { balance: { in: ["00", "12.5"] } }) { id } point: wallets(where: { balance: { eq: "0.00" } }) { id } }':
        { data: { wallets: [{ id: 1 }, { id: 2 }], padded: [{ id: 1 }, { id: 2 }], point: [{ id: 1 }] } },
      '{ entryByAmount(amount: "0") { id } wallets(where: { entries: { some: { amount: { eq: "0" } } } }) { id } }': {
        data: { entryByAmount: { id: 1 }, wallets: [{ id: 1 }] },
      },
    },
  },
  {
    name: 'values of a view that depend on the time zone are those of the database',
    sql: `do $$ begin execute format('alter database %I set timezone = %L', '{{db}}', 'America/New_York'); end $$;
      create table event (id int primary key, at timestamptz not null);
      insert into event values (1, '2024-01-01 03:00:00+00'), (2, '2024-07-01 12:00:00+00');
      create view event_day as select id, at, at::date as day, to_char(at, 'HH24:MI') as clock from event;`,
    answers: {
      '{ eventDays(orderBy: [{ id: ASC }]) { id at day clock } }': {
        data: {
          eventDays: [
            { id: 1, at: '2024-01-01T03:00:00Z', day: '2023-12-31', clock: '22:00' },
            { id: 2, at: '2024-07-01T12:00:00Z', day: '2024-07-01', clock: '08:00' },
          ],
        },
      },
      '{ eventDays(where: { day: { eq: "2023-12-31" } }) { id } }': { data: { eventDays: [{ id: 1 }] } },
    },
  },
]);
