/** Names that the configuration gives to types. A table that is not renamed keeps its name, whatever its neighbours become. */
import type { EntityName } from '../../naming/entity-names.ts';
import { plural } from '../../naming/inflect.ts';
import { camel, nameProblem, words } from '../../naming/naming.ts';
import { typeCompanions } from '../../naming/type-companions.ts';
import type { UniqueNames } from '../../naming/unique-names.ts';
import type { ConfigIssues } from '../../config/reader/config-issues.ts';
import type { TableMappings } from './match-tables.ts';

/** Claims all names from `free`. */
export function mapNames(
  natural: ReadonlyMap<number, EntityName>,
  mappings: TableMappings,
  free: UniqueNames,
  issues: ConfigIssues,
): ReadonlyMap<number, EntityName> {
  const named = new Map(natural);
  for (const [oid, { type }] of natural) if (!newName(mappings, oid)) free.claim([type], typeCompanions);
  for (const [oid, { plain }] of natural) {
    const name = newName(mappings, oid);
    const path = mappings.get(oid)?.path ?? '';
    if (!name) continue;
    const problem = nameProblem(name) ?? clash(name, free);
    if (problem) issues.at(`${path}.name`, { leavesOut: { names: [name] } }).because(problem);
    else named.set(oid, entityName(free.claim([name], typeCompanions), plain));
  }
  return named;
}

export function entityName(type: string, plain = type): EntityName {
  const parts = words(type);
  return { type, plain, one: camel(parts), many: camel(plural(parts)) };
}

function newName(mappings: TableMappings, oid: number): string | null {
  return mappings.get(oid)?.settings.name ?? null;
}

/** Gives null if nobody has the name, nor one of the names that are made beside a type. */
export function clash(name: string, free: UniqueNames): string | null {
  const taken = [name, ...typeCompanions(name)].find((each) => free.has(each));
  if (taken === undefined) return null;
  return taken === name ? `there is another type "${name}".` : `its own type "${taken}" would clash with another type.`;
}
