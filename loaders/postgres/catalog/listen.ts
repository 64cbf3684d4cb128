/** Listens on a channel of NOTIFY for a changed catalog, by a connection of its own that is opened again when it is lost. */
import pg from 'pg';

/** The longest pause before a lost connection is opened again. */
const LONGEST_PAUSE_MS = 30_000;

export interface Listener {
  close(): Promise<void>;
}

export interface ListenOptions {
  /** With null, the PG* variables name the database. */
  readonly url: string | null;
  readonly channel: string;
  /** Called for each notice, and after the connection was lost, because notices may have been missed. */
  noticed(): void;
  /** Called when the connection cannot be opened or is lost. */
  lost(error: unknown): void;
}

/** Returns at once. Nothing is thrown: what fails is told to `lost` and tried again, after pauses that grow. */
export function listen(options: ListenOptions): Listener {
  return new ChannelListener(options);
}

class ChannelListener implements Listener {
  readonly #options: ListenOptions;
  #client: pg.Client | null = null;
  #timer: NodeJS.Timeout | null = null;
  #pauseMs = 500;
  #isClosed = false;

  constructor(options: ListenOptions) {
    this.#options = options;
    void this.#open(false);
  }

  async #open(again: boolean): Promise<void> {
    const { url, channel, noticed, lost } = this.#options;
    const client = new pg.Client({
      ...(url !== null && { connectionString: url }),
      application_name: 'espalier listen',
      keepAlive: true,
    });
    this.#client = client;
    const retry = (error: unknown): void => {
      if (this.#isClosed || this.#client !== client) return;
      this.#client = null;
      lost(error);
      void end(client);
      this.#timer = setTimeout(() => void this.#open(true), this.#pauseMs).unref();
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    };
    client.on('error', retry);
    client.on('end', () => retry(new Error('The connection has ended.')));
    client.on('notification', () => noticed());
    try {
      await client.connect();
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      this.#pauseMs = 500;
      if (again) noticed();
    } catch (error) {
      retry(error);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer ?? undefined);
    if (this.#client) await end(this.#client);
  }
}

/** A connection that is lost already cannot say goodbye. */
async function end(client: pg.Client): Promise<void> {
  await client.end().catch(() => undefined);
}
