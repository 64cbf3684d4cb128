/** A subtype with a table of its own, where one of the two tables has no row or hides it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type Load, openGateway, type TestGateway } from '../support/gateway.ts';
import { STAFF } from '../fixtures/staff.ts';

const { Emp = {}, ...others } = STAFF.entities ?? {};

const CONFIG: ConfigOptions = {
  claims: { emp: 'int4', eng: 'int4' },
  entities: {
    ...others,
    Emp: { ...Emp, policy: { id: { ne: { claim: 'emp' } } } },
    Eng: { policy: { id: { ne: { claim: 'eng' } } } },
  },
};
const LOADS: readonly Load[] = ['auto', 'selectin', 'joined', 'derived'];

const none = (field: string, near: string, far: string): string =>
  `${field} has no value: this row of ${near} has none in ${far}, or a policy hides it. ` +
  `Add the row, or hide that of ${near} by the same policy.`;

interface Case {
  readonly name: string;
  readonly query: string;
  readonly claims: { readonly emp: number; readonly eng: number };
  readonly data: unknown;
  readonly errors: readonly [string, ...unknown[]][];
}

const CASES: readonly Case[] = [
  {
    name: 'columns of the base are answered without the other row',
    query: '{ emps(where: { id: { lte: 2 } }) { __typename id name } }',
    claims: { emp: 0, eng: 1 },
    data: {
      emps: [
        { __typename: 'Eng', id: 1, name: 'e1' },
        { __typename: 'Mgr', id: 2, name: 'm2' },
      ],
    },
    errors: [],
  },
  {
    name: 'a value that cannot be null is an error and removes only its object',
    query: '{ emps(where: { id: { lte: 3 } }) { name ... on Eng { info } } }',
    claims: { emp: 0, eng: 1 },
    data: { emps: [null, { name: 'm2' }, { name: 'e3', info: 'i3' }] },
    errors: [[none('Eng.info', 'Emp', 'Eng'), 'emps', 0, 'info']],
  },
  {
    name: 'an absent row counts as a hidden one',
    query: '{ emps(where: { id: { eq: 5 } }) { name ... on Eng { info } } }',
    claims: { emp: 0, eng: 0 },
    data: { emps: [null] },
    errors: [[none('Eng.info', 'Emp', 'Eng'), 'emps', 0, 'info']],
  },
  {
    name: 'a nullable value is null',
    query: '{ emps(where: { id: { in: [1, 3] } }) { name ... on Eng { grade } } }',
    claims: { emp: 0, eng: 1 },
    data: {
      emps: [
        { name: 'e1', grade: null },
        { name: 'e3', grade: 7 },
      ],
    },
    errors: [],
  },
  {
    name: 'a hidden base hides the whole row',
    query: '{ emps(where: { id: { in: [1, 3] } }) { name ... on Eng { info } } eng(id: 1) { info } }',
    claims: { emp: 1, eng: 0 },
    data: { emps: [{ name: 'e3', info: 'i3' }], eng: null },
    errors: [],
  },
];

describe('a row of two tables that exists in one', () => {
  let database: TestDatabase;
  let gateway: TestGateway;
  beforeAll(async () => {
    database = await createDatabase([new URL('../fixtures/staff.sql', import.meta.url)]);
    await query(database.url, `insert into emps values (5, 'eng', 'e5', 1)`);
    await query(database.url, 'alter table engs add column grade int; update engs set grade = 7');
    gateway = await openGateway(database.url, CONFIG);
  });
  afterAll(async () => {
    await gateway.close();
    await database.drop();
  });

  it.each(CASES)('$name', async ({ query: text, claims, data, errors }) => {
    for (const load of LOADS) {
      const { written, executed } = await gateway.write(text, { load, claims });
      expect(written ?? executed).toEqual(executed);
      const answer = await gateway.run(text, { load, claims });
      expect(JSON.parse(executed).data).toEqual(answer.data);
      const said = answer.errors.map(({ message, path, extensions }) => [message, path, extensions?.['code']]);
      expect([answer.data, said]).toEqual([
        data,
        errors.map(([message, ...path]) => [message, path, 'UNREPRESENTABLE']),
      ]);
    }
  });
});
