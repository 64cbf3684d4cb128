/**
 * Turns names of the database into names of GraphQL: words, cases, and uniqueness. Inflection stands in `inflect.ts`,
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
  // The name has only signs, or characters without a transliteration.
  return found.length > 0 ? found : codePoints(name);
}

/**
 * Returns further words for names whose transliterations are the same: their code points, whatever the order of the
 * names. Most names get none. A name of words is made by `made`.
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

/** Puts names in camel case. Two that are written differently may still become one. */
export function camelCases(names: readonly string[]): string[] {
  const apart = wordsApart(names, camel);
  return names.map((name) => camel([...words(name), ...apart(name)]));
}

/** Makes names such as `createdAt`. */
export function camelCase(name: string): string {
  return camel(words(name));
}

/** Makes names such as `OrderItem`. */
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

/** Returns null for a name that GraphQL accepts. */
export function nameProblem(name: string): string | null {
  if (/^(?!__)[_A-Za-z][_0-9A-Za-z]*$/.test(name)) return null;
  return `"${name}" is not a name of GraphQL: letters, digits and _, beginning with no digit and not with "__".`;
}
