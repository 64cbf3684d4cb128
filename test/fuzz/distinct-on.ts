/** Makes `distinctOn` with an order that begins with its columns. */
import type { GraphQLField } from 'graphql';
import type { Content, Field, Value } from './operation.ts';

export function withDistinctOn(
  values: readonly { readonly name: string; readonly value: unknown }[],
  given: Field['args'],
  field: GraphQLField<unknown, unknown>,
): Field['args'] {
  const typeOf = (name: string): string => String(field.args.find((each) => each.name === name)?.type);
  const first = values.map(({ value }): Content => {
    const direction: Value = { type: 'OrderDirection', content: { kind: 'enum', name: 'DESC' }, asVariable: false };
    return { kind: 'object', fields: [[String(value), direction]] };
  });
  const before = given.find(([name]) => name === 'orderBy')?.[1].content;
  const items = [...first, ...(before?.kind === 'list' ? before.items : [])];
  const columns = values.map(({ name }): Content => ({ kind: 'enum', name }));
  return [
    ...given.filter(([name]) => name !== 'orderBy'),
    ['distinctOn', { type: typeOf('distinctOn'), content: { kind: 'list', items: columns }, asVariable: false }],
    ['orderBy', { type: typeOf('orderBy'), content: { kind: 'list', items }, asVariable: false }],
  ];
}
