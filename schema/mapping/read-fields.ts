/** The `fields` of an entity: what has a `resolve` is computed by it, everything else by PostgreSQL. */
import { isRecord, type Part } from '../config-part.ts';
import { readResolvedField } from '../added/read-settings.ts';
import type { EntityMapping } from './settings.ts';

export function readFields(part: Part): Pick<EntityMapping, 'fields' | 'resolved'> {
  const all = [...part.namedValues('fields')];
  const resolved = all.flatMap(([name, value]) => {
    const field = isResolved(value) ? readResolvedField(part.below(`fields.${name}`, value)) : null;
    return field ? [[name, field] as const] : [];
  });
  return { fields: new Map(all.filter(([, value]) => !isResolved(value))), resolved: new Map(resolved) };
}

function isResolved(value: unknown): boolean {
  return isRecord(value) && Object.hasOwn(value, 'resolve');
}
