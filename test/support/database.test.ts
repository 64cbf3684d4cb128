import { afterAll, describe, expect, it } from 'vitest';
import type { SampleName } from '../../schema/config/config.ts';
import { createDatabase, query, sampleDatabase } from './database.ts';

describe('databases for tests', () => {
  const drops: (() => Promise<void>)[] = [];
  afterAll(() => Promise.all(drops.map((drop) => drop())));

  it('createDatabase gives every caller a copy of its own', async () => {
    const script = ['create table note (id int primary key); insert into note values (1)'];
    const [first, second] = await Promise.all([createDatabase(script), createDatabase(script)]);
    drops.push(first.drop, second.drop);
    await query(first.url, 'delete from note');
    expect(await query(first.url, 'select id from note')).toEqual([]);
    expect(await query(second.url, 'select id from note where id = $1', [1])).toEqual([{ id: 1 }]);
  });

  it('createDatabase reports a failing script each time it is called', async () => {
    const script = ['create table broken (id nonsense)'];
    await expect(createDatabase(script)).rejects.toThrow('type "nonsense" does not exist');
    await expect(createDatabase(script)).rejects.toThrow('type "nonsense" does not exist');
  });

  it.each<[SampleName, number, number]>([
    ['chinook', 11, 11],
    ['northwind', 14, 13],
    ['mondial', 47, 69],
  ])('the sample %s has %i tables and %i foreign keys', async (name, tables, foreignKeys) => {
    const database = await sampleDatabase(name);
    drops.push(database.drop);
    const [counted] = await query(
      database.url,
      `select (select count(*)::int from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace) as tables,
              (select count(*)::int from pg_constraint where contype = 'f') as "foreignKeys"`,
    );
    expect(counted).toEqual({ tables, foreignKeys });
  });
});
