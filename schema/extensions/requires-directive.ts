/** `fullName: String! @requires(fields: "firstName lastName")`: what a field requires, said beside its type. */
import { type FieldDefinitionNode, Kind } from 'graphql';

/** The field without the directive, which is no part of the API, and what it says. */
export function takeRequires(field: FieldDefinitionNode): { node: FieldDefinitionNode; requires: string | null } {
  const directives = field.directives ?? [];
  const own = directives.find(({ name }) => name.value === 'requires');
  const value = own?.arguments?.find(({ name }) => name.value === 'fields')?.value;
  if (value?.kind !== Kind.STRING) return { node: field, requires: null };
  return { node: { ...field, directives: directives.filter((each) => each !== own) }, requires: value.value };
}
