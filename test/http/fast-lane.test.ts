import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { dateless, exchange, openWay } from './both-ways.ts';
import type { Way } from './both-ways.ts';
import { ODD_TABLES, oddRequests } from './odd-requests.ts';

const COUNT = 1_000;
const AT_ONCE = 8;

let database: TestDatabase;
let lane: Way;
let yoga: Way;
beforeAll(async () => {
  database = await createDatabase([ODD_TABLES]);
  lane = await openWay(database.url, true);
  yoga = await openWay(database.url, false);
});
afterAll(async () => {
  await Promise.all([lane.close(), yoga.close()]);
  await database.drop();
});

describe('the fast lane and Yoga give the same status, headers and bytes', () => {
  it.each(['cold', 'warm'])('to a thousand requests, good, bad and odd: %s', async () => {
    const requests = oddRequests(COUNT, 20_260_801);
    const differences: { name: string; lane: string; yoga: string }[] = [];
    for (let from = 0; from < COUNT; from += AT_ONCE) {
      const some = requests.slice(from, from + AT_ONCE);
      await Promise.all(
        some.map(async ({ name, bytes }) => {
          const answers = await Promise.all([lane, yoga].map(({ port }) => exchange(port, bytes)));
          const [byLane = '', byYoga = ''] = answers.map(dateless);
          if (byLane !== byYoga) differences.push({ name, lane: byLane.slice(0, 600), yoga: byYoga.slice(0, 600) });
        }),
      );
    }
    expect(differences).toEqual([]);
  });

  it('and the lane has answered a good part of them', () => {
    expect(yoga.byYoga() - lane.byYoga()).toBeGreaterThan(COUNT / 4);
  });
});
