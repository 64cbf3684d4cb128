/**
 * Random operations below random policies are answered as by a database without the hidden rows: data, errors, statuses
 * and counts are equal, whatever can fail on a hidden row.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../support/property-seed.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { type Load, openGateway, type TestGateway } from '../support/gateway.ts';
import { deletion, EMPTY, operations, type Policies, policies, WRONG } from './random-traps.ts';
import { KEEPERS, trapsConfig } from './traps.ts';

const TRAPS = new URL('../fixtures/traps.sql', import.meta.url);
/** Everything that fails is hidden, because PostgreSQL decides whether it evaluates a visible row. */
const VISIBLE = 'update tags set tenant = 2 where weight = 0;';
const SQL = [TRAPS, KEEPERS, VISIBLE];

const LOADS: readonly Load[] = ['auto', 'selectin', 'joined', 'derived'];

const EVERYTHING = { claim: 'tenant', isNull: false };

function configOf({ teams, items, tags, item_tags }: Policies): ConfigOptions {
  return trapsConfig({ team: teams.where, item: items.where, tag: tags.where, itemTag: item_tags.where });
}

interface Opened {
  readonly database: TestDatabase;
  readonly gateway: TestGateway;
}

async function open(sql: readonly (string | URL)[], config: ConfigOptions): Promise<Opened> {
  const database = await createDatabase([...sql, 'analyze']);
  return { database, gateway: await openGateway(database.url, config) };
}

async function close({ database, gateway }: Opened): Promise<void> {
  await gateway.close();
  await database.drop();
}

const OPEN = trapsConfig({ team: EVERYTHING, item: EVERYTHING, tag: EVERYTHING, itemTag: EVERYTHING });

let nothing: Opened;
beforeAll(async () => {
  nothing = await open([...SQL, EMPTY], OPEN);
});
afterAll(() => close(nothing));

/** The cursor after which a second page begins. */
function cursorOf(data: unknown): string | null {
  const [, cursor] = /"endCursor":"([^"]+)"/.exec(JSON.stringify(data)) ?? [];
  return cursor ?? null;
}

const samples = fc.sample(policies, { seed: Number(process.env['PROPERTY_SEED'] ?? 2026), numRuns: 5 });

describe.each(samples.map((each, index) => ({ name: `${index}: ${each.items.sql}`, each })))(
  'operations below random policies $name',
  ({ each }) => {
    let whole: Opened;
    let left: Opened;
    beforeAll(async () => {
      whole = await open(SQL, configOf(each));
      left = await open([...SQL, deletion(each)], OPEN);
    });
    afterAll(async () => {
      await close(whole);
      await close(left);
    });

    it('a hidden row cannot be told from an absent one', async () => {
      const agree = async (query: string, tenant: number, expected: Opened): Promise<unknown> => {
        let seen: unknown;
        for (const load of LOADS) {
          const { data, errors, statements } = await whole.gateway.run(query, { claims: { tenant }, load });
          const other = await expected.gateway.run(query, { claims: { tenant }, load });
          const sql = statements.map((statement) => statement.sql).join('\n');
          expect({ data, errors }, `${query}\n${load}\n${sql}`).toEqual({ data: other.data, errors: other.errors });
          if (!query.includes(WRONG)) expect(errors, query).toEqual([]);
          expect(JSON.stringify(errors)).not.toMatch(/hidden/);
          seen = data;
        }
        return seen;
      };
      const holds = async (operation: string): Promise<void> => {
        await agree(operation.replace('{after}', ''), 3, nothing);
        const cursor = cursorOf(await agree(operation.replace('{after}', ''), 1, left));
        if (!operation.includes('{after}') || cursor === null) return;
        await agree(operation.replace('{after}', `, after: "${cursor}"`), 1, left);
        await agree(operation.replace('{after}', `, after: "${cursor}"`), 3, nothing);
      };
      await fc.assert(fc.asyncProperty(operations, holds), { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 25) });
    });
  },
);
