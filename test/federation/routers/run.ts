/**
 * Runs Apollo's compatibility tests against Espalier over the tables of `../compat`, through each federated gateway:
 * `node test/federation/routers/run.ts [stitched] [apollo] [hive]`. The packages of a gateway are installed in its own
 * folder.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startTestServer } from '../../support/database-server.ts';
import { createDatabase } from '../../support/database.ts';
import config from '../compat/espalier.config.ts';
import { sampleSdl, sampleSubgraphs } from '../support/subgraphs.ts';
import { startStitched } from '../support/stitched.ts';
import { type Running, startEspalier } from '../support/subgraph.ts';

const here = import.meta.dirname;
const suite = join(here, 'suite');
const neighbours = join(suite, 'node_modules/@apollo/federation-subgraph-compatibility-tests/dist/subgraphs');
const children: ChildProcess[] = [];
process.once('exit', () => children.forEach((child) => child.kill()));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

type Subgraphs = Readonly<Record<string, string>>;

const routers: Readonly<Record<string, (subgraphs: Subgraphs) => Promise<string>>> = {
  stitched: async (subgraphs) => (await startStitched(subgraphs)).url,
  apollo: async (subgraphs) => {
    await install('apollo');
    await composeSamples(join(here, 'apollo'));
    // Without it, the gateway would look for Google's cloud.
    const env = { METADATA_SERVER_DETECTION: 'none' };
    return firstLine(start(join(here, 'apollo'), ['gateway.mts', JSON.stringify(subgraphs)], env));
  },
  hive: async (subgraphs) => {
    await install('hive');
    const folder = join(here, 'hive');
    const supergraph = join(folder, 'node_modules/supergraph.graphql');
    await run(folder, [process.execPath, 'compose.mts', JSON.stringify(subgraphs), supergraph]);
    const port = await freePort();
    const bin = join(folder, 'node_modules/.bin/hive-gateway');
    start(folder, [bin, 'supergraph', supergraph, '-h', '127.0.0.1', '-p', String(port)], {});
    await ready(`http://127.0.0.1:${port}/readiness`);
    return `http://127.0.0.1:${port}/graphql`;
  },
};

/**
 * This flag is for `npm test`, which must not depend on a network. The same is asserted in `../compat/compat.test.ts`.
 */
const IF_REACHABLE = '--if-reachable';

const wanted = process.argv.slice(2).filter((name) => name !== IF_REACHABLE);
const names = wanted.length > 0 ? wanted : Object.keys(routers);
try {
  await install('suite');
} catch (error) {
  if (!process.argv.includes(IF_REACHABLE)) throw error;
  console.log(
    '\nApollo’s compatibility tests cannot be installed; run npm run test:federation where npm’s registry is reachable.',
  );
  process.exit(0);
}
const server = await startTestServer();
let failed = false;
try {
  const database = await createDatabase([new URL('../compat/products.sql', import.meta.url)]);
  const products: Running = await startEspalier(database.url, config);
  const subgraphs = {
    products: products.url,
    users: await neighbour('users', 'USERS_PORT'),
    inventory: await neighbour('inventory', 'INVENTORY_PORT'),
  };
  for (const name of names) {
    const router = await routers[name]?.(subgraphs);
    if (!router) throw new Error(`"${name}" is no router; there are ${Object.keys(routers).join(', ')}.`);
    console.log(`\n${name}: ${router}`);
    const tests = spawn(join(suite, 'node_modules/.bin/vitest'), ['run'], {
      cwd: suite,
      stdio: 'inherit',
      env: { ...process.env, ROUTER_URL: router, PRODUCTS_URL: products.url },
    });
    const [code] = await once(tests, 'exit');
    failed ||= code !== 0;
  }
} finally {
  await server.stop();
}
process.exit(failed ? 1 : 0);

async function install(folder: string): Promise<void> {
  if (!existsSync(join(here, folder, 'node_modules'))) await run(join(here, folder), ['npm', 'ci', '--ignore-scripts']);
}

/** Apollo's composition is different from that of `espalier sdl --compose`. */
async function composeSamples(cwd: string): Promise<void> {
  const all: { name: string; sdl: string }[] = [];
  for (const sample of sampleSubgraphs) {
    for (const [version, sdl] of await sampleSdl(sample)) all.push({ name: `${sample.name} ${version}`, sdl });
  }
  const child = spawn(process.execPath, ['compose.mts'], { cwd, stdio: ['pipe', 'inherit', 'inherit'] });
  child.stdin.end(JSON.stringify(all));
  const [code] = await once(child, 'exit');
  failed ||= code !== 0;
}

/** Runs asynchronously, because the command may ask the subgraph in this process. */
async function run(cwd: string, [command = '', ...args]: readonly string[]): Promise<void> {
  const [code] = await once(spawn(command, args, { cwd, stdio: 'inherit' }), 'exit');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed in ${cwd}.`);
}

function start(cwd: string, args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout) for await (const line of createInterface(child.stdout)) return line;
  throw new Error('The gateway ended before it listened.');
}

async function neighbour(name: string, variable: string): Promise<string> {
  const port = await freePort();
  start(join(neighbours, name), ['-r', join(suite, 'loopback.cjs'), 'index.js'], { [variable]: String(port) });
  const url = `http://127.0.0.1:${port}/`;
  await ready(`${url}?query=%7B__typename%7D`);
  return url;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

async function ready(url: string): Promise<void> {
  const headers = { 'apollo-require-preflight': 'true' };
  for (let attempt = 0; attempt < 300; attempt++) {
    const response = await fetch(url, { headers }).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} did not answer in time.`);
}
