/** Arbitrary ids and representations of rows by existing keys, some of which belong to no row. */
import * as fc from 'fast-check';
import { encodeNodeId } from '../../schema/nodes/node-id.ts';
import type { Content, Field } from './operation.ts';
import type { Samples } from './samples.ts';
import type { EntityKey, FederatedEntity, KeyPart } from '../../schema/graphql/entity-references.ts';

/** Returns null if the table has no row to be named. */
export function idArgument(samples: Samples, { entity, keys }: FederatedEntity): fc.Arbitrary<Field['args']> | null {
  const [key] = keys;
  const values = key && keyValues(samples, key);
  if (!values) return null;
  return values.map((given): Field['args'] => {
    const content: Content = { kind: 'scalar', json: encodeNodeId({ type: entity.name, values: given }) };
    return [['id', { type: 'ID!', content, asVariable: false }]];
  });
}

export function representationsArgument(
  samples: Samples,
  entities: readonly FederatedEntity[],
  withOdd: boolean,
): fc.Arbitrary<Field['args']> {
  const known = entities.flatMap(({ entity, keys }) =>
    keys.flatMap((key) => {
      const values = keyValues(samples, key);
      return values ? [values.map((given) => representation(entity.name, key.parts, given))] : [];
    }),
  );
  const each = withOdd ? [...known, ...known, ...entities.map(oddRepresentation)] : known;
  const list = each.length === 0 ? fc.constant([]) : fc.array(fc.oneof(...each), { maxLength: 5, size: 'max' });
  return fc.tuple(list, fc.boolean()).map(([items, asVariable]): Field['args'] => {
    const content: Content = { kind: 'list', items: items.map((json): Content => ({ kind: 'scalar', json })) };
    return [['representations', { type: '[_Any!]!', content, asVariable }]];
  });
}

/** Makes a representation of no row, whatever the table holds. */
function oddRepresentation({ entity, keys }: FederatedEntity): fc.Arbitrary<unknown> {
  const parts = keys[0]?.parts ?? [];
  const nulls = representation(
    entity.name,
    parts,
    parts.map(() => null),
  );
  return fc.constantFrom({ __typename: entity.name }, nulls, { __typename: 'Nobody' }, {}, 5);
}

export function canBeNamed(samples: Samples, { keys }: FederatedEntity): boolean {
  return keys.some((key) => keyValues(samples, key) !== null);
}

function keyValues(samples: Samples, { parts }: EntityKey): fc.Arbitrary<readonly unknown[]> | null {
  const values = parts.map(({ column }) => samples.get(column) ?? []);
  if (values.some((each) => each.length === 0)) return null;
  return fc.tuple(...values.map((each) => fc.constantFrom(...each)));
}

/** A key may stand inside of its target, as in `{ maker: { id: 'acme' } }`. */
function representation(type: string, parts: readonly KeyPart[], values: readonly unknown[]): unknown {
  return parts.reduce<Record<string, unknown>>(
    (object, { path }, at) => {
      return { ...object, ...nested(path, values[at], object) };
    },
    { __typename: type },
  );
}

function nested([name = '', ...path]: readonly string[], value: unknown, beside: Record<string, unknown>): object {
  if (path.length === 0) return { [name]: value };
  const known: Record<string, unknown> = Object(beside[name]);
  return { [name]: { ...known, ...nested(path, value, known) } };
}
