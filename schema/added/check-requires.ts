/** Whether there is what a field requires. */
import { Kind, type SelectionSetNode } from 'graphql';
import type { FieldSource } from '../field-sources.ts';
import { suggest } from '../suggest.ts';

/** Every mistake in a set, in a person's words. */
export function checkRequires(
  set: SelectionSetNode,
  type: string,
  sources: ReadonlyMap<string, FieldSource>,
): readonly string[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind !== Kind.FIELD || selection.alias || selection.arguments?.length || selection.directives?.length)
      return ['names of fields are all that can stand here; use context.loaders for more.'];
    const name = selection.name.value;
    const source = sources.get(`${type}.${name}`);
    switch (source?.kind) {
      case undefined:
        return [`${type}.${name} is not there.${suggest(name, fieldsOf(type, sources))}`];
      case 'column':
        return selection.selectionSet ? [`${type}.${name} is a value; nothing can be asked below it.`] : [];
      case 'one':
      case 'many':
      case 'tree':
        if (selection.selectionSet) return checkRequires(selection.selectionSet, source.relation.target.name, sources);
        return [`${type}.${name} leads to rows; say what is needed of them, such as ${name}.${anyColumn(source)}.`];
      case 'added':
        return [`${type}.${name} is itself computed; require what it is made from.`];
      default:
        return [`${type}.${name} is neither a column nor a relation; use context.loaders for it.`];
    }
  });
}

function fieldsOf(type: string, sources: ReadonlyMap<string, FieldSource>): readonly string[] {
  const prefix = `${type}.`;
  return [...sources.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
}

function anyColumn({ relation }: Extract<FieldSource, { kind: 'one' | 'many' | 'tree' }>): string {
  return relation.target.columns[0]?.field ?? 'id';
}
