/** Type definitions may say beside a type what the field requires: `fullName: String! @requires(fields: "firstName lastName")`. */
import { type FieldDefinitionNode, Kind } from 'graphql';

/** Gives the field without the directive, which does not belong to the API, and the set of fields. */
export function takeRequires(field: FieldDefinitionNode): { node: FieldDefinitionNode; requires: string | null } {
  const directives = field.directives ?? [];
  const own = directives.find(({ name }) => name.value === 'requires');
  const value = own?.arguments?.find(({ name }) => name.value === 'fields')?.value;
  if (value?.kind !== Kind.STRING) return { node: field, requires: null };
  return { node: { ...field, directives: directives.filter((each) => each !== own) }, requires: value.value };
}
