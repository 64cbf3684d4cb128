/** The `fields` of an entity: what has a `resolve` is computed by it, everything else by PostgreSQL. */
import { readResolvedField } from '../added/read-settings.ts';
import { readComputedField } from '../computed/read-settings.ts';
import type { Part } from '../config-part.ts';
import { isRecord } from '../records.ts';
import type { EntityMapping } from './settings.ts';

export function readFields(part: Part): Pick<EntityMapping, 'fields' | 'resolved'> {
  const all = [...part.namedValues('fields')];
  const resolved = all.flatMap(([name, value]) => {
    const field = isResolved(value) ? readResolvedField(part.below(`fields.${name}`, value)) : null;
    return field ? [[name, field] as const] : [];
  });
  const computed = all.flatMap(([name, value]) => {
    return isResolved(value) ? [] : [[name, readComputedField(part.below(`fields.${name}`, value))] as const];
  });
  return { fields: new Map(computed), resolved: new Map(resolved) };
}

function isResolved(value: unknown): boolean {
  return isRecord(value) && Object.hasOwn(value, 'resolve');
}
