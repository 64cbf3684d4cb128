/** Keys that are equal by operators and collations of their own. */
import { strangeDatabases } from './cases.ts';

strangeDatabases('keys with operators of their own', [
  {
    name: 'keys of an extension off the path are equal as the extension says',
    sql: `create schema extensions;
      create extension citext schema extensions;
      create table account (id extensions.citext primary key, label text);
      create table login (id int primary key, account_id extensions.citext references account);
      insert into account values ('Anna@Example.org', 'A'), ('bob@example.org', 'B');
      insert into login values (1, 'anna@example.org'), (2, 'BOB@EXAMPLE.ORG'), (3, null);`,
    answers: {
      '{ logins { id account { label } } }': {
        data: {
          logins: [
            { id: 1, account: { label: 'A' } },
            { id: 2, account: { label: 'B' } },
            { id: 3, account: null },
          ],
        },
      },
      '{ accounts { label logins { id } loginsAggregate { count } } }': {
        data: {
          accounts: [
            { label: 'A', logins: [{ id: 1 }], loginsAggregate: { count: 1 } },
            { label: 'B', logins: [{ id: 2 }], loginsAggregate: { count: 1 } },
          ],
        },
      },
      '{ account(id: "ANNA@example.ORG") { label } accounts(where: { id: { in: ["BOB@example.org"] } }) { label } }': {
        data: { account: { label: 'A' }, accounts: [{ label: 'B' }] },
      },
      '{ logins(where: { account: { label: { eq: "A" } } }) { id } loginsAggregate { countDistinct { accountId } } }': {
        data: { logins: [{ id: 1 }], loginsAggregate: { countDistinct: { accountId: 2 } } },
      },
    },
  },
  {
    name: 'keys that ignore case on one side only lead to one row',
    // PostgreSQL 18 demands that the two collations agree.
    versions: { max: 17 },
    sql: `create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      create table unit (id text primary key, title text);
      create table quantity (id int primary key, unit_id text collate nocase not null references unit);
      insert into unit values ('M', 'mega'), ('m', 'metre'), ('s', 'second');
      insert into quantity values (1, 'm'), (2, 'M'), (3, 's');`,
    answers: {
      '{ quantities { id unit { title } } }': {
        data: {
          quantities: [
            { id: 1, unit: { title: 'metre' } },
            { id: 2, unit: { title: 'mega' } },
            { id: 3, unit: { title: 'second' } },
          ],
        },
      },
      '{ quantities(limit: 2) { id unit { title } } quantity(id: 1) { unit { title } } }': {
        data: {
          quantities: [
            { id: 1, unit: { title: 'metre' } },
            { id: 2, unit: { title: 'mega' } },
          ],
          quantity: { unit: { title: 'metre' } },
        },
      },
      '{ quantities(where: { unit: { title: { eq: "mega" } } }) { id } }': { data: { quantities: [{ id: 2 }] } },
      '{ quantities(orderBy: [{ unit: { title: ASC } }]) { id } quantitiesConnection(first: 9) { totalCount } }': {
        data: { quantities: [{ id: 2 }, { id: 1 }, { id: 3 }], quantitiesConnection: { totalCount: 3 } },
      },
    },
    walks: [
      {
        connection: 'quantitiesConnection',
        args: 'orderBy: [{ unit: { title: ASC } }]',
        select: 'id',
        size: 1,
        values: [2, 1, 3],
      },
    ],
  },
]);
