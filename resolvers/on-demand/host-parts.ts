import type { Missing } from '../../loaders/plan/shared/missing.ts';
import type { ReadTransaction } from '../../loaders/session/read-transaction.ts';
import type { Config } from '../../schema/config/config.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { RequestContext } from '../operation/executor-type.ts';
import type { Planner } from '../plan/planner.ts';
import type { OnDemandLoads } from './on-demand.ts';

/** What the functions of the program need of the operation that they answer. */
export interface HostParts {
  readonly api: ApiSchema;
  readonly config: Config;
  readonly planner: Planner;
  readonly transaction: ReadTransaction;
  readonly onDemand: OnDemandLoads;
  /** What the database no longer has; null or empty as a rule. */
  readonly missing: Missing | null;
  readonly load: RequestContext['load'];
  /** The program's own context of the request. */
  readonly own: object | undefined;
}
