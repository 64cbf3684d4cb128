/**
 * A value that graphql has coerced → PostgreSQL's text form. The scalars of `scalars.ts` have checked the forms already; what
 * they cannot know, because several types share one scalar, is checked here.
 */
import { type InputForm, pgScalar } from '../catalog/pg-scalars.ts';
import { jsonText } from './input-json.ts';
import { decimalText, floatText, integerText, moneyText } from './input-number.ts';
import { checkText, shown } from './input-text.ts';
import { messageOf } from '../util/message-of.ts';
import type { CompositeType, EnumType, PgType } from '../model/model.ts';
import { nestedLists } from './nested-lists.ts';
import { arrayLiteral, compositeLiteral, rangeLiteral } from './pg-literals.ts';
import { isRecord } from '../util/records.ts';

type ArrayType = Extract<PgType, { kind: 'array' }>;

/** Throws an Error whose message says to a person what is wrong with the value. */
export function encodeInput(type: PgType, value: unknown): string {
  switch (type.kind) {
    case 'scalar':
      return SCALARS[pgScalar(type)?.input ?? 'text'](value);
    case 'enum':
      return encodeEnum(type.enum, value);
    case 'array':
      return type.dimensions > 1 ? encodeNestedArray(type, value) : encodeArray(type.element, value);
    case 'composite':
      return encodeComposite(type.composite, value);
    case 'range':
      return encodeRange(type.subtype, value);
  }
}

function encodeNullable(type: PgType, value: unknown): string | null {
  return value === null || value === undefined ? null : encodeInput(type, value);
}

const SCALARS: Readonly<Record<InputForm, (value: unknown) => string>> = {
  text: encodeText,
  int16: (value) => integerText(String(value), 16),
  int32: (value) => integerText(String(value), 32),
  int64: (value) => integerText(String(value), 64),
  decimal: (value) => decimalText(String(value)),
  money: (value) => moneyText(String(value)),
  float32: (value) => floatText(Number(value), 32),
  float64: (value) => floatText(Number(value), 64),
  json: jsonText,
};

function encodeText(value: unknown): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return checkText(value);
  throw new Error(`${shown(String(value))} must be given as a string.`);
}

/** GraphQL name → label. */
function encodeEnum(type: EnumType, value: unknown): string {
  const found = type.values.find((each) => each.name === value);
  if (found) return found.label;
  throw new Error(`${shown(String(value))} is no value of ${type.name}.`);
}

function encodeArray(element: PgType, value: unknown): string {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = items.map((item, index) => named(`[${index}]`, () => encodeNullable(element, item)));
  return arrayLiteral(texts, separatorOf(element));
}

/** The one type whose values hold commas, and whose arrays therefore use another separator (pg_type.typdelim). */
function separatorOf(element: PgType): string {
  return element.schema === 'pg_catalog' && element.name === 'box' ? ';' : ',';
}

/** JSON: nested lists. */
function encodeNestedArray({ element, dimensions }: ArrayType, value: unknown): string {
  const lists = nestedLists(element, dimensions, value);
  const encodeLevel = (level: unknown, depth: number): string => {
    const items: readonly unknown[] = Array.isArray(level) ? level : [];
    const texts = items.map((item, index) =>
      named(`[${index}]`, () => (depth < dimensions ? encodeLevel(item, depth + 1) : encodeNullable(element, item))),
    );
    return depth < dimensions ? `{${texts.join(separatorOf(element))}}` : arrayLiteral(texts, separatorOf(element));
  };
  return encodeLevel(lists, 1);
}

function encodeComposite(type: CompositeType, value: unknown): string {
  if (!isRecord(value)) throw new Error(`${type.name} must be given as an object.`);
  const attributes = type.attributes.map((attribute) =>
    named(attribute.field, () => encodeNullable(attribute.type, value[attribute.field])),
  );
  return compositeLiteral(attributes);
}

function encodeRange(subtype: PgType, value: unknown): string {
  if (!isRecord(value)) throw new Error('A range must be given as an object.');
  if (value['isEmpty'] === true) return 'empty';
  return rangeLiteral({
    start: named('start', () => encodeNullable(subtype, value['start'])),
    startInclusive: value['startInclusive'] !== false,
    end: named('end', () => encodeNullable(subtype, value['end'])),
    endInclusive: value['endInclusive'] === true,
  });
}

/** Says which part of an object was wrong. */
function named<T>(name: string, encode: () => T): T {
  try {
    return encode();
  } catch (error) {
    throw new Error(`${name}: ${messageOf(error)}`, { cause: error });
  }
}
