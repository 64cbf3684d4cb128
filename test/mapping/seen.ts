/** The view of a client on a gateway. */
import { printType } from 'graphql';
import { expect } from 'vitest';
import type { TestGateway } from '../support/gateway.ts';
import { expectInvariants } from '../support/invariants.ts';

/** The fields of a type, or none where the type does not exist. */
export function fieldsOf({ gateway: api }: TestGateway, name: string): string[] {
  const type = api.schema.getType(name);
  return type && 'getFields' in type ? Object.keys(type.getFields()) : [];
}

/** A type in SDL, or an empty text where it does not exist. */
export function typed({ gateway: api }: TestGateway, name: string): string {
  const type = api.schema.getType(name);
  return type ? printType(type) : '';
}

/** The answer to an operation without errors, as graphql-js writes it. */
export async function data(gateway: TestGateway, query: string): Promise<unknown> {
  const result = await gateway.run(query);
  expectInvariants(result);
  expect(result.errors).toEqual([]);
  const { written, executed } = await gateway.write(query);
  expect(written ?? executed).toBe(executed);
  return result.data;
}
