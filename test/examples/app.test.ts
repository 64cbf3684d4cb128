import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../schema/config/read-config.ts';
import { rowTypes } from '../../schema/report/row-types.ts';
import { readModel } from '../schema/read-model.ts';
import { createDatabase, sampleDatabase, type TestDatabase } from '../support/database.ts';

const app = new URL('../../examples/app/', import.meta.url);

let database: TestDatabase;

beforeAll(async () => {
  database = await sampleDatabase('chinook');
});
afterAll(() => database.drop());

it('the application answers its queries in few statements, and asks its service in few requests', async () => {
  const { ESPALIER_TEST_RUN: _, ...inherited } = process.env;
  const env = { ...inherited, DATABASE_URL: database.url };
  const start = fileURLToPath(new URL('start.ts', app));
  const { stdout } = await promisify(execFile)(process.execPath, [start, '--once'], { env });
  const answers = stdout.split('\n').filter((line) => line.startsWith('{"data"'));
  const [customers, weather, strict] = answers.map((line): { data: unknown; errors?: unknown } => JSON.parse(line));
  expect(customers?.data).toMatchObject({
    customers: [
      {
        fullName: 'Luís Gonçalves',
        spent: '39.62 USD',
        lastInvoices: [
          { invoiceId: 382, total: '8.91' },
          { invoiceId: 327, total: '13.86' },
        ],
        weather: { degrees: expect.any(Number) },
      },
      { fullName: 'Leonie Köhler' },
      { fullName: 'François Tremblay' },
    ],
  });
  expect(weather?.data).toMatchObject({ weather: { customers: [{ fullName: 'Bjørn Hansen' }] }, nowhere: null });
  expect(strict?.data).toEqual({ customers: [{ fullName: 'Luís Gonçalves', strictSpent: null }] });
  expect(strict?.errors).toMatchObject([{ path: ['customers', 0, 'strictSpent'], extensions: { code: 'NOT_LOADED' } }]);
  // The statements are for customers with their spendings and last invoices, and for the customers of a city, which are
  // already loaded later on.
  expect(stdout.match(/^\d+ statements$/gm)).toEqual(['3 statements', '2 statements', '1 statements']);
  expect(stdout).toContain('The weather service was asked 2 times.');
});

it('the types of the application are those of its database', async () => {
  const written = await readFile(new URL('espalier-types.ts', app), 'utf8');
  expect(written).toBe(rowTypes(await readModel(database.url), readConfig({})));
});

it('the application says that another database is not its sample, without a stack', async () => {
  const empty = await createDatabase([]);
  const { ESPALIER_TEST_RUN: _, ...inherited } = process.env;
  const env = { ...inherited, DATABASE_URL: empty.url };
  const start = fileURLToPath(new URL('start.ts', app));
  const failed = await promisify(execFile)(process.execPath, [start, '--once'], { env }).catch(
    (error: unknown) => error,
  );
  expect(failed).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^This example is about the sample database Chinook, .*:\nentities\.Customer .*\n$/),
  });
  await empty.drop();
});
