/** Who asks, by the headers of a request: before its document is looked at and before any connection is taken. */
import { inTime } from '../../loaders/session/lifetime.ts';
import type { Config } from '../../schema/config/config.ts';
import type { RequestHeaders } from '../../schema/config/access/access-settings.ts';
import { isRecord } from '../../schema/util/records.ts';
import { tokenReader } from './json-web-token.ts';
import type { Claims } from '../operation/executor-type.ts';

/** Throws a GraphQLError that refuses the request. */
export type Authentication = (headers: RequestHeaders) => Promise<Claims>;

/** Null: nobody is asked who they are. */
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
