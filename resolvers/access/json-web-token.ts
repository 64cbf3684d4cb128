/** Reads the claims of a signed token: `Authorization: Bearer …`. */
import { createPublicKey } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';
import type { JwtConfig, RequestHeaders } from '../../schema/config/access/access-settings.ts';
import { isRecord, own } from '../../schema/util/records.ts';
import { fromJsonText } from './json-text.ts';
import { AccessError } from './read-claims.ts';
import { keysUnavailable, unauthenticated } from './refusals.ts';
import { KeysUnavailable, remoteKeys } from './remote-keys.ts';
import type { Claims } from '../operation/executor-type.ts';

/** The clocks of two machines are never quite the same. */
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

/** RFC 7515 demands base64 without padding. The library reads other spellings too, so that one token would have many texts. */
const COMPACT = /^[\w-]+\.[\w-]*\.[\w-]*$/;

function tokenOf(headers: RequestHeaders, required: boolean): string | null {
  const header = headers.get('authorization');
  if (header === null && !required) return null;
  if (header === null) throw unauthenticated('The request needs a token: Authorization: Bearer ….');
  const token = /^Bearer +([^ ]+) *$/i.exec(header)?.[1];
  if (token === undefined) throw unauthenticated('The header Authorization must be: Bearer and a token.');
  if (!COMPACT.test(token)) throw unauthenticated('The token is not valid.');
  return token;
}

/** The error tells of a problem only where the owner of the token can do something about it. */
async function verify(token: string, getKey: JWTVerifyGetKey, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, getKey, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw unauthenticated('The token has expired.');
    throw error instanceof KeysUnavailable ? keysUnavailable() : unauthenticated('The token is not valid.');
  }
}

/** A path that leads nowhere means nobody. One that leads to something else than an object is a mistake of the issuer. */
function claimsOf(payload: JWTPayload, path: readonly string[]): Claims {
  let claims: Record<string, unknown> = payload;
  for (const [index, name] of path.entries()) {
    const inner = fromJsonText(own(claims, name) ?? null);
    if (inner === null) return null;
    if (!isRecord(inner)) throw new AccessError(`The claim ${path.slice(0, index + 1).join('.')} must be an object.`);
    claims = inner;
  }
  return claims;
}
