/** Fields that a program defines once, for the interface of an entity's rows, stand in its object types too. */
import {
  type InterfaceTypeExtensionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeExtensionNode,
} from 'graphql';
import type { Entity, Model } from '../model/model.ts';

export type WithFields = ObjectTypeDefinitionNode | ObjectTypeExtensionNode | InterfaceTypeExtensionNode;

/** The names of object types, by the name of their interface. */
export function typesOfInterfaces({ entities }: Model): ReadonlyMap<string, readonly string[]> {
  return new Map(
    entities.flatMap(({ subtypes }) => {
      return subtypes ? [[subtypes.interface, subtypes.types.map(({ entity }) => entity.name)]] : [];
    }),
  );
}

/** Gives the API's name for all rows of an entity. */
export function outputName({ name, subtypes }: Entity): string {
  return subtypes?.interface ?? name;
}

/** Gives the extension of an interface, and those of its types with the fields that they do not define themselves. */
export function shareFields(
  definition: WithFields,
  types: readonly string[],
  isDefined: (coordinate: string) => boolean,
): readonly TypeExtensionNode[] {
  const { name, fields = [], directives, interfaces } = definition;
  const extensions = types.map((type) => {
    const own = fields.filter((field) => !isDefined(`${type}.${field.name.value}`));
    const typeName = { ...name, value: type };
    return { kind: Kind.OBJECT_TYPE_EXTENSION, name: typeName, directives, interfaces, fields: own } as const;
  });
  return [{ kind: Kind.INTERFACE_TYPE_EXTENSION, name, directives, interfaces, fields }, ...extensions];
}
