/** What a client sees of a gateway. */
import { printType } from 'graphql';
import { expect } from 'vitest';
import type { TestGateway } from '../support/gateway.ts';
import { expectInvariants } from '../support/invariants.ts';

/** The fields of a type; none where there is no such type. */
export function fieldsOf({ gateway: api }: TestGateway, name: string): string[] {
  const type = api.schema.getType(name);
  return type && 'getFields' in type ? Object.keys(type.getFields()) : [];
}

/** A type in SDL; nothing where there is none. */
export function typed({ gateway: api }: TestGateway, name: string): string {
  const type = api.schema.getType(name);
  return type ? printType(type) : '';
}

/** The answer to an operation that has no errors, written as graphql-js would. */
export async function data(gateway: TestGateway, query: string): Promise<unknown> {
  const result = await gateway.run(query);
  expectInvariants(result);
  expect(result.errors).toEqual([]);
  const { written, executed } = await gateway.write(query);
  expect(written ?? executed).toBe(executed);
  return result.data;
}
