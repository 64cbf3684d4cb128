/**
 * The application: a weather service, and a gateway whose fields use it. It runs over DATABASE_URL (a Chinook) or the
 * demo database. Start it with `node examples/app/start.ts`. With `--once` it only runs its queries.
 */
import { createServer } from 'node:http';
import { createGateway } from '../../index.ts';
import { readConfig } from '../../schema/config/read-config.ts';
import { openDatabaseSource } from '../../server/boot/database-source.ts';
import { nextStopSignal } from '../../server/commands/stop-signal.ts';
import { appConfig } from './config.ts';
import { startWeatherService } from './weather-service.ts';

const QUERIES = [
  '{ customers(limit: 3) { fullName spent(currency: "USD") lastInvoices { invoiceId total } weather { degrees } } }',
  '{ weather(city: "Oslo") { degrees customers { fullName } } nowhere: weather(city: "Atlantis") { degrees } }',
  '{ customers(limit: 1) { fullName strictSpent } }',
];

const source = await openDatabaseSource(readConfig({ env: process.env }), process.env, console.log);
const weather = await startWeatherService();
const gateway = await createGateway({ ...appConfig(weather.url), database: { url: source.url } }).catch(
  async (error: unknown) => {
    console.error(`This example is about the sample database Chinook, and cannot serve ${source.label}:`);
    console.error(error instanceof Error ? error.message : String(error));
    await source.stop();
    // The weather service still listens.
    return process.exit(1);
  },
);
const server = createServer(gateway.handler);
await new Promise<void>((resolve) => server.listen(process.argv.includes('--once') ? 0 : 4000, '127.0.0.1', resolve));
const address = server.address();
const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 4000}/graphql`;

console.log(`graphql  ${url}\nweather  ${weather.url}`);
for (const query of QUERIES) {
  const headers = { 'content-type': 'application/json', 'x-espalier-explain': 'plan' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data, errors, extensions }: { data: unknown; errors?: unknown; extensions?: Explained } = JSON.parse(
    await response.text(),
  );
  const statements = extensions?.plan?.statements.length ?? 0;
  console.log(`\n${query}\n${JSON.stringify({ data, errors })}\n${statements} statements`);
}
console.log(`\nThe weather service was asked ${weather.requests} times.`);
if (!process.argv.includes('--once')) await nextStopSignal();
server.closeAllConnections();
server.close();
weather.stop();
await gateway.close();
await source.stop();

interface Explained {
  readonly plan?: { readonly statements: readonly unknown[] };
}
