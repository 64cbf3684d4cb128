import type { Entity } from '../../../schema/model/model.ts';

/** Answers whether a policy or row security keeps some rows of an entity from a request. */
export function hidesRows({ policy, rowSecurity }: Entity): boolean {
  return policy !== null || rowSecurity;
}
