/** Entities whose rows are of several types: what all of them have in common, and what each is. */
import type { Entity } from './model.ts';

/** Whether every type of the entity's rows has a field. */
export function isShared(entity: Entity): (field: string) => boolean {
  const overRows = (entity.subtypes?.types ?? []).filter(({ relation }) => !relation);
  const fields = overRows.map((subtype) => new Set(fieldsOf(subtype.entity)));
  return (field) => fields.every((each) => each.has(field));
}

/** The entities whose object types rows of an entity are of. */
export function objectsOf(entity: Entity): readonly Entity[] {
  return entity.subtypes ? entity.subtypes.types.map((type) => type.entity) : [entity];
}

/** The fields of a base that an entity with a table of its own does not have itself. */
export function baseFields(entity: Entity, base: Entity): readonly string[] {
  const own = new Set(fieldsOf(entity));
  return fieldsOf(base).filter((field) => !own.has(field) && isShared(base)(field));
}

/** The names of all fields that an entity has itself. */
export function fieldsOf({ columns, computed, relations, unions }: Entity): readonly string[] {
  const named = [...columns, ...computed, ...relations, ...unions].map(({ field }) => field);
  return [
    ...named,
    ...relations.flatMap(({ siblings }) => (siblings ? [siblings.connection, siblings.aggregate] : [])),
  ];
}
