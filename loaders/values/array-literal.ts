/**
 * PostgreSQL's text form of a one-dimensional array. Every element is quoted, which every element type accepts and which
 * leaves only the quote and the backslash to escape: '', 'NULL', commas, braces and blanks need no thought.
 */
export function arrayLiteral(elements: readonly (string | null)[]): string {
  let literal = '';
  for (const element of elements) {
    const separator = literal === '' ? '{' : ',';
    literal += element === null ? separator + 'NULL' : separator + '"' + escapeElement(element) + '"';
  }
  return literal === '' ? '{}' : literal + '}';
}

function escapeElement(element: string): string {
  return NEEDS_ESCAPE.test(element) ? element.replace(EACH_ESCAPED, '\\$&') : element;
}

const NEEDS_ESCAPE = /["\\]/;
const EACH_ESCAPED = /["\\]/g;
