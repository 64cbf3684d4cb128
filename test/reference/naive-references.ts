/** Finds rows by their type and a key: a `nodeId`, or a representation of another subgraph. */
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { decodeNodeId } from '../../schema/nodes/node-id.ts';
import { encodeInput } from '../../schema/values/encode-input.ts';
import { isJson, type Json } from './naive-names.ts';
import type { NaiveRow, NaiveRows } from './naive-rows.ts';

export function rowOfId(naive: NaiveRows, id: string): Promise<NaiveRow | null> {
  const { type, values } = decodeNodeId(id) ?? { type: '', values: [] };
  const columns = naive.gateway.entities.get(type)?.entity.key?.columns ?? [];
  return rowNamed(naive, {
    __typename: type,
    ...Object.fromEntries(columns.map(({ field }, at) => [field, values[at]])),
  });
}

/** The first key of the type that is present counts. */
export function rowNamed(naive: NaiveRows, representation: Json): Promise<NaiveRow | null> {
  const { entity, keys } = known(naive.gateway, String(representation['__typename']));
  for (const { parts } of keys) {
    const values = parts.map(({ path }) => path.reduce(inside, representation as unknown));
    if (values.some((value) => value === undefined || value === null)) continue;
    const columns = parts.map(({ column }) => column);
    return naive.one(
      entity,
      columns,
      columns.map(({ type }, at) => encodeInput(type, values[at])),
    );
  }
  throw new Error(`no key of ${entity.name}`);
}

function known({ entities }: ApiSchema, type: string) {
  const found = entities.get(type);
  if (!found) throw new Error(`${type} is not found by keys`);
  return found;
}

function inside(value: unknown, name: string): unknown {
  return isJson(value) ? value[name] : undefined;
}
