/** What answers operations: a schema over a database, what is known of its data, and the settings. */
import type { Statistics } from '../../loaders/plan/estimates/statistics.ts';
import type { Database } from '../../loaders/database/database.ts';
import type { StatementObserver } from '../../loaders/session/observed.ts';
import type { Config } from '../../schema/config/config.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';

/** How often a plan was known, and how often it had to be made. */
export interface PlanCounts {
  hits: number;
  misses: number;
}

export interface Runtime {
  readonly schema: ApiSchema;
  readonly database: Database;
  /** The newest statistics; they may change between operations. */
  readonly statistics: () => Statistics;
  readonly config: Config;
  /** Told of every statement; null or left out: nobody. */
  readonly observer?: StatementObserver | null;
  /** Where PostgreSQL is asked how many rows it expects, beside the requests; null or left out: estimates are of statistics alone. */
  readonly expectations?: Database | null;
  /** Counts for all planners of the gateway. */
  readonly plans?: PlanCounts;
}
