/** Texts as JSON strings: what JSON.stringify escapes is escaped, everything else, UTF-8 included, stands as it is. */
import type { ByteBuffer } from './byte-buffer.ts';
import { type ByteSource, LITTLE_ENDIAN } from './byte-source.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
/** `\u001f` */
const MAX_ESCAPED = 6;
const WORD = 4;
const STEP = 2 * WORD;

/** `"`, `\` and the control characters. */
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
    // The words that hold something to escape, or what is left at the end.
    const stop = Math.min(index + STEP, end);
    for (; index < stop; index++) escape(out, source.bytes[index] ?? 0);
  }
  out.byte(QUOTE);
}

/** Copies two words at a time while they hold nothing to escape; answers where that ends. */
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
 * Not 0 when one of four bytes is `"`, `\` or below a blank; all four are looked at together. A byte borrows from the one above
 * it when it is less than what is taken from it, and then has its highest bit set. `^ 0x02` makes `"` a blank, and no other
 * byte becomes less than 0x21 by it that was not. A borrow may cast suspicion on the next byte, never hide one.
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
