/**
 * The command that serves: listen, start, answer, and stop in an orderly way.
 */
import type { RequestListener } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { pathOf } from '../../resolvers/http/probes.ts';
import type { Config } from '../../schema/config/config.ts';
import type { DatabaseVariables } from '../boot/database-source.ts';
import { openGateway } from '../gateway.ts';
import { closeGracefully, createHttpServer, listen } from '../http-server.ts';
import { createLog } from '../boot/log.ts';
import { withDatabaseUrl } from '../boot/with-database.ts';
import { nextStopSignal } from './stop-signal.ts';

/**
 * V8 collects everything that it can in a process that has been idle for a while, compiled code included. The next requests then cost
 * several times as much for two seconds, and a server without requests will have some again.
 */
const STAY_AWAKE = '--no-memory-reducer';

/**
 * V8 lets a heap of this size grow fourfold before it looks for garbage. A client that sends one large document after the other would
 * fill it with documents that the caches have dropped. With this flag V8 looks as soon as the heap has grown by a third.
 */
const COLLECT_SOON = '--heap-growing-percent=30';

/** Resolves when the gateway was told to stop and has stopped. `print` writes for the person at the terminal. */
export async function serve(config: Config, env: DatabaseVariables, print: (line: string) => void): Promise<void> {
  setFlagsFromString(STAY_AWAKE);
  const log = createLog(config.server.logLevel);
  const stopSignal = nextStopSignal();
  let isStarting = true;
  // A start may wait for something that never comes. PostgreSQL of the sample ends with this process.
  void stopSignal.then((signal) => {
    if (!isStarting) return;
    log.info({ signal }, 'gateway stopped before it was ready');
    process.exit(0);
  });
  // A function of the configuration may leave a promise that nobody waits for. No other request may suffer from it.
  process.on('unhandledRejection', (err) => log.error({ err }, 'A promise was rejected and nobody waits for it.'));
  let handler: RequestListener = answerStarting;
  const server = createHttpServer((request, response) => handler(request, response));
  // This comes before anything slow, so that a taken port is reported at once.
  const port = await listen(server, config.server);
  try {
    await withDatabaseUrl(config, env, print, async (named, label) => {
      const crowded = (): void => setFlagsFromString(COLLECT_SOON);
      const gateway = await openGateway(named, log, {
        crowded,
        follow: true,
        reloaded: (changes) => report(changes, print),
      });
      isStarting = false;
      // A reload that fails has been logged, and the old schema stays.
      process.on('SIGHUP', () => void gateway.reload().catch(() => undefined));
      try {
        ({ handler } = gateway);
        log.info({ port, database: label }, 'gateway started');
        for (const line of greeting(config, port, label, gateway.model.entities.length)) print(line);
        log.info({ signal: await stopSignal }, 'gateway stopping');
        gateway.drain();
      } finally {
        await closeGracefully(server, config.server.shutdownSeconds * 1_000);
        await gateway.close();
      }
    });
  } finally {
    // A gateway that did not start has no requests to wait for.
    if (server.listening) await closeGracefully(server, 0);
  }
  log.info('gateway stopped');
}

/** More lines than these are only counted. */
const MOST_CHANGES = 20;

function report(changes: readonly string[], print: (line: string) => void): void {
  if (changes.length === 0) return;
  print('The schema has changed:');
  for (const line of changes.slice(0, MOST_CHANGES)) print(`  ${line}`);
  if (changes.length > MOST_CHANGES) print(`  and ${changes.length - MOST_CHANGES} more`);
}

/** Until the gateway is there, `/health` says that the process lives and everything else that it is not ready. */
const answerStarting: RequestListener = (request, response) => {
  response.writeHead(pathOf(request.url ?? '') === '/health' ? 200 : 503, { 'retry-after': '1' }).end();
};

function greeting(config: Config, port: number, database: string, entities: number): string[] {
  const { host, path } = config.server;
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
  const schemas = config.database.schemas.join(', ');
  return [
    'Espalier is ready.',
    `  GraphQL   ${address}${config.graphiql ? ' (GraphiQL in a browser)' : ''}`,
    `  Database  ${database}`,
    `  Schema    ${entities} ${entities === 1 ? 'entity' : 'entities'} of ${schemas}`,
    '  Stop      Ctrl-C',
  ];
}
