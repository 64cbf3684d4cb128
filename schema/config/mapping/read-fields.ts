/** Reads the `fields` of an entity. One that has a `resolve` is computed by it, every other one by PostgreSQL. */
import { readCustomField } from '../added/read-extensions.ts';
import type { ComputedMapping } from '../computed/computed-settings.ts';
import { readComputedField } from '../computed/read-computed-settings.ts';
import type { SectionReader } from '../reader/section-reader.ts';
import { isRecord } from '../../util/records.ts';
import { ROW_VERSION } from '../../model/write-rules.ts';
import type { EntityMapping } from './entity-settings.ts';

export function readFields(section: SectionReader): Pick<EntityMapping, 'fields' | 'resolved'> {
  const all = [...section.namedValues('fields')];
  const resolved = all.flatMap(([name, value]) => {
    const field = isResolved(value) ? readCustomField(section.below(`fields.${name}`, value)) : null;
    return field ? [[name, field] as const] : [];
  });
  const computed = all.flatMap(([name, value]) => {
    return isResolved(value) ? [] : [[name, readComputedField(section.below(`fields.${name}`, value))] as const];
  });
  return { fields: new Map([...computed, ...readRowVersion(section)]), resolved: new Map(resolved) };
}

/** `rowVersion: true` is a field over a system column. */
function readRowVersion(section: SectionReader): readonly [string, ComputedMapping][] {
  if (!section.flag('rowVersion', false)) return [];
  const version: ComputedMapping = {
    source: { kind: 'sql', parts: [{ kind: 'row' }, '.xmin::pg_catalog.text'] },
    args: null,
    type: { name: null, required: true },
    description: 'Changes with every update of the row; `ifMatch` takes it.',
    path: `${section.path}.rowVersion`,
    isOfTables: true,
  };
  return [[ROW_VERSION, version]];
}

function isResolved(value: unknown): boolean {
  return isRecord(value) && Object.hasOwn(value, 'resolve');
}
