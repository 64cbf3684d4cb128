/** Finds at boot what composition would refuse at once. */
import {
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  parse,
  type TypeNode,
} from 'graphql';
import type { ApiSchema } from '../graphql/field-sources.ts';
import { typeName } from '../extensions/definitions.ts';
import { ConfigError } from '../config/reader/config-issues.ts';
import { importComposition } from './compose.ts';
import type { FederationSettings } from '../config/federation/federation-settings.ts';

/** No `@override(from:)` has this name. */
const THIS = 'this subgraph';

/**
 * Throws a ConfigError with the errors of composing this subgraph alone. It may still not compose with others. Checks that know the place in
 * the configuration come before; this one finds the rest.
 */
export async function checkSubgraph(
  { sdl }: Pick<ApiSchema, 'sdl'>,
  settings: FederationSettings | null,
): Promise<void> {
  // Only settings can be refused, because the SDL that the gateway makes of a database by itself composes.
  const refused = sdl && settings && says(settings) ? await subgraphErrors(sdl()) : [];
  if (refused.length > 0) throw new ConfigError(refused);
}

function says({ types, stubs, links, definitions }: FederationSettings): boolean {
  return types.size + stubs.size + links.length + definitions.length > 0;
}

async function subgraphErrors(sdl: string): Promise<readonly string[]> {
  const { composeServices } = await importComposition('federation with types, stubs, links or definitions');
  const { errors = [] } = composeServices([{ name: THIS, typeDefs: withoutLists(parse(sdl, { noLocation: true })) }]);
  // Errors about the supergraph name no subgraph. They do not count, for other subgraphs may have what is missing.
  const own = errors.filter(({ message, extensions }) => {
    return extensions['subgraphName'] === THIS && !message.endsWith(' in any subgraph.');
  });
  return own.map(({ message }) => `federation: ${message.replace(`[${THIS}] `, '')}`);
}

/**
 * Connections, aggregates and arguments are nine tenths of the SDL, and no setting changes them. Composition would spend seconds on them.
 */
function withoutLists(document: DocumentNode): DocumentNode {
  const kept = document.definitions.filter((each) => !isInput(each) && (!isObject(each) || isOfInterest(each)));
  const names = new Set(kept.flatMap((each) => ('name' in each && each.name ? [each.name.value] : [])));
  for (const name of ['ID', 'Int', 'Float', 'String', 'Boolean']) names.add(name);
  const definitions = kept.map((each): DefinitionNode => {
    if (!isObject(each)) return each;
    const fields = (each.fields ?? []).filter(({ type }) => names.has(typeName(type)));
    return { ...each, fields: fields.map(withoutTypes) };
  });
  return { ...document, definitions };
}

/** Composition looks whether a field in a field set has arguments, but not at their types. */
function withoutTypes(field: FieldDefinitionNode): FieldDefinitionNode {
  const args = (field.arguments ?? []).map(({ kind, name }): InputValueDefinitionNode => ({ kind, name, type: INT }));
  return { ...field, arguments: args };
}

const INT: TypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'Int' } };

function isInput({ kind }: DefinitionNode): boolean {
  return kind === Kind.INPUT_OBJECT_TYPE_DEFINITION;
}

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode | InterfaceTypeDefinitionNode;

function isObject(node: DefinitionNode): node is ObjectNode {
  return (
    node.kind === Kind.OBJECT_TYPE_DEFINITION ||
    node.kind === Kind.OBJECT_TYPE_EXTENSION ||
    node.kind === Kind.INTERFACE_TYPE_DEFINITION
  );
}

function isOfInterest({ name, directives = [], fields = [], kind }: ObjectNode): boolean {
  if (kind === Kind.INTERFACE_TYPE_DEFINITION || name.value === 'Query' || directives.length > 0) return true;
  return (
    fields.some((field) => (field.directives ?? []).length > 0) || !/(Connection|Edge|Aggregate\w*)$/.test(name.value)
  );
}
