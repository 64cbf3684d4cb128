/** Writes names of any script in Latin letters, because GraphQL's names are ASCII. */
import anyAscii from 'any-ascii';

export function isAscii(name: string): boolean {
  return !/\P{ASCII}/u.test(name);
}

/**
 * Turns `期间` into `QiJian`, and `größe` into `grosse`. Each character counts by itself, so that it is the same whatever
 * stands beside it.
 */
export function toAscii(name: string): string {
  return name.normalize('NFC').replace(/\P{ASCII}/gu, latin);
}

function latin(character: string): string {
  // Signs for sounds without a Latin letter do not end a word.
  const text = anyAscii(character).replace(/['`"^]/g, '');
  // The letter `Æ` is one, and AE would be a word of its own.
  return /^[A-Z]{2,}$/.test(text) ? text.charAt(0) + text.slice(1).toLowerCase() : text;
}

/** Writes each character as its code point, such as `u671f` or `u95f4`. That is ugly, but no other name has it. */
export function codePoints(name: string): string[] {
  return Array.from(name, (character) => `u${(character.codePointAt(0) ?? 0).toString(16)}`);
}

/** The description of a thing that could not keep its name. */
export function withOriginal(description: string | null, name: string): string | null {
  if (isAscii(name)) return description;
  const original = `"${name}" in the database.`;
  return description === null ? original : `${description}\n\n${original}`;
}
