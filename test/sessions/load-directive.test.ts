/** Programs say how relations are loaded, whether or not clients may. */
import { isSpecifiedDirective, printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import type { PlanEvent } from '../../schema/config/events.ts';
import { createGateway, type EmbeddedGateway } from '../../server/create-gateway.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(
  'create table parent (id int primary key); create table child (id int primary key, parent_id int references parent)',
);

function open(config: ConfigOptions): Promise<EmbeddedGateway> {
  return createGateway({ ...config, database: { url: database.url }, server: { logLevel: 'silent' } });
}

async function ask({ fetch }: EmbeddedGateway, query: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return (
    await fetch(new Request('http://localhost/graphql', { method: 'POST', headers, body: JSON.stringify({ query }) }))
  ).json();
}

const PRODUCTION = { development: false, introspection: true } as const;

describe('where clients may not use @load', () => {
  it.each([
    ['on a field', '{ children { parent @load(strategy: JOINED) { id } } }', 'Unknown directive "@load".'],
    ['by a variable', 'query ($how: LoadStrategy!) { children { id } }', 'Unknown type "LoadStrategy".'],
  ])('@load is refused as unknown %s', async (_where, query, message) => {
    await using gateway = await open(PRODUCTION);
    expect(await ask(gateway, query)).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ message })]),
    });
  });

  it('clients and tools see no @load in the schema, before and after a session was opened', async () => {
    await using gateway = await open(PRODUCTION);
    const query = '{ __type(name: "LoadStrategy") { name } __schema { directives { name } types { name } } }';
    const seen = async (): Promise<string> => JSON.stringify(await ask(gateway, query)) + printSchema(gateway.schema);
    const before = await seen();
    expect(before).not.toMatch(/"load"|@load|LoadStrategy/);
    expect(before).toContain('{"data":{"__type":null,');
    expect(gateway.schema.getDirectives().every(isSpecifiedDirective)).toBe(true);
    await using session = gateway.session();
    await session.load({ entity: 'Child', select: { id: true, parent: { load: 'joined', select: { id: true } } } });
    expect(await seen()).toBe(before);
  });

  it.each(['joined', 'selectin'] as const)('programs say how to load a relation: %s', async (load) => {
    const plans: PlanEvent[] = [];
    await using gateway = await open({ ...PRODUCTION, onPlan: (plan) => void plans.push(plan) });
    await using session = gateway.session();
    await session.load({ entity: 'Child', select: { id: true, parent: { load, select: { id: true } } } });
    expect(plans[0]?.selects.map(({ strategy }) => strategy).at(-1)).toBe(load);
    expect(plans[0]?.selects.at(-1)?.because).toContain('@load on');
  });
});
