/** Chinook in two databases behind one router answers as one database. */
import * as fc from 'fast-check';
import { parse, validate, type GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printOperation } from '../fuzz/print.ts';
import { arbitraryOperation } from '../fuzz/generate.ts';
import type { Field, SelectionSet } from '../fuzz/operation.ts';
import { openTarget, type OpenTarget } from '../fuzz/check.ts';
import { query, sampleDatabase, type TestDatabase } from '../support/database.ts';
import { startStitched, type Stitched } from './support/stitched.ts';
import { ask, type Running, startEspalier } from './support/subgraph.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';

const SALES = ['customer', 'employee', 'invoice', 'invoice_line'];
const limits: ConfigOptions['limits'] = { defaultPageSize: 6, statementTimeoutMs: 60_000, queryTimeoutMs: 90_000 };
const DOCUMENTS = 200;

const music: ConfigOptions = { federation: true, limits };
const sales: ConfigOptions = {
  limits,
  federation: {
    stubs: {
      Track: {
        key: ['trackId'],
        references: [{ type: 'InvoiceLine', fields: ['trackId'], as: 'track', many: 'invoiceLines' }],
      },
    },
  },
};

describe('Chinook in two databases', () => {
  const databases: TestDatabase[] = [];
  const running: Running[] = [];
  let whole: TestGateway;
  let target: OpenTarget;
  let router: Stitched;

  beforeAll(async () => {
    const [one, two, three] = [
      await sampleDatabase('chinook'),
      await sampleDatabase('chinook'),
      await sampleDatabase('chinook'),
    ];
    databases.push(one, two, three);
    const tables = await query<{ name: string }>(
      one.url,
      `select tablename as name from pg_tables where schemaname = 'public'`,
    );
    const drop = (url: string, isGone: (name: string) => boolean): Promise<unknown> =>
      query(url, tables.flatMap(({ name }) => (isGone(name) ? `drop table "${name}" cascade` : [])).join(';'));
    await drop(two.url, (name) => SALES.includes(name));
    await drop(three.url, (name) => !SALES.includes(name));
    whole = await openGateway(one.url, { limits });
    target = await openTarget('chinook', one.url);
    const [a, b] = await Promise.all([startEspalier(two.url, music), startEspalier(three.url, sales)]);
    running.push(a, b);
    router = await startStitched({ music: a.url, sales: b.url });
    running.unshift(router);
  });
  afterAll(async () => {
    for (const each of running) await each.stop();
    await whole?.close();
    await target?.close();
    for (const each of databases) await each.drop();
  });

  it('a query crosses from one database to the other and back', async () => {
    const document = `{
      invoiceLines(limit: 3) { invoiceLineId track { name album { title artist { name } } invoiceLines { invoiceLineId } } }
      tracks(limit: 3) { name invoiceLines { quantity invoice { customer { lastName } } } }
    }`;
    const { data, errors } = await whole.run(document);
    expect(errors).toEqual([]);
    expect(await ask(router.url, document)).toEqual({ data });
  });

  it(`the router answers ${DOCUMENTS} generated documents as one gateway over the whole database`, async () => {
    const gateway = { ...whole.gateway, schema: router.schema };
    const arbitrary = arbitraryOperation(gateway, target.samples);
    let compared = 0;
    let crossing = 0;
    for (const root of fc.sample(arbitrary, { seed: 4, numRuns: 3 * DOCUMENTS })) {
      if (compared === DOCUMENTS) break;
      const { query: document, variables } = printOperation(plain(root), () => null);
      if (!isValid(router.schema, document) || !isValid(whole.gateway.schema, document)) continue;
      const expected = await whole.run(document, { variables });
      const { data = null, errors = [] } = await ask(router.url, document, variables);
      // Where several errors meet in one null, each gateway reports the one it met first.
      expect({ data, failed: errors.length > 0 }, `${document}\n${JSON.stringify({ variables, errors })}`).toEqual({
        data: expected.data,
        failed: expected.errors.length > 0,
      });
      compared++;
      if (/racks?\b.*\binvoiceLines|nvoiceLines?\b.*\btrack\b/.test(document)) crossing++;
    }
    expect(compared).toBe(DOCUMENTS);
    expect(crossing).toBeGreaterThan(10);
  }, 300_000);
});

/**
 * Subgraphs see documents of the router's own making. Fragments and conditions would only test how it rewrites them.
 */
function plain(set: SelectionSet): SelectionSet {
  const fields = set.fields.map((field): Field => {
    return { ...field, condition: null, split: false, selection: field.selection && plain(field.selection) };
  });
  return { ...set, fragment: 'none', fields };
}

function isValid(schema: GraphQLSchema, document: string): boolean {
  return validate(schema, parse(document)).length === 0;
}
