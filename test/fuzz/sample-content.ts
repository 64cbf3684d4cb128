/** Makes the content of an existing value, as a client writes it for an input type. */
import {
  getNullableType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { Content } from './operation.ts';

/** Returns null if the value cannot be written. */
export function contentOf(sample: unknown, input: GraphQLInputType): Content | null {
  const type = getNullableType(input);
  if (sample === null) return isNonNullType(input) ? null : { kind: 'scalar', json: null };
  if (isListType(type)) return Array.isArray(sample) ? listContent(sample, type.ofType) : null;
  if (isEnumType(type)) return { kind: 'enum', name: String(sample) };
  if (!isInputObjectType(type)) return { kind: 'scalar', json: sample };
  if (typeof sample !== 'object') return null;
  const declared = type.getFields();
  const fields = Object.entries(sample).flatMap(([key, part]) => {
    const field = declared[key];
    const content = field ? contentOf(part, field.type) : null;
    return content && field ? [[key, { type: String(field.type), content, asVariable: false }] as const] : [];
  });
  return { kind: 'object', fields };
}

function listContent(samples: readonly unknown[], type: GraphQLInputType): Content | null {
  const items = samples.flatMap((item) => contentOf(item, type) ?? []);
  return items.length === samples.length ? { kind: 'list', items } : null;
}
