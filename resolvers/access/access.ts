/** The access rules of the configuration: policies are compiled once, and each request brings the values that they compare with. */
import type { Filter } from '../../loaders/plan/shared/filter.ts';
import type { Entity } from '../../schema/model/model.ts';
import type { ParameterValue, Transaction } from '../../loaders/database/database.ts';
import { Operators } from '../../loaders/sql/shared/operators.ts';
import { rowPolicies } from '../../loaders/sql/shared/policies.ts';
import type { WriteAccess } from '../../loaders/work/write-access.ts';
import type { RowPolicies } from '../../loaders/sql/shared/scope.ts';
import type { Config } from '../../schema/config/config.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { readClaimTypes } from '../../schema/config/reader/claim-types.ts';
import type { ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import { type Configured, ConfiguredSlots } from './configured-slots.ts';
import { readClaim } from './read-claims.ts';
import { readPolicies } from './read-policies.ts';
import { readRelationRules } from './read-relation-rules.ts';
import { readWriteAccess } from './read-write-access.ts';
import { SettingsOfClaims } from './session-settings.ts';
import type { Claims } from '../operation/executor-type.ts';

/** The access of one request. */
export interface Access {
  readonly configured: readonly ParameterValue[];
  readonly settings: Transaction['settings'];
}

export interface AccessRules {
  readonly policies: RowPolicies;
  readonly writes: WriteAccess;
  /** Throws a GraphQLError for claims that are not of their declared types. */
  of(claims: Claims): Access;
}

type AccessConfig = Pick<Config, 'claims' | 'session'>;

/** Makes rules of what is right, and reports the mistakes. */
export function readAccess(api: ApiSchema, config: AccessConfig, issues: ConfigIssues): AccessRules {
  const claims = readClaimTypes(config.claims, issues);
  const slots = new ConfiguredSlots(claims, issues);
  const filters = readPolicies(api, slots, issues);
  const relations = readRelationRules(api, slots, issues);
  const operators = new Operators(api.model.operators);
  const compile = (of: ReadonlyMap<Entity, Filter>): RowPolicies => rowPolicies(of, relations, operators);
  const policies = compile(filters);
  const writes = readWriteAccess(api, { slots, issues }, filters, compile);
  const settings = new SettingsOfClaims(config.session, claims, api.model.ownRoles, issues);
  const fixed = slots.slots.every(({ kind }) => kind === 'value') && settings.isEmpty;
  const read = (given: Claims): Access => ({
    configured: slots.slots.map((slot) => valueOf(slot, given)),
    settings: settings.of(given),
  });
  if (!fixed) return { policies, writes, of: read };
  const same = read(null);
  return { policies, writes, of: () => same };
}

function valueOf(slot: Configured, claims: Claims): ParameterValue {
  return slot.kind === 'value' ? slot.value : readClaim(slot.claim, claims);
}
