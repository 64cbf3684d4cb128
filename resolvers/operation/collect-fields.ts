/**
 * The selection set of an operation with fragments spread, conditions applied and fields of one response key merged
 * (GraphQL's CollectFields), each field with its meaning in the model. It is made once per document and set of
 * conditions.
 */
import {
  getDirectiveValues,
  getNamedType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLDirective,
  type GraphQLField,
  GraphQLIncludeDirective,
  isAbstractType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  GraphQLSkipDirective,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Guard } from '../../loaders/plan/read/select-plan.ts';
import type { FieldSource, ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { Entity, Relation, Subtype } from '../../schema/model/model.ts';
import { haveOneText, isAlike } from './exact-types.ts';
import type { VariableValues } from './variables.ts';

export interface CollectedField {
  readonly key: string;
  /** The response keys from the root. */
  readonly path: string;
  /**
   * The meaning of the field: null for `__typename`, and `foreign` for a field that graphql-js answers alone, such as
   * `__schema`.
   */
  readonly source: FieldSource | { readonly kind: 'foreign' } | null;
  readonly definition: GraphQLField<unknown, unknown> | null;
  /** The to-one that leads to the row with the field, or null if the object itself has it. */
  readonly via: BaseRelation | null;
  /** The first of the merged nodes. GraphQL validation has made sure that all have equal arguments. */
  readonly node: FieldNode;
  readonly nodes: readonly FieldNode[];
  readonly children: readonly CollectedField[];
  /** The custom field that requires this one, or null if the client selects it. */
  readonly requiredBy: string | null;
}

export interface BaseRelation {
  readonly relation: Relation;
  readonly guard: Guard | null;
}

/** A row as one of the types of its entity. */
interface SeenAs {
  readonly variant: Subtype;
  readonly guard: Guard;
}

export interface CollectContext {
  readonly api: ApiSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: VariableValues;
  /** The custom field whose requirements are collected. */
  readonly requiredBy?: string;
}

export function collectFields(context: CollectContext, operation: OperationDefinitionNode): readonly CollectedField[] {
  const query = context.api.schema.getQueryType();
  return query ? collectObject(context, query, [operation.selectionSet], '') : [];
}

/** Collects the selection on rows of an entity that a resolver gives. */
export function collectFieldsOfRows(
  context: CollectContext,
  entity: Entity,
  nodes: readonly FieldNode[],
  path: string,
): readonly CollectedField[] {
  const type = context.api.schema.getType(entity.name);
  const sets = nodes.flatMap((each) => each.selectionSet ?? []);
  return isObjectType(type) ? collectObject(context, type, sets, path) : [];
}

function collectObject(
  context: CollectContext,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  path: string,
  seenAs: SeenAs | null = null,
): readonly CollectedField[] {
  const groups = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  for (const set of sets) collectSelectionSet(context, type, set.selections, groups, spread);
  const fields: CollectedField[] = [];
  for (const [key, nodes] of groups) {
    const [node] = nodes;
    if (node)
      fields.push(collectedField(context, type, seenAs, { key, path: path ? `${path}.${key}` : key, node, nodes }));
  }
  return fields;
}

function collectSelectionSet(
  context: CollectContext,
  type: GraphQLObjectType,
  selections: readonly SelectionNode[],
  groups: Map<string, FieldNode[]>,
  spread: Set<string>,
): void {
  for (const selection of selections) {
    if (!shouldInclude(selection, context.variables)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const nodes = groups.get(key);
      if (nodes) nodes.push(selection);
      else groups.set(key, [selection]);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value ?? type.name;
      if (doesFragmentConditionMatch(context, condition, type))
        collectSelectionSet(context, type, selection.selectionSet.selections, groups, spread);
    } else if (!spread.has(selection.name.value)) {
      spread.add(selection.name.value);
      const fragment = context.fragments.get(selection.name.value);
      if (fragment && doesFragmentConditionMatch(context, fragment.typeCondition.name.value, type)) {
        collectSelectionSet(context, type, fragment.selectionSet.selections, groups, spread);
      }
    }
  }
}

function doesFragmentConditionMatch({ api }: CollectContext, condition: string, type: GraphQLObjectType): boolean {
  if (condition === type.name) return true;
  const { schema } = api;
  const abstract = schema.getType(condition);
  return isAbstractType(abstract) && schema.isSubType(abstract, type);
}

export function shouldInclude(node: SelectionNode, variables: VariableValues): boolean {
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

/** The place of a field. */
type Site = Pick<CollectedField, 'key' | 'path' | 'node' | 'nodes'>;

function collectedField(
  context: CollectContext,
  type: GraphQLObjectType,
  seenAs: SeenAs | null,
  site: Site,
): CollectedField {
  const name = site.node.name.value;
  const requiredBy = context.requiredBy ?? null;
  const unknown = { ...site, source: null, via: null, definition: null, children: [], requiredBy };
  if (name === '__typename') return unknown;
  const definition = type.getFields()[name];
  const source = context.api.fields.get(type.name, name);
  if (!definition || !source) return { ...unknown, source: { kind: 'foreign' } };
  const held = heldByBase(source, seenAs);
  const own = held ?? (source.kind === 'baseField' ? source.source : source);
  const below = { ...site, source: own, via: held ? null : baseRelationOf(source, seenAs), definition, requiredBy };
  if (own.kind === 'custom') {
    const required = own.custom.requires ? [own.custom.requires] : [];
    const children = collectObject({ ...context, requiredBy: site.path }, type, required, site.path, seenAs);
    // Each requirement knows the row that it belongs to.
    return { ...below, via: null, children };
  }
  return { ...below, children: collectSubfields(context, own, getNamedType(definition.type), site) };
}

/** A field of the subtype's row may be selected on the row of its base, and the other way round. */
function baseRelationOf(source: FieldSource, seenAs: SeenAs | null): BaseRelation | null {
  if (source.kind === 'baseField') return seenAs ? null : { relation: source.relation, guard: null };
  return seenAs?.variant.relation ? { relation: seenAs.variant.relation, guard: seenAs.guard } : null;
}

/** A key that the row of the base has as well. For it alone, the table of the subtype is not read. */
function heldByBase(source: FieldSource, seenAs: SeenAs | null): FieldSource | null {
  if (source.kind !== 'column') return null;
  const pair = seenAs?.variant.relation?.pairs.find(({ remote }) => remote === source.column);
  if (!pair || !isAlike(pair)) return null;
  const isOneField = pair.local.field === pair.remote.field;
  return isOneField || haveOneText(pair) ? { kind: 'column', column: pair.local } : null;
}

function collectSubfields(
  context: CollectContext,
  source: FieldSource,
  target: GraphQLNamedType,
  { nodes, path }: Site,
): readonly CollectedField[] {
  const sets = nodes.flatMap((each) => each.selectionSet ?? []);
  const { entities, interfaces } = context.api;
  // A composite column is read as a whole, and the value of a resolver is not known yet, so only graphql-js goes below.
  if (source.kind === 'column' || source.kind === 'resolver') return [];
  if (source.kind === 'rootFunction' && source.function.value) return [];
  if (source.kind === 'entities' || source.kind === 'rootNode')
    return collectTypes(context, [...entities.values()], nodes, path);
  if (source.kind === 'union') {
    const targets = source.union.types.flatMap(({ relation }) => seenTypes(relation.target));
    return collectTypes(context, targets, nodes, path);
  }
  const abstract = interfaces.get(target.name);
  if (abstract) return collectTypes(context, seenTypes(abstract), nodes, path);
  return isObjectType(target) ? collectObject(context, target, sets, path) : [];
}

/** An object type, and the way in which its rows were found. */
interface SeenType {
  readonly entity: Entity;
  readonly seenAs?: SeenAs;
}

/** Returns the types that rows of an entity can have. */
function seenTypes(entity: Entity): readonly SeenType[] {
  const { subtypes } = entity;
  if (!subtypes) return [{ entity }];
  return subtypes.types.map((subtype) => {
    return {
      entity: subtype.entity,
      seenAs: { variant: subtype, guard: { column: subtypes.discriminator, value: subtype.value } },
    };
  });
}

/** Makes one child per object type that may come. The rows or the representations tell which one comes. */
function collectTypes(
  context: CollectContext,
  types: readonly SeenType[],
  nodes: readonly FieldNode[],
  path: string,
): readonly CollectedField[] {
  const sets = nodes.flatMap((each) => each.selectionSet ?? []);
  const [node] = nodes;
  return types.flatMap(({ entity, seenAs }) => {
    const type = context.api.schema.getType(entity.name);
    if (!node || !isObjectType(type)) return [];
    const children = collectObject(context, type, sets, path, seenAs);
    const source = { kind: 'entity', entity } as const;
    return [{ key: entity.name, path, source, via: null, definition: null, node, nodes, children, requiredBy: null }];
  });
}
