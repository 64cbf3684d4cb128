import type { Filter } from '../../loaders/plan/shared/filter.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import type { Mistakes } from '../../schema/config/reader/mistakes.ts';
import type { Entity } from '../../schema/model/model.ts';
import { WhereReader } from '../arguments/where-reader.ts';
import type { ConfiguredSlots } from './configured-slots.ts';
import { ConfiguredWhere } from './configured-where.ts';

interface Condition {
  /** Of whose rows it is said. */
  readonly entity: Entity;
  readonly where: unknown;
  readonly path: string;
}

/** A `where` of the configuration → filter; null: something is wrong, and has been reported. */
export function readCondition(
  api: ApiSchema,
  slots: ConfiguredSlots,
  mistakes: Mistakes,
  { entity, where, path }: Condition,
): Filter | null {
  const { configured, textSearch } = api;
  const { inputs } = configured;
  const type = configured.whereOf(entity);
  const before = mistakes.all.length;
  const checked = new ConfiguredWhere(api, slots, mistakes).check(type, where, path);
  try {
    return new WhereReader({ inputs, textSearch }, slots).read(type, checked, path);
  } catch (error) {
    if (mistakes.all.length === before) mistakes.all.push(messageOf(error));
    return null;
  }
}
