import type { Unreadable } from '../../loaders/plan/read/readable.ts';
import type { Session } from '../../loaders/session/read-transaction.ts';
import type { Config } from '../../schema/config/config.ts';
import type { GatewaySchema } from '../../schema/graphql/field-sources.ts';
import type { RequestContext } from '../operation/executor-type.ts';
import type { Planner } from '../plan/planner.ts';
import type { Unplanned } from './on-demand.ts';

/** What the functions of the program need of the operation that they answer. */
export interface HostParts {
  readonly gateway: GatewaySchema;
  readonly config: Config;
  readonly planner: Planner;
  readonly session: Session;
  readonly unplanned: Unplanned;
  /** What the database no longer has; null or empty as a rule. */
  readonly gone: Unreadable | null;
  readonly load: RequestContext['load'];
  /** The program's own context of the request. */
  readonly own: object | undefined;
}
