/** Turns the claims of a request into PostgreSQL's texts. They are checked before any SQL, like the values of clients. */
import { GraphQLError } from 'graphql';
import type { ParameterValue } from '../../loaders/database/database.ts';
import { encodeInput } from '../../schema/values/encode-input.ts';
import type { Claim } from '../../schema/config/reader/claim-types.ts';
import { makeScalar } from '../../schema/values/scalars.ts';
import { graphqlTypeName } from '../../schema/naming/graphql-type-name.ts';
import { own } from '../../schema/util/records.ts';
import type { Claims } from '../operation/executor-type.ts';
import { fromJsonText } from './json-text.ts';

/** The claims of a request allow nothing at all. */
export class AccessError extends GraphQLError {
  constructor(message: string) {
    super(message, { extensions: { code: 'FORBIDDEN', http: { status: 403 } } });
  }
}

/** Gives null for a claim that is not there. */
export function readClaim({ name, typeName, type, list }: Claim, claims: Claims): ParameterValue {
  const value = claims && own(claims, name);
  if (value === null || value === undefined) return null;
  const scalar = makeScalar(graphqlTypeName(type));
  const encode = (item: unknown): string => encodeInput(type, scalar.parseValue(item));
  try {
    if (!list) return encode(value);
    const items = fromJsonText(value);
    if (Array.isArray(items)) return items.map(encode);
  } catch {
    // The reason would repeat the value, which may be a secret.
  }
  throw new AccessError(`The claim ${name} must be of type ${typeName}.`);
}
