/**
 * Two subgraphs and a router: Espalier over a database (DATABASE_URL or the demo database Chinook), reviews of its
 * albums from elsewhere, and one graph of both. Start it with `node examples/federation/start.ts`. With `--once` it
 * only runs its query.
 */
import { createServer, type RequestListener } from 'node:http';
import { readConfig } from '../../schema/config/read-config.ts';
import { openDatabaseSource } from '../../server/boot/database-source.ts';
import { openGateway } from '../../server/gateway.ts';
import { createLog } from '../../server/boot/log.ts';
import { nextStopSignal } from '../../server/commands/stop-signal.ts';
import { reviewsSubgraph } from './reviews.ts';
import { createRouter } from './router.ts';

/** The query goes from the reviews to the database and back: two crossings, each with one request. */
const QUERY = `{
  reviews {
    stars
    album {
      title
      artist { name albums(limit: 2) { title reviews { stars text } } }
    }
  }
}`;

const config = readConfig({ file: { federation: true }, env: process.env });
const source = await openDatabaseSource(config, process.env, console.log);
const gateway = await openGateway({ ...config, database: { ...config.database, url: source.url } }, createLog('warn'));
const music = await listen(gateway.handler, 4001);
const reviews = await listen(reviewsSubgraph, 4002);
const router = await listen(await createRouter({ music: music.url, reviews: reviews.url }), 4000);

console.log(`music    ${music.url}\nreviews  ${reviews.url}\nrouter   ${router.url}\n${QUERY}`);
const response = await fetch(router.url, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query: QUERY }),
});
console.log(JSON.stringify(await response.json(), null, 2));
if (!process.argv.includes('--once')) await nextStopSignal();
for (const each of [router, reviews, music]) each.stop();
await gateway.close();
await source.stop();

/** Listens on the wanted port, or on any free one if it is taken. */
function listen(handler: RequestListener, wanted: number): Promise<{ readonly url: string; stop(): void }> {
  const server = createServer(handler);
  return new Promise((resolve) => {
    server.once('error', () => server.listen(0, '127.0.0.1'));
    server.once('listening', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : wanted;
      const stop = (): void => {
        server.closeAllConnections();
        server.close();
      };
      resolve({ url: `http://127.0.0.1:${port}/graphql`, stop });
    });
    server.listen(wanted, '127.0.0.1');
  });
}
