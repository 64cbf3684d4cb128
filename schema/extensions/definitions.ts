/** What the type definitions of a program may hold. */
import {
  type DefinitionNode,
  type InterfaceTypeExtensionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  print,
  type TypeNode,
  visit,
} from 'graphql';
import type { WithFields } from './shared-fields.ts';

const KINDS: ReadonlySet<string> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
  Kind.UNION_TYPE_DEFINITION,
]);

export function isDefinable({ kind }: DefinitionNode): boolean {
  return KINDS.has(kind);
}

export function isObject(definition: DefinitionNode): definition is ObjectTypeDefinitionNode {
  return definition.kind === Kind.OBJECT_TYPE_DEFINITION;
}

export function isExtension(
  definition: DefinitionNode | WithFields,
): definition is ObjectTypeExtensionNode | InterfaceTypeExtensionNode {
  return definition.kind === Kind.OBJECT_TYPE_EXTENSION || definition.kind === Kind.INTERFACE_TYPE_EXTENSION;
}

/** Null: it has none. */
export function nameOf(definition: DefinitionNode): string | null {
  return 'name' in definition ? (definition.name?.value ?? null) : null;
}

/** The types that it makes use of. */
export function usedTypes(definition: DefinitionNode): readonly string[] {
  const used = new Set<string>();
  visit(definition, { NamedType: ({ name }) => void used.add(name.value) });
  return [...used];
}

/** Scalars are input and output types alike, so this one stands in for any type of a field or an argument. */
const STAND_IN = 'Boolean';

/** The definition without these types, so that nothing is said of them any more. */
export function withoutTypes(definition: DefinitionNode, isLeftOut: (type: string) => boolean): DefinitionNode {
  return visit(definition, {
    NamedType: (node, _key, parent) => {
      if (!isLeftOut(node.name.value)) return undefined;
      // Members of a union and interfaces of a type stand in a list.
      return Array.isArray(parent) ? null : { ...node, name: { ...node.name, value: STAND_IN } };
    },
  });
}

/** Without lists and non-nulls. */
export function typeName(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : typeName(type.type);
}

/** How it begins, for people. */
export function headOf(definition: DefinitionNode): string {
  return (
    print(definition)
      .split(/[\n{(]/)[0]
      ?.trim() || 'an operation'
  );
}
