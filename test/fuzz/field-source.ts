/** The source of a field, on an object type or on an interface whose objects all have the field. */
import { isInterfaceType } from 'graphql';
import type { FieldSource, ApiSchema } from '../../schema/graphql/field-sources.ts';

export function sourceOf({ schema, fields }: ApiSchema, typeName: string, field: string): FieldSource | undefined {
  const type = schema.getType(typeName);
  const [object] = isInterfaceType(type) ? schema.getPossibleTypes(type) : [];
  const source = fields.get(object?.name ?? typeName, field);
  return source?.kind === 'baseField' ? source.source : source;
}
