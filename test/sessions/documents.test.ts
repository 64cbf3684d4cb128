/** JSON documents in sessions and resolvers. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openPrograms, type RecordedPrograms } from './support.ts';

const CONFIG: ConfigOptions = {
  entities: {
    Note: {
      fields: {
        double: { type: 'Float', requires: ['meta'], resolve: ({ meta }) => Number(Object(meta).price) * 2 },
        kind: {
          type: 'String',
          requires: ['id'],
          resolve: async ({ id }, _args, { loaders }) => {
            const note = await loaders['note']?.byId(id);
            return typeof Object(note?.['meta']).price;
          },
        },
      },
    },
  },
};

let database: TestDatabase;
let programs: RecordedPrograms;
beforeAll(async () => {
  database = await createDatabase([
    `create type boxed as (label text, meta jsonb);
     create table notes (id int primary key, meta jsonb not null, metas json[], box boxed);
     insert into notes values
       (1, '{"price": 2.50, "big": 12345678901234567890}', array['1.0'::json, 'null', null], row('a', '[1.50]')::boxed),
       (2, 'null', null, null)`,
  ]);
  programs = await openPrograms(database.url, CONFIG);
});
afterAll(async () => {
  await programs.pool.close();
  await database.drop();
});

it('numbers in documents are numbers, and those that JavaScript cannot hold keep their digits', async () => {
  await using session = programs.session();
  const select = { id: true, meta: true, metas: true, box: true };
  const [first, second] = await session.load({ entity: 'Note', orderBy: [{ id: 'ASC' }], select });
  expect(Object(first?.['meta']).price).toBe(2.5);
  expect(first?.['metas']).toEqual([1, null, null]);
  expect(first?.['box']).toEqual({ label: 'a', meta: [1.5] });
  expect(second?.['meta']).toBe(null);
  expect(JSON.stringify(first?.['meta'])).toBe('{"big":12345678901234567890,"price":2.5}');
});

it('filled documents are the same as loaded ones', async () => {
  await using session = programs.session();
  const notes = await session.load({ entity: 'Note', orderBy: [{ id: 'ASC' }], select: { id: true } });
  await session.fill(notes, ['meta']);
  expect(notes.map(({ meta }) => Object(meta).price)).toEqual([2.5, undefined]);
});

it('resolvers calculate with documents', async () => {
  await using session = programs.session();
  const select = { double: true, kind: true };
  const notes = await session.load({ entity: 'Note', where: { id: { eq: 1 } }, select });
  expect(notes).toEqual([{ double: 5, kind: 'number' }]);
});

it('numbers in documents are numbers in the keys of groups too', async () => {
  await using session = programs.session();
  const keys = { select: { meta: true } };
  const select = { groups: { by: [{ meta: true }], select: { keys } } };
  const { groups } = await session.aggregate({ entity: 'Note', where: { id: { eq: 1 } }, select });
  expect(Object(groups)[0].keys.meta.price).toBe(2.5);
});
