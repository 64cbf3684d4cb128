/** Claims of a signed token: `Authorization: Bearer …`. */
import { createPublicKey } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';
import type { JwtConfig, RequestHeaders } from '../../schema/access/settings.ts';
import { isRecord, own } from '../../schema/records.ts';
import type { Claims } from './read-claims.ts';
import { keysUnavailable, unauthenticated } from './refusals.ts';
import { KeysUnavailable, remoteKeys } from './remote-keys.ts';

/** Clocks of two machines are never quite the same. */
const CLOCK_TOLERANCE_SECONDS = 5;

export function tokenReader(config: JwtConfig): (headers: RequestHeaders) => Promise<Claims> {
  const { issuer, audience } = config;
  const options: JWTVerifyOptions = {
    algorithms: [...config.algorithms],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    ...(issuer !== null && { issuer }),
    ...(audience !== null && { audience }),
  };
  const getKey = keyOf(config.key);
  return async (headers) => {
    const token = tokenOf(headers, config.required);
    return token === null ? null : claimsOf(await verify(token, getKey, options), config.claimsPath);
  };
}

function keyOf(key: JwtConfig['key']): JWTVerifyGetKey {
  if (key.kind === 'jwks') return remoteKeys(new URL(key.url));
  const fixed = key.kind === 'secret' ? new TextEncoder().encode(key.secret) : createPublicKey(key.pem);
  return async () => fixed;
}

function tokenOf(headers: RequestHeaders, required: boolean): string | null {
  const header = headers.get('authorization');
  if (header === null && !required) return null;
  if (header === null) throw unauthenticated('The request needs a token: Authorization: Bearer ….');
  const token = /^Bearer +([^ ]+) *$/i.exec(header)?.[1];
  if (token === undefined) throw unauthenticated('The header Authorization must be: Bearer and a token.');
  return token;
}

/** What is wrong with a token is told only as far as its owner can do something about it. */
async function verify(token: string, getKey: JWTVerifyGetKey, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, getKey, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw unauthenticated('The token has expired.');
    throw error instanceof KeysUnavailable ? keysUnavailable() : unauthenticated('The token is not valid.');
  }
}

function claimsOf(payload: JWTPayload, path: readonly string[]): Claims {
  let claims: unknown = payload;
  for (const name of path) claims = isRecord(claims) ? own(claims, name) : null;
  return isRecord(claims) ? claims : null;
}
