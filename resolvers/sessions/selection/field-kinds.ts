/** The kinds of fields, as programs see them. */
import { getNamedType, type GraphQLCompositeType, type GraphQLField, isAbstractType, isObjectType } from 'graphql';
import type { FieldSource, ApiSchema } from '../../../schema/graphql/field-sources.ts';

type Kind = FieldSource['kind'] | undefined;

const RELATIONS = new Set<Kind>(['one', 'many', 'tree', 'manyConnection', 'manyAggregate']);
const PROPERTIES = new Set<Kind>([...RELATIONS, 'column', 'union', 'custom']);
const WHOLES = new Set<Kind>(['manyConnection', 'manyAggregate', 'custom']);

/** Null: a field of the program's own types. Fields of an interface mean what they mean in its types. */
export function sourceOf(api: ApiSchema, type: GraphQLCompositeType, name: string): FieldSource | null {
  const [object] = isAbstractType(type) ? api.schema.getPossibleTypes(type) : [type];
  const source = object && api.fields.get(object.name, name);
  return (source?.kind === 'baseField' ? source.source : source) ?? null;
}

export function isRelation(source: FieldSource | null): boolean {
  return RELATIONS.has(source?.kind);
}

/** A property of a row that stays what it was when it was loaded. */
export function isProperty(source: FieldSource | null): boolean {
  return PROPERTIES.has(source?.kind);
}

/** The selection is part of the value itself. */
export function isWhole(source: FieldSource | null): boolean {
  return WHOLES.has(source?.kind);
}

export function isLazy(source: FieldSource | null): boolean {
  return source !== null && 'relation' in source && source.kind !== 'baseField' && source.relation.load === 'lazy';
}

/** As errors call it. */
export function noun(source: FieldSource | null): string {
  if (source?.kind === 'column') return 'a column';
  if (source === null || source.kind === 'custom' || source.kind === 'resolver') return 'a value';
  return isRelation(source) || source.kind === 'union' ? 'a relation' : 'a part';
}

/** The selection of a composite value or a range, which are read as a whole; undefined for other values. */
export function everything({ type }: GraphQLField<unknown, unknown>): Readonly<Record<string, unknown>> | undefined {
  const named = getNamedType(type);
  if (!isObjectType(named)) return undefined;
  const parts = Object.values(named.getFields()).map((field) => {
    const below = everything(field);
    return [field.name, below ? { select: below } : true] as const;
  });
  return Object.fromEntries(parts);
}
