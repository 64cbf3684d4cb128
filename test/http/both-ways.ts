/** One database behind two gateways, of which only one has the fast lane. */
import type { PostgresDatabase } from '../../loaders/postgres/open-database.ts';
import { readStatistics } from '../../loaders/postgres/catalog/statistics-reader.ts';
import { ownersError } from '../../resolvers/operation/errors.ts';
import { createResponder } from '../../resolvers/execute/execute.ts';
import type { Responder } from '../../resolvers/operation/executor-type.ts';
import { WaitingAnswers } from '../../resolvers/http/waiting-answers.ts';
import { createEndpoint } from '../../resolvers/http/yoga.ts';
import { type ConfigOptions, readConfig } from '../../schema/config/read-config.ts';
import { createRuntime } from '../../resolvers/plan/runtime.ts';
import { connect } from '../../server/boot/connect.ts';
import { readSchema } from '../../server/boot/read-schema.ts';
import { closeGracefully, createHttpServer, listen } from '../../server/http-server.ts';
import { connect as connectSocket } from 'node:net';

export interface Way {
  readonly port: number;
  readonly url: string;
  readonly database: PostgresDatabase;
  /** The number of requests that reached Yoga. */
  readonly byYoga: () => number;
  /** The errors that the owner of the server should read. */
  readonly logged: unknown[];
  close(graceMs?: number): Promise<void>;
}

/** Opens a gateway. `wrap` stands between the HTTP side and the responder. */
export async function openWay(
  url: string,
  fastLane: boolean,
  file: ConfigOptions = {},
  wrap: (respond: Responder) => Responder = (respond) => respond,
): Promise<Way> {
  const config = readConfig({ file: { ...file, fastLane, database: { url } } });
  const database = await connect(config);
  const run = database.query.bind(database);
  const served = await readSchema(run, config);
  const statistics = await readStatistics(run, served.schema.model, 0.2);
  let byYoga = 0;
  const logged: unknown[] = [];
  const { handler } = createEndpoint({
    schema: served.schema.schema,
    respond: wrap(createResponder(createRuntime({ ...served, database, statistics: () => statistics, config }))),
    config,
    isReady: async () => true,
    answers: new WaitingAnswers(config.limits.waitingBytes),
    logError: (error) => void (ownersError(error) && logged.push(error)),
    pages: [{ onRequest: () => void byYoga++ }],
    plugins: [],
  });
  const server = createHttpServer(handler);
  // Streams keep their connection whatever the client says, and a test should not wait for it.
  server.keepAliveTimeout = 200;
  const port = await listen(server, { host: '127.0.0.1', port: 0 });
  const close = async (graceMs = 0) => {
    await closeGracefully(server, graceMs);
    await database.close();
  };
  return { port, url: `http://127.0.0.1:${port}/graphql`, database, byYoga: () => byYoga, logged, close };
}

const PATIENCE_MS = 60_000;

/** Returns everything until the server closes the connection. */
export function exchange(port: number, bytes: Buffer, { readAfterMs = 0 } = {}): Promise<Buffer> {
  return new Promise((resolve) => {
    const received: Buffer[] = [];
    const socket = connectSocket(port, '127.0.0.1', () => socket.write(bytes));
    socket.pause();
    setTimeout(() => socket.resume(), readAfterMs);
    socket.setTimeout(PATIENCE_MS, () => {
      received.push(Buffer.from('(no end)'));
      socket.destroy();
    });
    socket.on('data', (data: Buffer) => received.push(data));
    socket.on('error', (error) => received.push(Buffer.from(`(${error.message})`)));
    socket.on('close', () => resolve(Buffer.concat(received)));
  });
}

/** Removes from a response the parts that must differ: its date, and the times in an explained plan. */
export function timeless(response: Buffer): string {
  const text = response.toString('latin1').replace(/^Date: .*\r\n/gim, '');
  if (!text.includes('"extensions":{"plan":')) return text;
  return text.replaceAll(/"ms":[\d.e-]+/g, '"ms":0').replace(/^content-length: .*\r\n/gim, '');
}
