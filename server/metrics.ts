/** The figures of a gateway in the text format of Prometheus. */
import type { Plugin } from 'graphql-yoga';
import type { PostgresDatabase } from '../loaders/postgres/open-database.ts';
import type { StatementObserver } from '../loaders/session/observed.ts';
import { BUCKETS, Histogram } from '../loaders/session/histogram.ts';

export interface MetricSources {
  readonly database: PostgresDatabase;
  readonly plans: { readonly hits: number; readonly misses: number };
  /** Rows that open sessions of programs hold. */
  heldRows(): number;
}

export class Metrics {
  readonly #statements = new Histogram();
  #rows = 0;
  #failures = 0;

  readonly observer: StatementObserver = {
    started: () => undefined,
    ended: (_, { rows, ms }) => {
      this.#statements.add(ms / 1_000);
      this.#rows += rows.rowCount;
    },
    failed: () => {
      this.#failures++;
    },
  };

  text({ database, plans, heldRows }: MetricSources): string {
    const { total, idle, waiting, size, overflow } = database.poolFigures();
    const { waits, recycled, invalidated, pingFailures } = database.poolHistory;
    return [
      gauge('pool_size', 'Connections that the pool keeps.', size),
      gauge('pool_connections', 'Connections that are open.', total),
      gauge('pool_idle', 'Open connections that nobody uses.', idle),
      gauge('pool_waiting', 'Requests that wait for a connection.', waiting),
      gauge('pool_overflow', 'Open connections beyond the size of the pool.', overflow),
      histogram('pool_wait_seconds', 'From asking for a connection to having it.', waits),
      counter('pool_recycled_total', 'Connections closed for their age.', recycled),
      counter('pool_invalidated_total', 'Connections closed because another was lost.', invalidated),
      counter('pool_ping_failures_total', 'Connections that were lost when they were to be used.', pingFailures),
      histogram('statement_seconds', 'From sending a statement to its last byte.', this.#statements),
      counter('statement_rows_total', 'Rows received.', this.#rows),
      counter('statement_failures_total', 'Statements that failed.', this.#failures),
      counter('plan_cache_hits_total', 'Operations whose plan was known.', plans.hits),
      counter('plan_cache_misses_total', 'Operations that were planned.', plans.misses),
      gauge('identity_map_rows', 'Rows that open sessions of programs hold.', heldRows()),
      '',
    ].join('\n');
  }
}

/** Serves the figures at `/metrics`. */
export function useMetricsPage(text: () => string): Plugin {
  return {
    onRequest({ request, url, fetchAPI, endResponse }) {
      if (request.method !== 'GET' || url.pathname !== '/metrics') return;
      const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
      endResponse(new fetchAPI.Response(text(), { headers }));
    },
  };
}

function gauge(name: string, help: string, value: number): string {
  return `${head(name, help, 'gauge')}\nespalier_${name} ${value}`;
}

function counter(name: string, help: string, value: number): string {
  return `${head(name, help, 'counter')}\nespalier_${name} ${value}`;
}

/** Each bucket counts what is below its end, so all below it too. */
function histogram(name: string, help: string, { counts, sum, count }: Histogram): string {
  let below = 0;
  const buckets = BUCKETS.map((end, at) => {
    below += counts[at] ?? 0;
    return `espalier_${name}_bucket{le="${end}"} ${below}`;
  });
  const ends = [
    `espalier_${name}_bucket{le="+Inf"} ${count}`,
    `espalier_${name}_sum ${sum}`,
    `espalier_${name}_count ${count}`,
  ];
  return [head(name, help, 'histogram'), ...buckets, ...ends].join('\n');
}

function head(name: string, help: string, type: string): string {
  return `# HELP espalier_${name} ${help}\n# TYPE espalier_${name} ${type}`;
}
