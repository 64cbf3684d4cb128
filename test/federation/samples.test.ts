/** Whole databases are subgraphs without any setting: they compose, and each printed key finds its row. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compositionErrors } from '../../schema/federation/compose.ts';
import type { TestDatabase } from '../support/database.ts';
import { openGateway, type TestGateway } from '../support/gateway.ts';
import { sampleSdl, sampleSubgraphs, VERSIONS } from './support/subgraphs.ts';
import type { FederatedEntity } from '../../schema/graphql/entity-references.ts';

const ROWS = 3;

describe.each(sampleSubgraphs)('the subgraph of $name', ({ config, open }) => {
  let database: TestDatabase;
  let gateway: TestGateway;

  beforeAll(async () => {
    database = await open();
    gateway = await openGateway(database.url, { ...config, federation: true });
  });
  afterAll(async () => {
    await gateway?.close();
    await database?.drop();
  });

  it('the subgraph composes under every version', async () => {
    const texts = await sampleSdl({ name: 'own', config, open: async () => database });
    expect([...texts.keys()]).toEqual(VERSIONS);
    for (const [version, sdl] of texts) {
      expect(sdl).toContain(`federation/v${version}"`);
      expect(await compositionErrors([{ name: 'own', sdl }])).toEqual([]);
    }
  });

  it('rows are found by every key of every entity, with one statement per key, in writer and graphql-js', async () => {
    const { entities } = gateway.gateway;
    expect(entities.size).toBeGreaterThan(2);
    for (const { entity, keys } of entities.values()) {
      for (const { fields, parts } of keys) {
        const names = parts.map(({ path }) => path.join('.')).join(' ');
        const list = `{ rows: ${entity.roots.list}(limit: ${ROWS}) { __typename ${names} } }`;
        const { rows } = (await gateway.run(list)).data as { rows: readonly Record<string, unknown>[] };
        await expectFound(`${entity.name} by ${fields}`, rows, `... on ${entity.name} { __typename ${names} }`);
      }
    }
  });

  async function expectFound(name: string, rows: readonly Record<string, unknown>[], selection: string): Promise<void> {
    const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ${selection} } }`;
    // The list is backwards and doubled, because the order of the request counts and each key is sent once.
    const r = [...rows, ...rows].reverse();
    const { data, errors, S, R } = await gateway.run(query, { variables: { r } });
    expect({ data, errors }, name).toEqual({ data: { _entities: r }, errors: [] });
    expect([S, R], name).toEqual(rows.length === 0 ? [0, []] : [1, [rows.length]]);
    const { written, executed } = await gateway.write(query, { variables: { r } });
    expect(written, name).toBe(executed);
  }

  it('no entity lacks a key', () => {
    const all: readonly FederatedEntity[] = [...gateway.gateway.entities.values()];
    const keyless = gateway.gateway.model.entities.filter(({ uniqueKeys }) => uniqueKeys.length === 0);
    expect(all.filter(({ entity }) => keyless.includes(entity))).toEqual([]);
  });
});
