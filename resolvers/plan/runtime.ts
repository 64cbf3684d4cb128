/** The parts that are made at boot and shared by server and sessions. */
import type { Database } from '../../loaders/database/database.ts';
import { DriftCheck } from '../../loaders/session/drift.ts';
import type { StatementObserver } from '../../loaders/session/observed.ts';
import type { Config } from '../../schema/config/config.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { reachable } from '../../schema/model/reachable.ts';
import type { AccessRules } from '../access/access.ts';
import { Planner, type PlannerParts } from './planner.ts';

export interface Runtime {
  readonly schema: ApiSchema;
  readonly access: AccessRules;
  readonly config: Config;
  readonly database: Database;
  /** Told of every statement; null: nobody. */
  readonly observer: StatementObserver | null;
  /** Finds what the database no longer has of what the schema, its functions and its policies read. */
  readonly drift: DriftCheck;
  /** The planner for clients. */
  readonly planner: Planner;
}

export interface RuntimeParts extends PlannerParts, Pick<Runtime, 'access' | 'database'> {
  /** Left out: nobody. */
  readonly observer?: StatementObserver | null;
}

export function createRuntime(parts: RuntimeParts): Runtime {
  const { schema, access, config, database, observer = null } = parts;
  const { policies } = access;
  const { model } = schema;
  const drift = new DriftCheck(database, { tables: reachable(model), functions: model.functions, policies });
  return { schema, access, config, database, observer, drift, planner: new Planner(parts, policies) };
}
