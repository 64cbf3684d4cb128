/** Row literals `(a,"b c",)` and range literals `[1,5)`: both separate by commas and double their quotes. */
import type { CompositeType, PgType } from '../../schema/model.ts';
import type { Codec } from './codec.ts';

export function compositeCodec(type: CompositeType, codecFor: (type: PgType) => Codec): Codec {
  return {
    form: 'decoded',
    decode(text): Readonly<Record<string, unknown>> {
      const parts = parseParts(text);
      const entries = type.attributes.map(({ field, type: attribute }, index) => {
        const part = parts[index] ?? null;
        return [field, part === null ? null : codecFor(attribute).decode(part)] as const;
      });
      return Object.fromEntries(entries);
    },
  };
}

export function rangeCodec(subtype: Codec): Codec {
  return { form: 'decoded', decode: (text) => (text === 'empty' ? EMPTY : decodeRange(text, subtype)) };
}

const EMPTY = { start: null, startInclusive: false, end: null, endInclusive: false, isEmpty: true };

function decodeRange(text: string, subtype: Codec): typeof EMPTY | Readonly<Record<string, unknown>> {
  const [start = null, end = null] = parseParts(text);
  return {
    start: start === null ? null : subtype.decode(start),
    startInclusive: text.startsWith('['),
    end: end === null ? null : subtype.decode(end),
    endInclusive: text.endsWith(']'),
    isEmpty: false,
  };
}

/** The texts between the brackets; null where nothing stands. Quotes and backslashes inside quotes are doubled or escaped. */
function parseParts(text: string): (string | null)[] {
  const parts: (string | null)[] = [];
  const last = text.length - 1;
  let value = '';
  let given = false;
  let quoted = false;
  for (let at = 1; at < last; at++) {
    const character = text[at] ?? '';
    if (character === '\\') {
      value += text[++at] ?? '';
      given = true;
    } else if (character === '"') {
      if (quoted && text[at + 1] === '"') value += text[++at];
      else quoted = !quoted;
      given = true;
    } else if (character === ',' && !quoted) {
      parts.push(given ? value : null);
      value = '';
      given = false;
    } else {
      value += character;
      given = true;
    }
  }
  parts.push(given ? value : null);
  return parts;
}
