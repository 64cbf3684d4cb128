/** The columns and fields that the selection of a payload needs of the rows that are written. */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLResolveInfo,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Column, Entity } from '../../schema/model/model.ts';

/** The fields of a payload that the client selects, by name: each with its nodes. */
export function payloadFields(info: GraphQLResolveInfo): ReadonlyMap<string, readonly FieldNode[]> {
  return fieldsOf(
    info,
    info.fieldNodes.flatMap(({ selectionSet }) => selectionSet ?? []),
  );
}

/** The columns of an entity that the client selects of its rows: rather one too many, where fragments and directives decide. */
export function selectedColumns(
  info: GraphQLResolveInfo,
  { columns }: Entity,
  nodes: readonly FieldNode[],
): readonly Column[] {
  const names = fieldsOf(
    info,
    nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
  );
  return columns.filter(({ field, computed }) => !computed && names.has(field));
}

/** Nothing is selected but columns, so that whoever has the columns needs no statement. */
export function selectsColumnsAlone(info: GraphQLResolveInfo, entity: Entity, nodes: readonly FieldNode[]): boolean {
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const names = [...fieldsOf(info, sets).keys()].filter((name) => name !== '__typename');
  return names.length === selectedColumns(info, entity, nodes).length;
}

export function byResponseKey(nodes: readonly FieldNode[]): ReadonlyMap<string, readonly FieldNode[]> {
  return Map.groupBy(nodes, ({ alias, name }) => (alias ?? name).value);
}

/** The info that graphql-js would give for a field of the payload, before it gets there. */
export function belowPayload(
  info: GraphQLResolveInfo,
  key: string,
  fieldNodes: readonly FieldNode[],
): GraphQLResolveInfo {
  const parentType = getNamedType(info.returnType);
  const [node] = fieldNodes;
  if (!node || !isObjectType(parentType)) throw new Error(`${info.fieldName} gives no payload`);
  const { name } = node;
  const returnType = parentType.getFields()[name.value]?.type ?? info.returnType;
  const path = { prev: info.path, key, typename: parentType.name };
  return { ...info, fieldName: name.value, fieldNodes: [...fieldNodes], parentType, returnType, path };
}

/** The response key of the operation's last field, in the order of their execution. */
export function lastField(info: GraphQLResolveInfo): string {
  return [...rootFields(info).keys()].at(-1) ?? '';
}

/** The operation has no other field. */
export function isOnlyField(info: GraphQLResolveInfo): boolean {
  return rootFields(info).size === 1;
}

function rootFields(info: GraphQLResolveInfo): ReadonlyMap<string, readonly FieldNode[]> {
  return byResponseKey(nodesOf(info, [info.operation.selectionSet]));
}

function fieldsOf(
  info: GraphQLResolveInfo,
  sets: readonly SelectionSetNode[],
): ReadonlyMap<string, readonly FieldNode[]> {
  return Map.groupBy(nodesOf(info, sets), ({ name }) => name.value);
}

/** The response keys of the fields of an operation, in the order of their execution. */
export function rootKeys(
  { selectionSet }: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly string[] {
  const nodes = nodesOf({ fragments: Object.fromEntries(fragments) }, [selectionSet]);
  return [...byResponseKey(nodes).keys()];
}

/** In document order, through fragments. */
function nodesOf(
  { fragments }: Pick<GraphQLResolveInfo, 'fragments'>,
  sets: readonly SelectionSetNode[],
): readonly FieldNode[] {
  const walk = ({ selections }: SelectionSetNode): readonly FieldNode[] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      const { selectionSet } =
        selection.kind === Kind.FRAGMENT_SPREAD ? (fragments[selection.name.value] ?? {}) : selection;
      return selectionSet ? walk(selectionSet) : [];
    });
  return sets.flatMap(walk);
}
