/** Rows that resolvers give by their keys, each found by itself. */
import { getNamedType, type GraphQLOutputType } from 'graphql';
import type { Entity } from '../../schema/model/model.ts';
import { encodeInput } from '../../schema/values/encode-input.ts';
import { heard } from './naive-added.ts';
import { isJson } from './naive-names.ts';
import type { NaiveRow, NaiveRows } from './naive-rows.ts';

type ToParent = (row: NaiveRow | null) => unknown;

/** A value that is not a row of the database is given as it is. */
export function naiveGiven(naive: NaiveRows, given: unknown, type: GraphQLOutputType, toParent: ToParent): unknown {
  const { name } = getNamedType(type);
  const entity = naive.gateway.model.entities.find((each) => each.name === name);
  return entity ? rowsOf(naive, entity, given, toParent) : given;
}

async function rowsOf(naive: NaiveRows, entity: Entity, given: unknown, toParent: ToParent): Promise<unknown> {
  const value = await given;
  if (value === null || value === undefined || value instanceof Error) return value;
  if (Array.isArray(value)) return heard(value.map((each: unknown) => rowsOf(naive, entity, each, toParent)));
  const columns = entity.key?.columns ?? [];
  const texts = columns.map(({ field, type }) => {
    const part = isJson(value) ? (value[field] ?? null) : null;
    if (part === null) throw new Error(`no key of ${entity.name}`);
    return encodeInput(type, part);
  });
  return toParent(await naive.one(entity, columns, texts));
}
