import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { query, sampleDatabase, type TestDatabase } from '../support/database.ts';

let chinook: TestDatabase;
beforeAll(async () => {
  chinook = await sampleDatabase('chinook');
});
afterAll(() => chinook.drop());

const program = new URL('../../examples/export/export.ts', import.meta.url).pathname;

function start(...flags: string[]) {
  const env = { ...process.env, DATABASE_URL: chinook.url };
  return spawn(process.execPath, [program, ...flags], { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

describe('the example export', () => {
  // covers: S30
  it('the export writes every invoice as a line of JSON', async () => {
    const lines = (await text(start().stdout)).trimEnd().split('\n');
    expect(lines).toHaveLength(412);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      invoiceId: 1,
      invoiceDate: '2021-01-01T00:00:00',
      total: '1.98',
      customer: { firstName: 'Leonie', lastName: 'Köhler', country: 'Germany' },
      invoiceLines: [
        { quantity: 1, unitPrice: '0.99', track: { name: 'Balls to the Wall' } },
        { quantity: 1, unitPrice: '0.99', track: { name: 'Restless and Wild' } },
      ],
    });
  });

  it('the export writes every line of an invoice as a record of CSV, quoted where necessary', async () => {
    const records = (await text(start('--csv').stdout)).trimEnd().split('\n');
    expect(records).toHaveLength(2240);
    expect(records[0]).toBe('1,2021-01-01T00:00:00,Leonie Köhler,Germany,Balls to the Wall,1,0.99');
    const sql = `select name from track join invoice_line using (track_id) where name like '%,%' and name not like '%"%' limit 1`;
    const [sold] = await query<{ name: string }>(chinook.url, sql);
    expect(records.some((record) => record.includes(`,"${sold?.name}",`))).toBe(true);
  });

  it('the export stops its stream when its reader has closed', async () => {
    const child = start();
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await once(child, 'exit')).toEqual([0, null]);
    // PostgreSQL ends its side a moment later.
    await expect
      .poll(() => query(chinook.url, `select pid from pg_stat_activity where application_name = 'espalier'`))
      .toEqual([]);
  });
});
