import type { Entity } from '../../schema/model/model.ts';

/**
 * Makes the name of a configured field unique to the type, because a type has the fields of its base as well, and those
 * may have other types.
 */
export function ownName({ name }: Entity, field: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1) + field;
}
