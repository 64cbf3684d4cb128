/** Everything that a bench needs around the targets, and its clean-up, however the bench ends. */
import { startTestServer } from '../test/support/database-server.ts';
import { LoadGenerator } from './load/generator.ts';
import { Meter } from './measure.ts';
import type { Options } from './options.ts';
import { createShop, shopSizes, type ShopSizes } from './shop.ts';
import { query } from '../test/support/database.ts';
import { parentOf } from './processes.ts';

export interface Stage {
  readonly shopUrl: string;
  readonly sizes: ShopSizes;
  readonly meter: Meter;
}

export async function withStage<T>(
  options: Pick<Options, 'scale' | 'shop'>,
  play: (stage: Stage) => Promise<T>,
): Promise<T> {
  const ends: (() => unknown)[] = [];
  try {
    const shopUrl = options.shop ?? (await newShop(options.scale, ends));
    const generator = new LoadGenerator();
    ends.push(() => generator.stop());
    return await play({
      shopUrl,
      sizes: shopSizes(options.scale),
      meter: new Meter(generator, await postmasterOf(shopUrl)),
    });
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

async function newShop(scale: number, ends: (() => unknown)[]): Promise<string> {
  console.log(`Making the shop (scale ${scale}) …`);
  const server = await startTestServer();
  ends.push(() => server.stop());
  const shop = await createShop(scale);
  ends.push(() => shop.drop());
  return shop.url;
}

/**
 * The parent of all processes of PostgreSQL, found through one that is always there, or null where it is on another
 * machine.
 */
export async function postmasterOf(url: string): Promise<number | null> {
  const [row] = await query<{ pid: number; local: boolean }>(
    url,
    `select pid, inet_server_addr() = inet_client_addr() as local from pg_stat_activity where backend_type = 'checkpointer'`,
  );
  return row?.local ? parentOf(row.pid) : null;
}
