/** The definitions that the SDL of a program may hold. */
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

/** Gives null for a definition without a name. */
export function nameOf(definition: DefinitionNode): string | null {
  return 'name' in definition ? (definition.name?.value ?? null) : null;
}

/** Gives the types that a definition uses. */
export function usedTypes(definition: DefinitionNode): readonly string[] {
  const used = new Set<string>();
  visit(definition, { NamedType: ({ name }) => void used.add(name.value) });
  return [...used];
}

/** Scalars are input and output types alike, so this one stands in for any type of a field or an argument. */
const STAND_IN = 'Boolean';

/** Gives the definition without references to types that were left out, so that graphql does not report them. */
export function withoutTypes(definition: DefinitionNode, isLeftOut: (type: string) => boolean): DefinitionNode {
  return visit(definition, {
    NamedType: (node, _key, parent) => {
      if (!isLeftOut(node.name.value)) return undefined;
      // The members of a union and the interfaces of a type stand in a list.
      return Array.isArray(parent) ? null : { ...node, name: { ...node.name, value: STAND_IN } };
    },
  });
}

/** Gives the name of the type inside lists and non-nulls. */
export function typeName(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : typeName(type.type);
}

/** Gives the beginning of the definition, for people. */
export function headOf(definition: DefinitionNode): string {
  return (
    print(definition)
      .split(/[\n{(]/)[0]
      ?.trim() || 'an operation'
  );
}
