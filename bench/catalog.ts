/**
 * `DATABASE_URL=… node bench/catalog.ts [tables] [foreign keys]` measures how long a large catalog takes to become a
 * GraphQL schema, and in how much memory: in this process, and in whole gateways over it. It makes a schema of its own
 * in the database and drops it afterwards.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { readCatalog } from '../loaders/postgres/catalog/catalog-reader.ts';
import { readStatistics } from '../loaders/postgres/catalog/statistics-reader.ts';
import { buildModel } from '../schema/build-model.ts';
import { buildSchema } from '../schema/build-schema.ts';
import { cpuTimes, memoryOf } from './processes.ts';

const schema = 'espalier_bench_catalog';
const [tables = 500, foreignKeys = 900] = process.argv.slice(2).map(Number);

const url = process.env['DATABASE_URL'];
const client = new pg.Client({ connectionString: url });
await client.connect();
try {
  await client.query(largeSchema(tables, foreignKeys));
  // The gateway reads the catalog in this way, too.
  await client.query('set jit = off');
  await measure();
  for (const environment of ['development', 'production']) await measureGateway(environment);
} finally {
  await client.query(`drop schema if exists ${schema} cascade`);
  await client.end();
}

async function measure(): Promise<void> {
  const run = async (sql: string, values?: readonly unknown[]) => (await client.query(sql, values && [...values])).rows;
  const start = performance.now();
  const catalog = await step('read the catalog', () => readCatalog(run, [schema]));
  const model = await step('build the model', () => buildModel(catalog));
  const api = await step('build the GraphQL schema', () => buildSchema(model, { loadDirective: true }));
  await step('read the statistics', () => readStatistics(run, model, 0));
  const types = Object.keys(api.schema.getTypeMap()).length;
  const relations = model.entities.reduce((sum, entity) => sum + entity.relations.length, 0);
  console.log(`${model.entities.length} entities, ${relations} relations, ${types} GraphQL types`);
  console.log(
    `${Math.round(performance.now() - start)} ms in all, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB RSS`,
  );
}

/** Measures from the start of the process until it reports that it is ready. */
async function measureGateway(environment: string): Promise<void> {
  const start = performance.now();
  const server = fileURLToPath(new URL('../server.ts', import.meta.url));
  const flags = [...(url ? ['--database-url', url] : []), '--schema', schema, '--port', '0', '--log-level', 'silent'];
  const child = spawn(process.execPath, [server, ...flags], {
    env: { ...process.env, NODE_ENV: environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  try {
    await ready(createInterface({ input: child.stdout }));
    const ms = Math.round(performance.now() - start);
    console.log(`a gateway in ${environment}: ready after ${ms} ms, ${child.pid ? usedBy(child.pid) : ''}`);
  } finally {
    child.kill();
    await exit;
  }
}

function usedBy(pid: number): string {
  const memory = memoryOf(pid);
  const cpu = cpuTimes([pid]).get(pid);
  if (memory === null || cpu === undefined) return 'CPU and RSS are known on Linux only';
  return `${Math.round(cpu)} ms of CPU, ${Math.round(memory / 2 ** 20)} MiB RSS`;
}

async function ready(lines: AsyncIterable<string>): Promise<void> {
  for await (const line of lines) if (line.includes('is ready')) return;
  throw new Error('The gateway ended before it was ready.');
}

async function step<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  console.log(`${name}: ${Math.round(performance.now() - start)} ms`);
  return result;
}

/**
 * Makes tables of ten columns, two of them nullable and indexed. Foreign keys lead to earlier tables, and some to their
 * own.
 */
function largeSchema(tableCount: number, foreignKeyCount: number): string {
  const parts = [`drop schema if exists ${schema} cascade; create schema ${schema}; set search_path = ${schema}`];
  for (let table = 0; table < tableCount; table += 1) {
    parts.push(`create table record_${table} (id int primary key, code text not null unique, name text not null,
      amount numeric(12, 2), quantity int, tags text[], payload jsonb, created_at timestamptz not null)`);
  }
  for (let key = 0; key < foreignKeyCount; key += 1) {
    const source = key % tableCount;
    const target = (key * 7919) % (source + 1);
    parts.push(`alter table record_${source} add column link_${key}_id int references record_${target}`);
    parts.push(`create index on record_${source} (link_${key}_id)`);
  }
  return parts.join(';\n');
}
