/** Field sets of federation directives: `sku variation { id }`. */
import { Kind, parse, type SelectionSetNode } from 'graphql';

/** A field, with the fields below it; none for a leaf. */
export interface FieldSetField {
  readonly name: string;
  readonly fields: readonly FieldSetField[];
}

/** Throws an Error for a person. */
export function parseFieldSet(text: string): readonly FieldSetField[] {
  try {
    const [operation] = parse(`{ ${text} }`, { noLocation: true }).definitions;
    if (operation?.kind === Kind.OPERATION_DEFINITION) return readSet(operation.selectionSet);
  } catch {
    // The message would speak of a document that nobody has written.
  }
  throw new Error(`"${text}" is no set of fields such as "sku variation { id }".`);
}

/** None where the text is no field set; whoever checks it says so. */
export function readFieldSet(text: string): readonly FieldSetField[] {
  try {
    return parseFieldSet(text);
  } catch {
    return [];
  }
}

function readSet(set: SelectionSetNode): FieldSetField[] {
  return set.selections.map((selection) => {
    if (selection.kind !== Kind.FIELD) throw new Error('fragments have no place here');
    const { name, alias, selectionSet, arguments: args = [], directives = [] } = selection;
    if (alias || args.length > 0 || directives.length > 0) throw new Error('only names of fields have a place here');
    return { name: name.value, fields: selectionSet ? readSet(selectionSet) : [] };
  });
}

/** One spelling for equal sets. */
export function printFieldSet(fields: readonly FieldSetField[]): string {
  return fields
    .map(({ name, fields: below }) => (below.length > 0 ? `${name} { ${printFieldSet(below)} }` : name))
    .join(' ');
}

/** The names of all fields, at whatever depth. */
export function namesIn(fields: readonly FieldSetField[]): readonly string[] {
  return fields.flatMap(({ name, fields: below }) => [name, ...namesIn(below)]);
}
