/**
 * The selection set of an operation with fragments spread, conditions settled and fields of one response key merged
 * (GraphQL's CollectFields), each field with its meaning in the model. Made once per document and set of conditions.
 */
import {
  getDirectiveValues,
  getNamedType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLDirective,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  GraphQLSkipDirective,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { FieldSource, GatewaySchema } from '../schema/field-sources.ts';
import type { VariableValues } from './variables.ts';

export interface OutlineField {
  readonly key: string;
  /** Response keys from the root. */
  readonly path: string;
  /** Null: `__typename`. `foreign`: a field that graphql-js answers by itself, such as `__schema`. */
  readonly source: FieldSource | { readonly kind: 'foreign' } | null;
  readonly definition: GraphQLField<unknown, unknown> | null;
  /** The first of the merged nodes; GraphQL validation has made sure that all have equal arguments. */
  readonly node: FieldNode;
  readonly nodes: readonly FieldNode[];
  readonly children: readonly OutlineField[];
}

export interface OutlineContext {
  readonly gateway: GatewaySchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: VariableValues;
}

export function outline(context: OutlineContext, operation: OperationDefinitionNode): readonly OutlineField[] {
  const query = context.gateway.schema.getQueryType();
  return query ? outlineObject(context, query, [operation.selectionSet], '') : [];
}

function outlineObject(
  context: OutlineContext,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  path: string,
): readonly OutlineField[] {
  const groups = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  for (const set of sets) gather(context, type, set.selections, groups, spread);
  const fields: OutlineField[] = [];
  for (const [key, nodes] of groups) {
    const field = outlineField(context, type, key, nodes, path);
    if (field) fields.push(field);
  }
  return fields;
}

function gather(
  context: OutlineContext,
  type: GraphQLObjectType,
  selections: readonly SelectionNode[],
  groups: Map<string, FieldNode[]>,
  spread: Set<string>,
): void {
  for (const selection of selections) {
    if (!included(selection, context.variables)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const nodes = groups.get(key);
      if (nodes) nodes.push(selection);
      else groups.set(key, [selection]);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value ?? type.name;
      if (applies(context, condition, type)) gather(context, type, selection.selectionSet.selections, groups, spread);
    } else if (!spread.has(selection.name.value)) {
      spread.add(selection.name.value);
      const fragment = context.fragments.get(selection.name.value);
      if (fragment && applies(context, fragment.typeCondition.name.value, type)) {
        gather(context, type, fragment.selectionSet.selections, groups, spread);
      }
    }
  }
}

function applies({ gateway }: OutlineContext, condition: string, { name }: GraphQLObjectType): boolean {
  return condition === name || (condition === '_Entity' && gateway.entities.has(name));
}

export function included(node: SelectionNode, variables: VariableValues): boolean {
  if (!node.directives || node.directives.length === 0) return true;
  return (
    !condition(GraphQLSkipDirective, node, variables, false) &&
    condition(GraphQLIncludeDirective, node, variables, true)
  );
}

function condition(
  directive: GraphQLDirective,
  node: SelectionNode,
  variables: VariableValues,
  otherwise: boolean,
): boolean {
  const values = getDirectiveValues(directive, node, variables);
  return values ? values['if'] === true : otherwise;
}

function outlineField(
  context: OutlineContext,
  type: GraphQLObjectType,
  key: string,
  nodes: readonly FieldNode[],
  above: string,
): OutlineField | null {
  const [node] = nodes;
  if (!node) return null;
  const name = node.name.value;
  const path = above ? `${above}.${key}` : key;
  if (name === '__typename') return { key, path, source: null, definition: null, node, nodes, children: [] };
  const definition = type.getFields()[name];
  const source = context.gateway.fields.get(`${type.name}.${name}`);
  if (!definition || !source) {
    return { key, path, source: { kind: 'foreign' }, definition: null, node, nodes, children: [] };
  }
  const target = getNamedType(definition.type);
  const sets = nodes.flatMap((each) => each.selectionSet ?? []);
  if (source.kind === 'entities') {
    return { key, path, source, definition, node, nodes, children: outlineEntities(context, sets, path, nodes) };
  }
  // A composite column is read as a whole: its selection set concerns graphql-js alone.
  const children = source.kind !== 'column' && isObjectType(target) ? outlineObject(context, target, sets, path) : [];
  return { key, path, source, definition, node, nodes, children };
}

/** One child per type of entity that could come: which ones do, the representations say. */
function outlineEntities(
  context: OutlineContext,
  sets: readonly SelectionSetNode[],
  path: string,
  nodes: readonly FieldNode[],
): readonly OutlineField[] {
  const [node] = nodes;
  return [...context.gateway.entities].flatMap(([name, { entity }]) => {
    const type = context.gateway.schema.getType(name);
    if (!node || !isObjectType(type)) return [];
    const children = outlineObject(context, type, sets, path);
    return [{ key: name, path, source: { kind: 'entity', entity }, definition: null, node, nodes, children } as const];
  });
}
