/**
 * Writes texts as JSON strings: it escapes the characters that JSON.stringify escapes, and everything else, UTF-8
 * included, stands as it is.
 */
import type { ByteBuffer } from './byte-buffer.ts';
import { type ByteSource, LITTLE_ENDIAN } from './byte-source.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
/** The length of `\u001f`. */
const MAX_ESCAPED = 6;
const WORD = 4;
const STEP = 2 * WORD;

/** The escapes of `"`, `\` and the control characters. */
const ESCAPES: readonly (Buffer | null)[] = Array.from({ length: 256 }, (_, byte) => {
  const needs = byte < SPACE || byte === QUOTE || byte === BACKSLASH;
  return needs ? Buffer.from(JSON.stringify(String.fromCharCode(byte)).slice(1, -1)) : null;
});
const NEEDS_ESCAPE = Uint8Array.from(ESCAPES, (escape) => (escape ? 1 : 0));

export function copyText(out: ByteBuffer, source: ByteSource, start: number, length: number): void {
  const end = start + length;
  out.byte(QUOTE);
  for (let index = start; index < end;) {
    out.reserve(end - index + STEP * MAX_ESCAPED);
    index = copyPlainWords(out, source, index, end);
    // These are the words with something to escape, or the end of the text.
    const stop = Math.min(index + STEP, end);
    for (; index < stop; index++) escape(out, source.bytes[index] ?? 0);
  }
  out.byte(QUOTE);
}

/** Copies two words at a time while nothing in them needs an escape, and returns the end of that. */
function copyPlainWords(out: ByteBuffer, source: ByteSource, start: number, end: number): number {
  const from = source.view;
  const into = out.view;
  const last = end - STEP;
  let to = out.length;
  let index = start;
  for (; index <= last; index += STEP) {
    const one = from.getInt32(index, LITTLE_ENDIAN);
    const two = from.getInt32(index + WORD, LITTLE_ENDIAN);
    if (mayNeedEscape(one) | mayNeedEscape(two)) break;
    into.setInt32(to, one, LITTLE_ENDIAN);
    into.setInt32(to + WORD, two, LITTLE_ENDIAN);
    to += STEP;
  }
  out.length = to;
  return index;
}

/**
 * Returns a number other than 0 when one of four bytes is `"`, `\` or below a blank. All four are tested together: a
 * byte borrows from the one above it when it is less than the number taken from it, and then has its highest bit set.
 * `^ 0x02` makes `"` a blank, and brings no other byte below 0x21 that was not there before. A borrow may cast
 * suspicion on the next byte, but never hides one.
 */
function mayNeedEscape(word: number): number {
  const controlOrQuote = (word ^ 0x02020202) - 0x21212121;
  const backslash = (word ^ 0x5c5c5c5c) - 0x01010101;
  return (controlOrQuote | backslash) & ~word & 0x80808080;
}

function escape(out: ByteBuffer, byte: number): void {
  if (NEEDS_ESCAPE[byte] === 0) return out.byte(byte);
  for (const escaped of ESCAPES[byte] ?? []) out.byte(escaped);
}
