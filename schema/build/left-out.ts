/** What the configuration speaks of and the model has not, because something about it is wrong. */
import { camelCase } from '../naming/naming.ts';
import { isOwn } from './relations/configured-relations.ts';
import type { LeftOut } from '../config/reader/mistakes.ts';
import { ALL, type EntityMapping } from '../config/mapping/entity-settings.ts';

/** By the paths that mistakes begin with. */
export function leftOut(entities: ReadonlyMap<string, EntityMapping>, mistakes: readonly string[]): LeftOut {
  const names = new Set<string>();
  const columns = new Set<string>();
  for (const [name, entity] of entities) {
    const path = `entities.${name}`;
    const isUnknown = mistakes.some((mistake) => mistake.startsWith(`${path} is `));
    const isWrong = (at: string): boolean => isUnknown || mistakes.some((mistake) => isAbout(mistake, `${path}.${at}`));
    for (const [at, given] of givenNames(entity)) if (isWrong(at)) names.add(given);
    for (const [column, settings] of entity.columns) {
      if (!isWrong(`columns.${column}.type`)) continue;
      for (const each of [column, camelCase(column), settings.name ?? column]) columns.add(each);
    }
  }
  return { names, columns };
}

/** Every name that is made here, with the place where it is. */
function givenNames(entity: EntityMapping): (readonly [at: string, name: string])[] {
  const { name, columns, relations, fields, unions, variants } = entity;
  const given: (readonly [string, string | null | undefined])[] = [['name', name]];
  for (const [column, settings] of columns) given.push([`columns.${column}`, settings.name]);
  for (const [relation, settings] of relations) {
    if (relation !== ALL) given.push([`relations.${relation}`, settings.name ?? (isOwn(settings) ? relation : null)]);
  }
  for (const field of fields.keys()) given.push([`fields.${field}`, field]);
  for (const [field, union] of unions) given.push([`unions.${field}`, field], [`unions.${field}`, union.name]);
  for (const type of [variants?.interface, ...(variants?.types.keys() ?? [])]) given.push(['variants', type]);
  return given.flatMap(([at, each]) => (each ? [[at, each] as const] : []));
}

function isAbout(mistake: string, path: string): boolean {
  return mistake.startsWith(path) && !/^[\w$]/.test(mistake.slice(path.length));
}
