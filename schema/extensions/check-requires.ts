/** Whether there is what a field requires. */
import { Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { FieldSource } from '../graphql/field-sources.ts';
import type { Relation } from '../model/model.ts';
import type { ReadonlySources } from '../graphql/sources.ts';
import { suggest } from '../util/suggest.ts';

/** Every mistake in a set, in a person's words: that of the first of the rows' types that has any. */
export function checkRequires(
  set: SelectionSetNode,
  types: readonly string[],
  sources: ReadonlySources<FieldSource>,
): readonly string[] {
  const mistakes = types.map((type) => set.selections.flatMap((selection) => checkField(selection, type, sources)));
  return mistakes.find(({ length }) => length > 0) ?? [];
}

function checkField(selection: SelectionNode, type: string, sources: ReadonlySources<FieldSource>): readonly string[] {
  if (selection.kind !== Kind.FIELD || selection.alias || selection.arguments?.length || selection.directives?.length)
    return ['names of fields are all that can stand here; use context.loaders for more.'];
  const name = selection.name.value;
  const said = sources.get(type, name);
  const source = said?.kind === 'baseField' ? said.source : said;
  switch (source?.kind) {
    case undefined:
      return [`${type}.${name} is not there.${suggest(name, sources.of(type).keys())}`];
    case 'column':
      return selection.selectionSet ? [`${type}.${name} is a value; nothing can be asked below it.`] : [];
    case 'one':
    case 'many':
    case 'tree':
      if (selection.selectionSet) return checkRequires(selection.selectionSet, typesOf(source.relation), sources);
      return [`${type}.${name} leads to rows; say what is needed of them, such as ${name}.${anyColumn(source)}.`];
    case 'custom':
      return [`${type}.${name} is itself computed; require what it is made from.`];
    default:
      return [`${type}.${name} is neither a column nor a relation; use context.loaders for it.`];
  }
}

function typesOf({ target }: Relation): readonly string[] {
  return target.subtypes?.types.map(({ entity }) => entity.name) ?? [target.name];
}

function anyColumn({ relation }: Extract<FieldSource, { kind: 'one' | 'many' | 'tree' }>): string {
  return relation.target.columns[0]?.field ?? 'id';
}
