import type { Entity } from '../../schema/model/model.ts';

/** Of a field that a configuration adds: a type has the fields of its base too, and those may be of other types. */
export function ownName({ name }: Entity, field: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1) + field;
}
