import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createGateway, type EmbeddedGateway } from '../../index.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(readFileSync(new URL('../fixtures/writes.sql', import.meta.url), 'utf8'));

async function post(gateway: EmbeddedGateway, query: string, headers: Record<string, string> = {}): Promise<void> {
  const request = new Request('http://gateway/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  await (await gateway.fetch(request)).text();
}

async function figures(gateway: EmbeddedGateway): Promise<string[]> {
  const response = await gateway.fetch(new Request('http://gateway/metrics'));
  const lines = (await response.text()).split('\n');
  return lines.filter((line) => /^espalier_(writes|mutation_)/.test(line)).toSorted();
}

test('/metrics counts committed rows by entity and action, tries, and diagnoses', async () => {
  const url = database.url;
  await using gateway = await createGateway({ database: { url }, mutations: true, development: true, metrics: true });
  await post(gateway, 'mutation { createTags(values: [{label: "m1"}, {label: "m2"}]) { affectedRows } }');
  await post(gateway, 'mutation { deleteTag(by: {label: "m1"}) { affectedRows } }');
  await post(gateway, 'mutation { createTags(values: [{label: "m3"}, {label: "hot"}]) { affectedRows } }');
  await post(gateway, 'mutation { createTag(values: {label: "m4"}) { affectedRows } }', {
    'x-espalier-dry-run': 'true',
  });
  expect(await figures(gateway)).toEqual([
    'espalier_mutation_attempts_total 4',
    'espalier_mutation_contention_total 0',
    'espalier_mutation_diagnoses_total 1',
    'espalier_writes_total{entity="Tag",action="CREATED"} 2',
    'espalier_writes_total{entity="Tag",action="DELETED"} 1',
  ]);
});
