/** Selections of rows whose primary keys the program has. */
import { type SelectArguments, NO_ARGUMENTS } from '../../loaders/plan/shared/filter.ts';
import { keyRelation } from '../../loaders/plan/shared/key-relation.ts';
import type { ObjectSelection, Selection } from '../../loaders/plan/read/selection.ts';
import type { Column } from '../../schema/model/model.ts';

/** What is selected of rows by their primary keys, which stand behind `values` values. */
export function rowsByKey(selection: ObjectSelection, key: readonly Column[], values: number, path: string): Selection {
  const { entity } = selection;
  const args: SelectArguments = { ...NO_ARGUMENTS, id: path, keys: key.map((_, position) => values + position) };
  const relation = keyRelation(entity, key);
  const form = { kind: 'one', selection } as const;
  return { fields: [{ kind: 'rows', key: '', path, entity, relation, args, guard: null, load: null, form }] };
}

/** The only root, a list, as rows by their keys; one that cannot be loaded stays what it is. */
export function rootByKey(asked: Selection, values: number): Selection {
  const [root] = asked.fields;
  if (root?.kind !== 'rows') return asked;
  const { entity, form, path } = root;
  if (form.kind === 'connection' || !entity.key) throw new Error(`${path} has no rows by key`);
  return rowsByKey(form.selection, entity.key.columns, values, path);
}
