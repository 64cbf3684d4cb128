import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteBuffer } from '../../resolvers/response/byte-buffer.ts';
import { byteSource } from '../../resolvers/response/byte-source.ts';
import { copyText } from '../../resolvers/response/text-copier.ts';

/** Returns the text as the copier writes it, from the middle of other bytes that would all need an escape. */
function copied(text: string, offset: number): string {
  const bytes = Buffer.from(text);
  const around = Buffer.alloc(offset + bytes.length + 9, '"');
  bytes.copy(around, offset);
  const out = new ByteBuffer();
  copyText(out, byteSource(around), offset, bytes.length);
  return out.close().toString();
}

describe('texts in responses', () => {
  it('every byte at every place of a word is written as by JSON.stringify', () => {
    for (let code = 0; code < 256; code++) {
      for (let place = 0; place < 12; place++) {
        const text = `${'a'.repeat(place)}${String.fromCharCode(code)}${'!'.repeat(12 - place)}`;
        expect(copied(text, place % 4)).toBe(JSON.stringify(text));
      }
    }
  });

  it('a text of any kind and length is written as by JSON.stringify', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 300 });
    fc.assert(fc.property(texts, fc.nat(9), (text, offset) => copied(text, offset) === JSON.stringify(text)));
  });

  it('a text whose every byte grows to six is written as by JSON.stringify', () => {
    const text = '\u0001'.repeat(100_000);
    expect(copied(text, 0)).toBe(JSON.stringify(text));
  });
});

describe('copied bytes', () => {
  it('bytes of every length are copied unchanged', () => {
    const source = byteSource(Buffer.from(Array.from({ length: 200 }, (_, at) => at)));
    for (let length = 0; length < 190; length++) {
      const out = new ByteBuffer();
      out.byte(7);
      out.copy(source, 5, length);
      out.repeat(0, length + 1);
      const once = [7, ...source.bytes.subarray(5, 5 + length)];
      expect([...out.close()]).toEqual([...once, ...once]);
    }
  });
});
