/**
 * Prints the SDL of the subgraph. graphql's own printer leaves out what federation needs: applied directives, `extend type`, links on the
 * schema. They are added to the syntax tree of its output.
 */
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  printSchema,
} from 'graphql';
import { directiveName, FEDERATION_DIRECTIVES, quote } from './directives.ts';
import type { FederationSettings } from '../config/federation/federation-settings.ts';

/** Additions of federation to the schema. */
export interface SdlAdditions {
  /** Applied directives by coordinate: `Product`, `Product.sku`. */
  readonly directives: ReadonlyMap<string, readonly string[]>;
  /** Types that belong to other subgraphs. */
  readonly extended: ReadonlySet<string>;
}

/** Types and directives that only the gateway itself uses. */
const HIDDEN = new Set(['_Any', '_Entity', '_Service', 'LoadStrategy', 'load']);
const HIDDEN_FIELDS = new Set(['_service', '_entities']);

export function printSdl(schema: GraphQLSchema, settings: FederationSettings, additions: SdlAdditions): string {
  const { definitions } = parse(printSchema(schema), { noLocation: true });
  const types = definitions.flatMap((definition) => printed(definition, additions));
  const parts = [schemaExtension(settings, additions), settings.definitions.trim(), ...types.map(print)];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function schemaExtension({ version, links, composeDirectives }: FederationSettings, additions: SdlAdditions): string {
  const applied = [...additions.directives.values()].flat().map(directiveName);
  const used = new Set([...applied, ...(composeDirectives.length > 0 ? ['composeDirective'] : [])]);
  const imports = [...FEDERATION_DIRECTIVES.keys()].filter((name) => used.has(name)).map((name) => `@${name}`);
  const lines = [
    link(`https://specs.apollo.dev/federation/v${version}`, imports),
    ...links.map((each) => link(each.url, each.import)),
    ...composeDirectives.map((name) => `@composeDirective(name: ${quote(name.replace(/^@?/, '@'))})`),
  ];
  return ['extend schema', ...lines.map((line) => `  ${line}`)].join('\n');
}

function link(url: string, imports: readonly string[]): string {
  const list = imports.length > 0 ? `, import: [${imports.map(quote).join(', ')}]` : '';
  return `@link(url: ${quote(url)}${list})`;
}

function printed(definition: DefinitionNode, additions: SdlAdditions): DefinitionNode[] {
  if (!('name' in definition) || !definition.name || HIDDEN.has(definition.name.value)) return [];
  const directives = additions.directives.get(definition.name.value);
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
      return printedObject(
        { ...withDirectives(definition, directives), fields: fieldsOf(definition, additions) },
        additions,
      );
    case Kind.INTERFACE_TYPE_DEFINITION:
      return [{ ...withDirectives(definition, directives), fields: fieldsOf(definition, additions) }];
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      // Apollo's composition does not know @oneOf; the gateway itself holds its clients to it all the same.
      return [withDirectives({ ...definition, directives: [] }, directives)];
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.UNION_TYPE_DEFINITION:
      return [withDirectives(definition, directives)];
    default:
      return [definition];
  }
}

function printedObject(node: ObjectTypeDefinitionNode, { extended }: SdlAdditions): DefinitionNode[] {
  // The router brings a query type, so one without fields is not printed.
  if (node.fields?.length === 0) return [];
  if (!extended.has(node.name.value)) return [node];
  // A type extension has no description.
  const { description: _, ...bare } = node;
  return [{ ...bare, kind: Kind.OBJECT_TYPE_EXTENSION }];
}

function fieldsOf(
  { name, fields = [] }: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode,
  { directives }: SdlAdditions,
): FieldDefinitionNode[] {
  return fields
    .filter((field) => name.value !== 'Query' || !HIDDEN_FIELDS.has(field.name.value))
    .map((field) => withDirectives(field, directives.get(`${name.value}.${field.name.value}`)));
}

function withDirectives<Node extends { readonly directives?: readonly ConstDirectiveNode[] | undefined }>(
  node: Node,
  directives: readonly string[] | undefined,
): Node {
  return directives
    ? { ...node, directives: [...directives.flatMap(parseDirective), ...(node.directives ?? [])] }
    : node;
}

/** Throws graphql's syntax error. */
export function parseDirective(text: string): readonly ConstDirectiveNode[] {
  const [definition] = parse(`scalar X ${text}`, { noLocation: true }).definitions;
  return definition?.kind === Kind.SCALAR_TYPE_DEFINITION ? (definition.directives ?? []) : [];
}
