/**
 * Names of the database made names of GraphQL: words, cases, and uniqueness. Inflection lives in `inflect.ts`.
 */

/** Letters that Unicode decomposition leaves alone. */
const transliterations: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['Æ', 'Ae'],
  ['œ', 'oe'],
  ['Œ', 'Oe'],
  ['ø', 'o'],
  ['Ø', 'O'],
  ['ł', 'l'],
  ['Ł', 'L'],
  ['đ', 'd'],
  ['Đ', 'D'],
  ['ı', 'i'],
]);

/** The words of a name: `created_at`, `createdAt`, `CREATED AT` and `Created-At` are all `created`, `at`. */
export function words(name: string): string[] {
  const ascii = name
    .replace(/[ßæÆœŒøØłŁđĐı]/g, (letter) => transliterations.get(letter) ?? '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '');
  const found = ascii
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
  return found.length > 0 ? found : codePoints(name);
}

/** A name without a single Latin letter or digit is spelled by its code points: ugly, but the same whatever its neighbours are. */
function codePoints(name: string): string[] {
  return Array.from(name, (character) => `u${(character.codePointAt(0) ?? 0).toString(16)}`);
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
