/** Arbitrary conditions inside JSON documents, and words to search for, made from existing values. */
import * as fc from 'fast-check';
import { getNamedType, type GraphQLInputType, isInputObjectType } from 'graphql';
import type { Content, Value } from './operation.ts';

/** A path into a document with the value there. */
interface Place {
  readonly path: readonly string[];
  readonly value: string | number | boolean;
}

/** Makes words of texts and of vectors, as a search engine takes them. */
export function searchWords(samples: readonly unknown[]): fc.Arbitrary<Content> | null {
  const words = [...new Set(samples.flatMap((sample) => String(sample).match(/\p{L}{2,}/gu) ?? []))];
  if (words.length === 0) return null;
  const word = fc.constantFrom(...words);
  const forms = fc.constantFrom('a', 'a b', 'a or b', '-a', 'a -b', '"a b"', 'a or -b', '');
  return fc.tuple(forms, word, word).map(([form, a, b]) => {
    return scalar(form.replaceAll(/\b[ab]\b/g, (name) => (name === 'a' ? a : b)));
  });
}

/** Makes an SQL/JSON path that leads to a value, often with a condition on it. */
export function jsonPath(samples: readonly unknown[]): fc.Arbitrary<Content> | null {
  const places = placesIn(samples);
  if (places.length === 0) return null;
  const test = fc.constantFrom('', ' ? (@ == x)', ' ? (@ > x)', ' ? (!(@ <= x))', ' ? (@.type() == "number")');
  return fc.tuple(fc.constantFrom(...places), fc.constantFrom(...places), test).map(([{ path }, { value }, form]) => {
    const steps = path.map((step) => (/^\d+$/.test(step) ? '[*]' : `.${JSON.stringify(step)}`));
    return scalar(`$${steps.join('')}${form.replace('x', JSON.stringify(value))}`);
  });
}

/** Makes a key of a document, or a text among its elements. */
export function documentKey(samples: readonly unknown[]): fc.Arbitrary<Content> | null {
  const keys = samples.flatMap((sample) => {
    if (Array.isArray(sample)) return sample.filter((item) => typeof item === 'string');
    return typeof sample === 'object' && sample !== null ? Object.keys(sample) : [];
  });
  return fc.constantFrom(...keys, 'nowhere').map(scalar);
}

/** Makes a piece that leads to one place in a document that contains it. */
export function pieceOfDocument(samples: readonly unknown[]): fc.Arbitrary<Content> | null {
  const pieces = placesIn(samples).map(({ path, value }) => {
    return path.reduceRight<unknown>((inner, step) => (/^\d+$/.test(step) ? [inner] : { [step]: inner }), value);
  });
  return pieces.length === 0 ? null : fc.constantFrom(...pieces).map(scalar);
}

/** Makes `{ path, … }` with one or two conditions on the value there. */
export function conditionAt(type: GraphQLInputType, samples: readonly unknown[]): fc.Arbitrary<Content> | null {
  const inner = getNamedType(type);
  const places = placesIn(samples);
  if (places.length === 0 || !isInputObjectType(inner)) return null;
  const paths = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...places).map(({ path }) => path) },
    { weight: 1, arbitrary: fc.constantFrom<readonly string[]>([], ['nowhere'], ['0']) },
  );
  const path = paths.map((steps): readonly [string, Value] => {
    return ['path', inPlace('[String!]!', { kind: 'list', items: steps.map(scalar) })];
  });
  const tests = Object.entries(inner.getFields()).flatMap(([operator, field]) => {
    if (operator === 'path') return [];
    const content = operandAt(operator, places);
    return [content.map((each) => [operator, inPlace(String(field.type), each)] as const)];
  });
  const chosen = fc.uniqueArray(fc.oneof(...tests), { maxLength: 2, selector: ([operator]) => operator, size: 'max' });
  return fc.tuple(path, chosen).map(([first, others]) => ({ kind: 'object', fields: [first, ...others] }));
}

function operandAt(operator: string, places: readonly Place[]): fc.Arbitrary<Content> {
  const value = fc.constantFrom(...places).map((place) => scalar(place.value));
  if (operator === 'isNull') return fc.boolean().map(scalar);
  if (operator === 'like' || operator === 'ilike') {
    return fc
      .constantFrom(...places)
      .map((place) => scalar(`%${String(place.value).slice(0, 2).replaceAll('\\', '')}%`));
  }
  const list = fc.array(value, { maxLength: 2 }).map((items): Content => ({ kind: 'list', items }));
  if (operator === 'in' || operator === 'notIn') return list;
  return operator === 'contains' ? fc.oneof(value, list) : value;
}

function placesIn(samples: readonly unknown[]): readonly Place[] {
  return samples.flatMap((sample) => placesOf(sample));
}

function placesOf(value: unknown, path: readonly string[] = []): readonly Place[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [{ path, value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([step, inner]) => placesOf(inner, [...path, step]));
}

function scalar(json: unknown): Content {
  return { kind: 'scalar', json };
}

function inPlace(type: string, content: Content): Value {
  return { type, content, asVariable: false };
}
