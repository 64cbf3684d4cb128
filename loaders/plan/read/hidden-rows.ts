/** Tells where rows may be hidden from the client, whom PostgreSQL's estimates and counts of discarded rows would tell of them. */
import type { Entity, Relation } from '../../../schema/model/model.ts';
import { columnsOfList } from '../shared/columns-of.ts';
import { relationsOfList, tablesOf } from '../shared/relations-of.ts';
import type { SelectNode } from './select-plan.ts';

type Asked = Pick<SelectNode, 'entity' | 'relation' | 'args'>;

/** Whether a policy or row security may hide rows. */
export function hasHiddenRows(node: Asked): boolean {
  return entitiesOf(node).some(({ rowSecurity }) => rowSecurity);
}

/** Rows come from where the model does not look: a view, a function, a condition of the configuration. */
export function isOpaque(node: Asked): boolean {
  const isSaid = ({ on, criteria }: Relation): boolean => on !== null || criteria !== null;
  return node.args.call !== null || entitiesOf(node).some(({ kind }) => kind === 'view') || along(node).some(isSaid);
}

/**
 * Whether PostgreSQL's plan of these selects would tell how many rows there are that the client may not see. It is unknown which tables
 * views and the SQL of the configuration read.
 */
export function tellsOfHiddenRows(nodes: readonly Told[], entities: readonly Entity[]): boolean {
  if (nodes.some(hasHiddenRows)) return true;
  return entities.some(({ rowSecurity }) => rowSecurity) && nodes.some(readsInSql);
}

type Told = Asked & Pick<SelectNode, 'columns'>;

function readsInSql(node: Told): boolean {
  return isOpaque(node) || [...node.columns, ...columnsOfList(node.args)].some(({ computed }) => computed);
}

function entitiesOf(node: Asked): readonly Entity[] {
  return [node.entity, ...along(node).flatMap(tablesOf)];
}

function along({ relation, args }: Asked): readonly Relation[] {
  return [...(relation ? [relation] : []), ...relationsOfList(args)];
}
