/** Turns a `nodeId` into the representation of the same row for `_entities`. */
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { decodeNodeId } from '../../schema/nodes/node-id.ts';

/** Throws an Error for a person. */
export function nodeRepresentation({ entities }: ApiSchema, id: string): Readonly<Record<string, unknown>> {
  const decoded = decodeNodeId(id);
  if (!decoded) throw new Error(`${shown(id)} is no id of this gateway; give the \`nodeId\` of a row.`);
  const { type, values } = decoded;
  const key = entities.get(type)?.keys[0];
  if (!key) throw new Error(`it is the id of a ${shown(type)}, a type without ids here.`);
  if (values.length !== key.parts.length) {
    throw new Error(`it has ${values.length} values, the key of ${type} ${key.parts.length}.`);
  }
  const missing = key.parts.find((_, index) => (values[index] ?? null) === null);
  if (missing) throw new Error(`it has no value for ${type}.${missing.column.field}.`);
  const fields = key.parts.map(({ path }, at) => [path[0] ?? '', values[at]] as const);
  return Object.fromEntries([['__typename', type], ...fields]);
}

function shown(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
