/** Checks that the fields are there that a custom field requires. */
import { Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { FieldSource } from '../graphql/field-sources.ts';
import type { Relation } from '../model/model.ts';
import type { ReadonlySources } from '../graphql/sources.ts';
import { suggest } from '../util/suggest.ts';

interface RequiresProblem {
  readonly sentence: string;
  /** The field that is not there. */
  readonly missing?: string;
}

/** Gives the problems of a set for the first of the rows' types that has any. */
export function checkRequires(
  set: SelectionSetNode,
  types: readonly string[],
  sources: ReadonlySources<FieldSource>,
): readonly RequiresProblem[] {
  const problems = types.map((type) => set.selections.flatMap((selection) => checkField(selection, type, sources)));
  return problems.find(({ length }) => length > 0) ?? [];
}

function checkField(
  selection: SelectionNode,
  type: string,
  sources: ReadonlySources<FieldSource>,
): readonly RequiresProblem[] {
  if (selection.kind !== Kind.FIELD || selection.alias || selection.arguments?.length || selection.directives?.length)
    return [{ sentence: 'names of fields are all that can stand here; use context.loaders for more.' }];
  const name = selection.name.value;
  const coordinate = `${type}.${name}`;
  const said = sources.get(type, name);
  const source = said?.kind === 'baseField' ? said.source : said;
  switch (source?.kind) {
    case undefined: {
      const hint = suggest(name, sources.of(type).keys());
      return [{ sentence: `${coordinate} is not there.${hint}`, missing: name }];
    }
    case 'column':
      return selection.selectionSet ? [{ sentence: `${coordinate} is a value; nothing can be asked below it.` }] : [];
    case 'one':
    case 'many':
    case 'tree': {
      if (selection.selectionSet) return checkRequires(selection.selectionSet, typesOf(source.relation), sources);
      const example = `${name}.${anyColumn(source)}`;
      return [{ sentence: `${coordinate} leads to rows; say what is needed of them, such as ${example}.` }];
    }
    case 'custom':
      return [{ sentence: `${coordinate} is itself computed; require what it is made from.` }];
    default:
      return [{ sentence: `${coordinate} is neither a column nor a relation; use context.loaders for it.` }];
  }
}

function typesOf({ target }: Relation): readonly string[] {
  return target.subtypes?.types.map(({ entity }) => entity.name) ?? [target.name];
}

function anyColumn({ relation }: Extract<FieldSource, { kind: 'one' | 'many' | 'tree' }>): string {
  return relation.target.columns[0]?.field ?? 'id';
}
