/** The names of relations without any configuration. The configuration uses them, whatever else it renames. */
import type { EntityDraft } from '../tables/build-entity.ts';
import type { Relation, TableName } from '../../model/model.ts';

export type NaturalNames = (relation: Relation) => string;

/** `drafts` are those that there would be without any configuration. */
export function naturalNames(drafts: readonly EntityDraft[]): NaturalNames {
  const relations = drafts.flatMap((draft) => draft.relations);
  const names = new Map(relations.map((relation) => [identity(relation), relation.field]));
  return (relation) => names.get(identity(relation)) ?? relation.field;
}

function identity({ source, target, constraint, direction, junction, tree }: Relation): string {
  const tables = [source.table, target.table].map(({ schema, name }: TableName) => [schema, name]);
  return JSON.stringify([tables, constraint, direction, junction?.constraints, tree]);
}
