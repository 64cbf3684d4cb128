/** Entities whose rows are of several types: what all of them have in common, and what each is. */
import type { Entity } from './model.ts';

/** Whether every type of the entity's rows has a field. */
export function isShared(entity: Entity): (field: string) => boolean {
  const overRows = (entity.variants?.types ?? []).filter(({ relation }) => !relation);
  const fields = overRows.map((variant) => new Set(fieldsOf(variant.entity)));
  return (field) => fields.every((each) => each.has(field));
}

/** The entities whose object types rows of an entity are of. */
export function objectsOf(entity: Entity): readonly Entity[] {
  return entity.variants ? entity.variants.types.map((type) => type.entity) : [entity];
}

/** The fields of a base that an entity with a table of its own does not have itself. */
export function inheritedFields(entity: Entity, base: Entity): readonly string[] {
  const own = new Set(fieldsOf(entity));
  return fieldsOf(base).filter((field) => !own.has(field) && isShared(base)(field));
}

/** The names of all fields that an entity has itself. */
export function fieldsOf({ columns, computed, relations, choices }: Entity): readonly string[] {
  const named = [...columns, ...computed, ...relations, ...choices].map(({ field }) => field);
  return [
    ...named,
    ...relations.flatMap(({ siblings }) => (siblings ? [siblings.connection, siblings.aggregate] : [])),
  ];
}
