/** Documents for functions and programs, which calculate: numbers are numbers wherever JavaScript can hold them. */
import type { PgType } from '../../schema/model/model.ts';

/** The result of `decodeJson` for a value of the type, or of a part of it, with numbers in place of what only prints like one. */
export function withNumbers(type: PgType, value: unknown): unknown {
  return hasDocuments(type) ? plain(value) : value;
}

function hasDocuments(type: PgType): boolean {
  switch (type.kind) {
    case 'scalar':
      return type.name === 'json' || type.name === 'jsonb';
    case 'array':
      return hasDocuments(type.element);
    case 'composite':
      return type.composite.attributes.some((attribute) => hasDocuments(attribute.type));
    default:
      return false;
  }
}

function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (JSON.isRawJSON(value)) return numberOf(value);
  for (const [key, part] of Object.entries(value)) {
    const own = plain(part);
    // Not by assignment: a document may have a key `__proto__`.
    if (own !== part) Object.defineProperty(value, key, { value: own, enumerable: true });
  }
  return value;
}

/** A number that would lose digits stays as it is written. */
function numberOf(raw: { readonly rawJSON: string }): unknown {
  const value: unknown = JSON.parse(raw.rawJSON);
  return typeof value !== 'number' || digitsOf(String(value)) === digitsOf(raw.rawJSON) ? value : raw;
}

/** Equal numbers have equal digits, however they are written. Null: none of JSON's. */
function digitsOf(text: string): string | null {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text);
  if (!parts) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
