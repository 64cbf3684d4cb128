/**
 * Names of the database made names of GraphQL: words, cases, and uniqueness. Inflection lives in `inflect.ts`,
 * other scripts in `transliterate.ts`.
 */
import { codePoints, isAscii, toAscii } from '../util/transliterate.ts';

/** The words of a name: `created_at`, `createdAt`, `CREATED AT` and `Created-At` are all `created`, `at`. */
export function words(name: string): string[] {
  const found = toAscii(name)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
  // Of signs alone, or of characters that nobody has transliterated.
  return found.length > 0 ? found : codePoints(name);
}

/**
 * Words beside those of a name that tell it from other names whose transliteration is the same: its code points, whatever
 * the order of the names. None for most. `made` makes a name of words.
 */
export function wordsApart(
  names: readonly string[],
  made: (parts: readonly string[]) => string,
): (name: string) => readonly string[] {
  const holders = Map.groupBy(new Set(names), (name) => made(words(name)));
  return (name) => {
    const others = holders.get(made(words(name))) ?? [];
    return isAscii(name) || others.length < 2 ? [] : codePoints(name.replace(/\p{ASCII}/gu, ''));
  };
}

/** Names in camel case, in which two that are written differently may still be one. */
export function camelCases(names: readonly string[]): string[] {
  const apart = wordsApart(names, camel);
  return names.map((name) => camel([...words(name), ...apart(name)]));
}

/** `createdAt`. */
export function camelCase(name: string): string {
  return camel(words(name));
}

/** `OrderItem`. */
export function pascalCase(name: string): string {
  return pascal(words(name));
}

export function camel(parts: readonly string[]): string {
  return startLegally((parts[0] ?? '') + parts.slice(1).map(capital).join(''));
}

export function pascal(parts: readonly string[]): string {
  return startLegally(parts.map(capital).join(''));
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A GraphQL name does not start with a digit. */
function startLegally(name: string): string {
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

/** Null for a name that GraphQL accepts. */
export function nameProblem(name: string): string | null {
  if (/^(?!__)[_A-Za-z][_0-9A-Za-z]*$/.test(name)) return null;
  return `"${name}" is no name of GraphQL: letters, digits and _, beginning with no digit and not with "__".`;
}
