/** Names in any script, in Latin letters. GraphQL's names are ASCII. */
import anyAscii from 'any-ascii';

export function isAscii(name: string): boolean {
  return !/\P{ASCII}/u.test(name);
}

/** `期间` → `QiJian`, `größe` → `grosse`: each character by itself, so that it is the same whatever stands beside it. */
export function toAscii(name: string): string {
  return name.normalize('NFC').replace(/\P{ASCII}/gu, latin);
}

function latin(character: string): string {
  // Signs for sounds that Latin has no letter for end no word.
  const text = anyAscii(character).replace(/['`"^]/g, '');
  // `Æ` is one letter, and AE would be a word of its own.
  return /^[A-Z]{2,}$/.test(text) ? text.charAt(0) + text.slice(1).toLowerCase() : text;
}

/** Each character as its code point: `u671f`, `u95f4`. Ugly, but no other name has it. */
export function codePoints(name: string): string[] {
  return Array.from(name, (character) => `u${(character.codePointAt(0) ?? 0).toString(16)}`);
}

/** What clients read of a thing that could not keep its name. */
export function withOriginal(description: string | null, name: string): string | null {
  if (isAscii(name)) return description;
  const original = `"${name}" in the database.`;
  return description === null ? original : `${description}\n\n${original}`;
}
