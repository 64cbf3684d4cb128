/** Views and functions see the time zone of the session. Moments are written in UTC in every zone. */
import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../schema/config/read-config.ts';
import { openGateway } from '../../server/gateway.ts';
import { query } from '../support/database.ts';
import { useDatabase } from '../support/use-database.ts';

const LOADS = ['auto', 'joined', 'selectin'] as const;

describe('a database with a time zone of its own', () => {
  const database = useDatabase(`
    create table event (id int primary key, at timestamptz not null unique);
    insert into event values (1, '2024-01-01 03:00:00+00'), (2, '2024-07-01 12:00:00+00');
    create view event_day as select id, at, at::date as day, to_char(at, 'HH24:MI') as clock from event;
    create function local_hour(event) returns int language sql stable as $$ select extract(hour from $1.at)::int $$;
  `);
  beforeAll(async () => {
    const name = new URL(database.url).pathname.slice(1);
    await query(database.url, `alter database "${name}" set timezone = 'America/New_York'`);
  });

  const OPERATION = `{ eventDays(orderBy: [{ id: ASC }]) { id at day clock }
    day: eventDays(where: { day: { eq: "2023-12-31" } }) { id }
    hour: eventByAt(at: "2023-12-31T22:00:00-05:00") { id at }
    years: eventsAggregate { groups(by: [{ at: YEAR }], orderBy: [{ keys: { at: ASC } }]) { keys { at } count } } }`;
  const YEAR = { groups: [{ keys: { at: '2024-01-01T00:00:00Z' }, count: 2 }] };
  const SERVER = {
    eventDays: [
      { id: 1, at: '2024-01-01T03:00:00Z', day: '2023-12-31', clock: '22:00' },
      { id: 2, at: '2024-07-01T12:00:00Z', day: '2024-07-01', clock: '08:00' },
    ],
    day: [{ id: 1 }],
    hour: { id: 1, at: '2024-01-01T03:00:00Z' },
    years: YEAR,
  };
  const seen = (first: string, second: string, day: string): unknown => ({
    eventDays: [
      { id: 1, at: '2024-01-01T03:00:00Z', day, clock: first },
      { id: 2, at: '2024-07-01T12:00:00Z', day: '2024-07-01', clock: second },
    ],
    day: day === '2023-12-31' ? [{ id: 1 }] : [],
    hour: { id: 1, at: '2024-01-01T03:00:00Z' },
    years: YEAR,
  });

  it.each([
    ["in the server's zone without a setting, as in psql", undefined, SERVER],
    ["in the server's zone with the setting server", 'server', SERVER],
    ['in UTC', 'UTC', seen('03:00', '12:00', '2024-01-01')],
    ['in a zone with summer time', 'Europe/Berlin', seen('04:00', '14:00', '2024-01-01')],
    ['in a zone with a half-hour offset', 'Asia/Kolkata', seen('08:30', '17:30', '2024-01-01')],
    ['in a zone that is far from the day', 'Pacific/Marquesas', seen('17:30', '02:30', '2023-12-31')],
  ])('days and clocks are shown %s', async (_, timeZone, data) => {
    const gateway = await database.open(timeZone === undefined ? {} : { database: { timeZone } });
    for (const load of LOADS) {
      expect(await gateway.run(OPERATION, { load }), load).toMatchObject({ data, errors: [] });
      const { written, executed } = await gateway.write(OPERATION, { load });
      if (written !== null) expect(written).toBe(executed);
    }
  });

  it.each([
    [
      'UTC',
      /database.timeZone is UTC, .* sets America\/New_York: .* \(EventDay, Event.hour\). Set database.timeZone to/,
    ],
    ['America/New_York', null],
    ['server', null],
  ])(
    "a gateway that starts with %s warns only of a zone that differs from the database's",
    async (timeZone, warning) => {
      const lines: string[] = [];
      const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) });
      const entities = { Event: { fields: { hour: { sql: 'local_hour({row})' } } } };
      const gateway = await openGateway(
        readConfig({ file: { database: { url: database.url, timeZone }, entities } }),
        log,
      );
      await gateway.close();
      expect(lines).toEqual(warning ? [expect.stringMatching(warning)] : []);
    },
  );

  it.each(['Europe/Berln', '+02:00', 'Server', ''])('a time zone of the name "%s" is refused', (timeZone) => {
    expect(() => readConfig({ file: { database: { timeZone } } })).toThrow(/database\.timeZone in none must be/);
  });

  it('a pool that resets its connections keeps the time zone', async () => {
    const gateway = await database.open({ pool: { size: 1, reset: true }, database: { timeZone: 'Asia/Tokyo' } });
    for (const _ of LOADS) {
      const { data } = await gateway.run('{ eventDay: eventDays(limit: 1, orderBy: [{ id: ASC }]) { clock } }');
      expect(data).toEqual({ eventDay: [{ clock: '12:00' }] });
    }
  });
});

