import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inspectJson } from '../../schema/report/inspect.ts';
import { inspectText } from '../../schema/report/inspect-text.ts';
import type { Model } from '../../schema/model/model.ts';
import { sampleDatabase, type TestDatabase } from '../support/database.ts';
import { readModel } from './read-model.ts';

describe.each(['chinook', 'northwind', 'mondial'] as const)('the model of %s', (name) => {
  let database: TestDatabase;
  let model: Model;
  beforeAll(async () => {
    database = await sampleDatabase(name);
    model = await readModel(database.url);
  });
  afterAll(() => database.drop());

  test('every name is as recorded', async () => {
    await expect(inspectText(model)).toMatchFileSnapshot(`__snapshots__/${name}.txt`);
  });

  test('the same catalog gives the same model, byte for byte', async () => {
    expect(JSON.stringify(inspectJson(await readModel(database.url)))).toBe(JSON.stringify(inspectJson(model)));
  });

  test('every name is a GraphQL name and unique on its type', () => {
    const { entities } = inspectJson(model);
    for (const { columns, relations } of entities) {
      const siblings = relations.flatMap((relation) => Object.values(relation.siblings ?? {}));
      expectNames([...columns, ...relations].map((each) => each.field).concat(siblings));
    }
    expectNames(entities.map((entity) => entity.name));
    expectNames(
      entities.flatMap(({ roots }) => [
        roots.list,
        roots.connection,
        roots.aggregate,
        ...roots.one.map((one) => one.field),
      ]),
    );
  });

  test('the whole model is frozen', () => {
    for (const entity of model.entities) {
      for (const part of [entity, entity.columns, entity.relations, ...entity.relations, ...entity.columns]) {
        expect(Object.isFrozen(part)).toBe(true);
      }
    }
  });
});

function expectNames(names: readonly string[]): void {
  for (const name of names) expect(name).toMatch(/^(?!__)[_A-Za-z][_0-9A-Za-z]*$/);
  expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
}
