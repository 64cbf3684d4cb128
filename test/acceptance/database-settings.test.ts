/** Values look and are understood the same, whatever a database sets for its sessions. */
import { expect, it } from 'vitest';
import { query } from '../support/database.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(`
  create type mood as enum ('sad', 'NULL');
  create table things (
    id int primary key, at timestamptz, day date, took interval, bytes bytea, ratio float8, moods mood[], period tstzrange, title text
  );
  insert into things values
    (1, '2024-03-31 01:30:00.000001+00', '2024-02-01', '1 year 2 days 03:04:05.6', '\\x00ff5c', 0.1, '{sad,NULL,"NULL"}', '[2024-01-01 00:00+00,)', 'running cats'),
    (2, '0044-03-15 12:00+00 BC', '0044-03-15 BC', '-1 day', '', 1e300, '{}', 'empty', 'a\\b');
`);

const SETTINGS = [
  `timezone = 'America/St_Johns'`,
  `datestyle = 'SQL, DMY'`,
  `intervalstyle = 'sql_standard'`,
  `bytea_output = 'escape'`,
  'extra_float_digits = -10',
  `search_path = 'pg_temp'`,
  'array_nulls = off',
  'standard_conforming_strings = off',
  'transform_null_equals = on',
  `default_transaction_isolation = 'serializable'`,
  `client_min_messages = 'debug1'`,
  `plan_cache_mode = 'force_generic_plan'`,
];

const OPERATION = `query ($at: DateTime, $moods: [Mood], $title: String) {
  things { id at day took bytes ratio moods period { start end isEmpty } }
  found: things(where: { at: { eq: $at }, took: { eq: "P1Y2DT3H4M5.6S" }, bytes: { eq: "AP9c" } }) { id }
  none: things(where: { moods: { hasEvery: $moods } }) { id }
  same: things(where: { moods: { eq: [sad, null, NULL] } }) { id }
  like: things(where: { title: { eq: $title } }) { id }
  days: thingsAggregate { groups(by: [{ at: DAY }]) { keys { at } } }
}`;

it('an operation has one answer under any settings of the database', async () => {
  const variables = { at: '2024-03-31T01:30:00.000001Z', moods: ['sad', null], title: 'a\\b' };
  const plain = await (await database.open()).run(OPERATION, { variables });
  expect(plain.errors).toEqual([]);
  expect(plain.data).toMatchObject({
    things: [
      { moods: ['sad', null, 'NULL'], took: 'P1Y2DT3H4M5.6S', bytes: 'AP9c', ratio: 0.1 },
      { day: '-000043-03-15' },
    ],
    found: [{ id: 1 }],
    none: [],
    same: [{ id: 1 }],
    like: [{ id: 2 }],
  });
  const name = new URL(database.url).pathname.slice(1);
  for (const setting of SETTINGS) await query(database.url, `alter database "${name}" set ${setting}`);
  const odd = await (await database.open()).run(OPERATION, { variables });
  expect(odd).toMatchObject({ data: plain.data, errors: [], S: plain.S });
});