describe('moments in every time zone', () => {
  const MOMENTS = [
    '2024-03-10 06:59:59.999999+00',
    '2024-03-10 07:00:00+00',
    '2024-11-03 05:30:00+00',
    '2024-11-03 06:30:00+00',
    '2024-02-29 23:59:59.5+00',
    '2024-03-01 00:00:00+00',
    '2023-12-31 23:45:00+00',
    '2024-01-01 00:15:00+00',
    '2100-02-28 23:30:00+00',
    '1883-11-18 12:03:57+00',
    '1883-11-18 20:07:02+00',
    '1800-01-01 00:00:00+00',
    '0001-01-01 00:00:00+00',
    '0001-12-31 23:59:59+00 BC',
    '0044-03-15 12:00:00+00 BC',
    '4714-11-24 12:00:00+00 BC',
    '9999-12-31 23:59:59+00',
    '10000-01-01 00:00:00+00',
    '12345-06-07 08:09:10.123+00',
    '294276-12-31 12:00:00+00',
    'infinity',
    '-infinity',
  ];
  const rows = MOMENTS.map((moment, index) => `(${index}, '${moment}')`).join();
  const database = useDatabase(`
    create type span as (at timestamptz, word text);
    create table moment (at timestamptz primary key, id int not null);
    create table note (id int primary key, at timestamptz not null references moment (at), many timestamptz[] not null, period tstzrange not null, span span not null, doc jsonb not null);
    create temp table given (id int, at timestamptz);
    insert into given values ${rows};
    insert into moment select at, id from given;
    insert into note select id, at, array[at, null, at], tstzrange(at, at, '[]'), row(at, 'x')::span, jsonb_build_object('at', to_jsonb(id)) from given;
    analyze;
  `);
  const ZONES = [
    'America/New_York',
    'America/Los_Angeles',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'Pacific/Kiritimati',
    'Pacific/Marquesas',
    'Africa/Monrovia',
    'Europe/London',
    'Europe/Amsterdam',
    'Etc/GMT+12',
  ];
  const PARTS = `id at many period { start end } span { at word } doc`;
  const OPERATION = `query ($after: String) {
    notes(orderBy: [{ at: DESC }]) { ${PARTS} momentByAt { at notes(orderBy: [{ id: ASC }]) { at } } }
    plain: notes(orderBy: [{ id: ASC }]) { id at }
    momentsConnection(first: 3, after: $after, orderBy: [{ at: ASC }]) { edges { cursor node { at } } pageInfo { endCursor hasNextPage } }
    notesAggregate(where: { at: { gte: "-004000-01-01T00:00:00Z" } }) { min { at } max { at } countDistinct { at }
      groups(by: [{ at: EXACT }], orderBy: [{ keys: { at: ASC } }]) { keys { at } count }
      hours: groups(by: [{ at: DAY }], orderBy: [{ keys: { at: ASC } }]) { keys { at } count }
      there: groups(by: [{ at: DAY }], timeZone: "Asia/Kathmandu", orderBy: [{ keys: { at: ASC } }]) { keys { at } count } }
  }`;

  it.each(ZONES)('a moment has one text, whatever the zone of the session: %s', async (timeZone) => {
    const utc = await database.open({ database: { timeZone: 'UTC' } });
    const there = await database.open({ database: { timeZone } });
    for (const load of LOADS) {
      // A cursor is written in the zone it was made in, and leads on in another zone.
      const first = await utc.run(OPERATION, { load });
      expect(first.errors).toEqual([]);
      const expected = plain(first.data);
      const found = await there.run(OPERATION, { load });
      expect(found.errors).toEqual([]);
      expect(plain(found.data), load).toEqual(expected);
      const { written, executed } = await there.write(OPERATION, { load });
      if (written !== null) expect(written).toBe(executed);
      const [end] = cursorsOf(found.data).slice(-1);
      const next = { load, variables: { after: end } };
      expect(plain((await utc.run(OPERATION, next)).data)).toEqual(plain((await there.run(OPERATION, next)).data));
    }
    // A list of plain columns is copied by the kernel of the writer.
    const list = '{ notes(orderBy: [{ id: ASC }]) { id at } }';
    expect((await there.write(list)).written).toBe((await utc.write(list)).written);
  });

  it.each(ZONES)('a moment is found again by its written text, in %s', async (timeZone) => {
    const gateway = await database.open({ database: { timeZone }, nodes: true });
    const { data } = await gateway.run('{ moments { at nodeId } }');
    const shown = (data as { moments: { at: string; nodeId: string }[] }).moments;
    expect(shown).toHaveLength(MOMENTS.length);
    for (const { at, nodeId } of shown) {
      const variables = { at, nodeId };
      const again = await gateway.run(
        `query ($at: DateTime!, $nodeId: ID!) { momentByAt: moment(at: $at) { at } node(id: $nodeId) { ... on Moment { at } }
          among: moments(where: { at: { in: [$at] } }) { at } }`,
        { variables },
      );
      expect(again).toMatchObject({ data: { momentByAt: { at }, node: { at }, among: [{ at }] }, errors: [] });
    }
  });

  /** Replaces the texts of cursors, which belong to the session. */
  function plain(data: unknown): unknown {
    return JSON.parse(JSON.stringify(data, (key, value: unknown) => (/cursor/i.test(key) ? undefined : value)));
  }

  function cursorsOf(data: unknown): string[] {
    const found: string[] = [];
    JSON.stringify(data, (key, value: unknown) => {
      if (key === 'endCursor' && typeof value === 'string') found.push(value);
      return value;
    });
    return found;
  }
});
