/** The figures of a gateway, for Prometheus. */
import type { Plugin } from 'graphql-yoga';
import type * as PromClient from 'prom-client';
import type { PostgresDatabase } from '../loaders/postgres/open-database.ts';
import type { StatementObserver } from '../loaders/session/observed.ts';
import { importFailure } from '../schema/util/optional-package.ts';

type Client = typeof PromClient;

export interface MetricSources {
  readonly database: PostgresDatabase;
  readonly plans: { readonly hits: number; readonly misses: number };
  readonly answers: { readonly bytes: number; readonly history: { readonly cut: number; readonly refused: number } };
  /** The root fields of the schema. */
  roots(): ReadonlySet<string>;
  /** Rows that open sessions of programs hold. */
  heldRows(): number;
}

export async function openMetrics(sources: MetricSources): Promise<Metrics> {
  return new Metrics(await importClient(), sources);
}

async function importClient(): Promise<Client> {
  try {
    return await import('prom-client');
  } catch (error) {
    throw importFailure(error, 'prom-client', 'metrics');
  }
}

export class Metrics {
  readonly #client: Client;
  // Not the library's own, which is one for the process: programs may open several gateways.
  readonly #registry: PromClient.Registry;
  readonly observer: StatementObserver;

  constructor(client: Client, { database, plans, answers, roots, heldRows }: MetricSources) {
    this.#client = client;
    this.#registry = new client.Registry();
    const { pool } = database;
    this.#gauge('pool_size', 'Connections that the pool keeps.', () => pool.size);
    this.#gauge('pool_connections', 'Connections that are open.', () => pool.total);
    this.#gauge('pool_idle', 'Open connections that nobody uses.', () => pool.idle);
    this.#gauge('pool_waiting', 'Requests that wait for a connection.', () => pool.waiting);
    this.#gauge('pool_overflow', 'Open connections beyond the size of the pool.', () => pool.overflow);
    const waits = new client.Histogram({
      ...this.#metric('pool_wait_seconds', 'From asking for a connection to having it.'),
      buckets,
    });
    pool.waited = (seconds) => waits.observe(seconds);
    this.#counter('pool_recycled_total', 'Connections closed for their age.', () => pool.recycled);
    this.#counter('pool_invalidated_total', 'Connections closed because another was lost.', () => pool.invalidated);
    this.#counter(
      'pool_ping_failures_total',
      'Connections that were lost when they were to be used.',
      () => pool.pingFailures,
    );
    this.observer = this.#observer(roots);
    this.#counter('plan_cache_hits_total', 'Operations whose plan was known.', () => plans.hits);
    this.#counter('plan_cache_misses_total', 'Operations that were planned.', () => plans.misses);
    this.#gauge('answers_waiting_bytes', 'Bytes of answers that clients have not read yet.', () => answers.bytes);
    const { history: sent } = answers;
    this.#counter('answers_cut_total', 'Connections closed because their clients did not read.', () => sent.cut);
    this.#counter('answers_refused_total', 'Answers refused for want of room for them.', () => sent.refused);
    this.#gauge('identity_map_rows', 'Rows that open sessions of programs hold.', heldRows);
  }

  /** Serves the figures at `/metrics`. */
  page(): Plugin {
    return {
      onRequest: async ({ request, url, fetchAPI, endResponse }) => {
        if (request.method !== 'GET' || url.pathname !== '/metrics') return;
        const headers = { 'content-type': this.#registry.contentType };
        endResponse(new fetchAPI.Response(await this.#registry.metrics(), { headers }));
      },
    };
  }

  #observer(roots: MetricSources['roots']): StatementObserver {
    const seconds = new this.#client.Histogram({
      ...this.#metric('statement_seconds', 'From sending a statement to its last byte, by root field.'),
      labelNames: ['root'],
      buckets,
    });
    const rows = new this.#client.Counter(this.#metric('statement_rows_total', 'Rows received.'));
    const failures = new this.#client.Counter(this.#metric('statement_failures_total', 'Statements that failed.'));
    const label = rootLabel(roots);
    const mutated = this.#mutations();
    return {
      mutated,
      started: () => undefined,
      ended: ({ path }, result) => {
        seconds.observe({ root: label(path) }, result.ms / 1_000);
        rows.inc(result.rows.rowCount);
      },
      failed: () => failures.inc(),
    };
  }

  #mutations(): NonNullable<StatementObserver['mutated']> {
    const { Counter } = this.#client;
    const writes = new Counter({
      ...this.#metric('writes_total', 'Rows that mutations have committed, by entity and action.'),
      labelNames: ['entity', 'action'],
    });
    const attempts = new Counter(this.#metric('mutation_attempts_total', 'Tries of mutations, repeated ones counted.'));
    const contended = new Counter(
      this.#metric('mutation_contention_total', 'Mutations that others kept from being written.'),
    );
    const diagnosed = new Counter(
      this.#metric('mutation_diagnoses_total', 'Mutations that were repeated row by row to find the row to blame.'),
    );
    return (outcome) => {
      for (const { entity, action } of outcome.writes) writes.inc({ entity, action });
      attempts.inc(outcome.attempts);
      if (outcome.isContended) contended.inc();
      if (outcome.isDiagnosed) diagnosed.inc();
    };
  }

  #metric(name: string, help: string): { name: string; help: string; registers: PromClient.Registry[] } {
    return { name: `espalier_${name}`, help, registers: [this.#registry] };
  }

  /** Read when it is asked for. */
  #gauge(name: string, help: string, read: () => number): void {
    const gauge: PromClient.Gauge = new this.#client.Gauge({
      ...this.#metric(name, help),
      collect: () => gauge.set(read()),
    });
  }

  /** Counted elsewhere, and read when it is asked for. */
  #counter(name: string, help: string, read: () => number): void {
    const collect = (): void => {
      counter.reset();
      counter.inc(read());
    };
    const counter: PromClient.Counter = new this.#client.Counter({ ...this.#metric(name, help), collect });
  }
}

/** Upper ends, in seconds. */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const MAX_ROOTS = 100;

/**
 * The root field to which a statement belongs. Clients choose aliases, and a schema may have thousands of fields: what has another
 * name, and all beyond the first hundred, is `other`.
 */
function rootLabel(roots: MetricSources['roots']): (path: string | undefined) => string {
  const shown = new Set<string>();
  return (path = '') => {
    const [root = ''] = path.split('.', 1);
    if (!shown.has(root) && (shown.size === MAX_ROOTS || !roots().has(root))) return 'other';
    shown.add(root);
    return root;
  };
}
