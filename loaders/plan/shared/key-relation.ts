/** An entity related to itself by a key: the far row is the row. Its near side are keys from anywhere. */
import type { Column, Entity, Relation } from '../../../schema/model/model.ts';

export function keyRelation(entity: Entity, columns: readonly Column[]): Relation {
  return {
    field: 'self',
    source: entity,
    target: entity,
    kind: 'one',
    direction: 'forward',
    constraint: null,
    configured: null,
    on: null,
    pairs: columns.map((column) => ({ local: column, remote: column })),
    junction: null,
    nullable: true,
    tree: null,
    siblings: null,
    load: 'selectin',
    criteria: null,
    orderBy: null,
    description: null,
  };
}
