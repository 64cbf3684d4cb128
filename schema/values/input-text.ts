/** Refuses characters that no text of PostgreSQL can hold. Throws an Error for a person. */
export function checkText(text: string): string {
  if (text.includes('\0')) throw new Error('The text holds U+0000, which PostgreSQL cannot store.');
  if (!text.isWellFormed()) throw new Error('The text holds half of a surrogate pair, which is no Unicode character.');
  return text;
}

/** A value as an error quotes it: short, and on one line. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
