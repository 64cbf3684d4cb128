import type { Filter } from '../../loaders/plan/shared/filter.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import type { ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import type { Entity } from '../../schema/model/model.ts';
import { WhereReader } from '../arguments/where-reader.ts';
import type { ConfiguredSlots } from './configured-slots.ts';
import { ConfiguredWhere } from './configured-where.ts';

interface Condition {
  /** The entity whose rows the condition filters. */
  readonly entity: Entity;
  readonly where: unknown;
  readonly path: string;
}

/** Turns a `where` of the configuration into a filter. Gives null where something is wrong, and reports it. */
export function readCondition(
  api: ApiSchema,
  slots: ConfiguredSlots,
  issues: ConfigIssues,
  { entity, where, path }: Condition,
): Filter | null {
  const { configured, textSearch } = api;
  const { inputs } = configured;
  const type = configured.whereOf(entity);
  const scope = issues.at(path);
  const checked = new ConfiguredWhere(api, slots, issues).check(type, where, path);
  try {
    return new WhereReader({ inputs, textSearch }, slots).read(type, checked, path);
  } catch (error) {
    if (!scope.hasIssues) issues.report({ path, message: messageOf(error), leavesOut: {} });
    return null;
  }
}
