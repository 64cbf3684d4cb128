/** The fields that a resolver requires: columns of its row, and of the rows that relations lead to. */
import { Kind, parse, type SelectionSetNode } from 'graphql';

const PATH = /^[_A-Za-z]\w*(\.[_A-Za-z]\w*)*$/;

/** `['a', 'b.c']` → `a b { c }`; null where an entry is not a path. */
export function pathsAsSet(paths: readonly string[]): string | null {
  if (!paths.every((path) => PATH.test(path))) return null;
  return paths.map((path) => path.replaceAll('.', ' { ') + ' }'.repeat(path.split('.').length - 1)).join(' ');
}

/** Throws an Error for a person. */
export function parseRequires(text: string): SelectionSetNode {
  const set = parseSet(text);
  if (!set) throw new Error(`"${text}" is not a set of fields such as "firstName orders { total }".`);
  return set;
}

/** Gives null where the text cannot be read, for graphql's error would speak of a document that nobody has written. */
export function parseSet(text: string): SelectionSetNode | null {
  try {
    const [operation] = parse(`{ ${text} }`, { noLocation: true }).definitions;
    return operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet : null;
  } catch {
    return null;
  }
}
