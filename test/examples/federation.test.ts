import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { sampleDatabase } from '../support/database.ts';

const start = fileURLToPath(new URL('../../examples/federation/start.ts', import.meta.url));

it('the example of a federation answers a query that crosses twice', async () => {
  const database = await sampleDatabase('chinook');
  const { ESPALIER_TEST_RUN: _, ...inherited } = process.env;
  const env = { ...inherited, DATABASE_URL: database.url };
  const { stdout } = await promisify(execFile)(process.execPath, [start, '--once'], { env });
  await database.drop();
  const { data } = JSON.parse(stdout.slice(stdout.lastIndexOf('\n{\n  "data"')));
  expect(data.reviews[1]).toEqual({
    stars: 4,
    album: {
      title: 'Let There Be Rock',
      artist: {
        name: 'AC/DC',
        albums: [
          {
            title: 'For Those About To Rock We Salute You',
            reviews: [
              { stars: 5, text: 'For those about to listen.' },
              { stars: 3, text: 'Rather loud.' },
            ],
          },
          { title: 'Let There Be Rock', reviews: [{ stars: 4, text: 'There is rock, as promised.' }] },
        ],
      },
    },
  });
});
