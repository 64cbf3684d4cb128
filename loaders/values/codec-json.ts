/** json and jsonb: JavaScript values that JSON.stringify prints with every digit the database holds. */

/** Deeper than any document; JSON.stringify would overflow the stack at a few thousand. */
const MAX_DEPTH = 1000;

/**
 * Numbers that JavaScript would print differently (`1.0`, `12345678901234567890`) become raw JSON.
 * So does a `null` at the top, which is a value of the column, not the absence of one.
 */
export function decodeJson(text: string): unknown {
  checkDepth(text);
  const value: unknown = mayLoseDigits.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
  return value ?? JSON.rawJSON('null');
}

/** True for every text with a number that does not print as it reads, and for a few others. A reviver is slow. */
const mayLoseDigits = /\d[.eE]|\d{16}|-0/;

function keepDigits(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || context.source === undefined) return value;
  return JSON.stringify(value) === context.source ? value : JSON.rawJSON(context.source);
}

function checkDepth(text: string): void {
  if (text.length <= 2 * MAX_DEPTH) return;
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    if (character === QUOTE) index = endOfString(text, index);
    else if (character === OPEN_BRACKET || character === OPEN_BRACE) depth += 1;
    else if (character === CLOSE_BRACKET || character === CLOSE_BRACE) depth -= 1;
    if (depth > MAX_DEPTH) throw new Error(`The database holds JSON nested deeper than ${MAX_DEPTH} levels.`);
  }
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, index: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(index - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
