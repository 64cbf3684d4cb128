/** Reads and prints the field sets of federation directives: `sku variation { id }`. */
import { Kind, type SelectionSetNode } from 'graphql';
import { parseSet } from '../config/reader/requires.ts';

/** A field with the fields below it. A leaf has none. */
export interface FieldSetField {
  readonly name: string;
  readonly fields: readonly FieldSetField[];
}

/** Throws an Error for a person. */
export function parseFieldSet(text: string): readonly FieldSetField[] {
  const set = parseSet(text);
  if (!set || !hasNamesOnly(set)) throw new Error(`"${text}" is not a set of fields such as "sku variation { id }".`);
  return readSet(set);
}

/** Gives no fields for a text that is not a field set. `check-field-set.ts` reports it. */
export function readFieldSet(text: string): readonly FieldSetField[] {
  try {
    return parseFieldSet(text);
  } catch {
    return [];
  }
}

function hasNamesOnly({ selections }: SelectionSetNode): boolean {
  return selections.every((selection) => {
    if (selection.kind !== Kind.FIELD || selection.alias) return false;
    const { arguments: args = [], directives = [], selectionSet } = selection;
    return args.length + directives.length === 0 && (!selectionSet || hasNamesOnly(selectionSet));
  });
}

function readSet({ selections }: SelectionSetNode): FieldSetField[] {
  return selections.flatMap((selection) => {
    if (selection.kind !== Kind.FIELD) return [];
    return { name: selection.name.value, fields: selection.selectionSet ? readSet(selection.selectionSet) : [] };
  });
}

/** Equal sets get one spelling. */
export function printFieldSet(fields: readonly FieldSetField[]): string {
  return fields
    .map(({ name, fields: below }) => (below.length > 0 ? `${name} { ${printFieldSet(below)} }` : name))
    .join(' ');
}

/** Gives the names of all fields, at whatever depth. */
export function namesIn(fields: readonly FieldSetField[]): readonly string[] {
  return fields.flatMap(({ name, fields: below }) => [name, ...namesIn(below)]);
}
