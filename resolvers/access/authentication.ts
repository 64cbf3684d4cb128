/** Finds out who asks by the headers of a request, before its document is read and before any connection is taken. */
import { inTime } from '../../loaders/session/lifetime.ts';
import type { Config } from '../../schema/config/config.ts';
import type { RequestHeaders } from '../../schema/config/access/access-settings.ts';
import { isRecord } from '../../schema/util/records.ts';
import { tokenReader } from './json-web-token.ts';
import type { Claims } from '../operation/executor-type.ts';

/** Gives the claims of a request. Throws a GraphQLError that refuses it. */
export type Authentication = (headers: RequestHeaders) => Promise<Claims>;

/** Gives null where the configuration has no way to know who asks. */
export function authentication({
  jwt,
  authenticate,
  limits,
}: Pick<Config, 'jwt' | 'authenticate' | 'limits'>): Authentication | null {
  if (jwt) return tokenReader(jwt);
  if (!authenticate) return null;
  const ask = async (headers: RequestHeaders): Promise<unknown> => authenticate(headers);
  return async (headers) => checked(await inTime(limits.requestTimeoutMs, ask(headers)));
}

function checked(claims: unknown): Claims {
  if (claims === null || claims === undefined) return null;
  if (isRecord(claims)) return claims;
  throw new Error('authenticate must give an object of claims, or null.');
}
