import type { Entity } from '../../../schema/model/model.ts';

/** Some of its rows are kept from a request: by a policy, by row security, or because they are of another type. */
export function hidesRows({ policy, rowSecurity }: Entity): boolean {
  return policy !== null || rowSecurity;
}
