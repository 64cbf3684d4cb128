/**
 * Reads keys that another server publishes: when the first token needs them, and again when they are old or a token names one
 * that is not there. While the server cannot be reached, the last keys stay valid.
 */
import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';

/** A request waits this long for keys at most. Unknown names make them be read again after the cooldown, and age after the last. */
const TIMEOUT_MS = 2_000;
const COOLDOWN_MS = 30_000;
const MAX_AGE_MS = 600_000;

export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

export function remoteKeys(url: URL): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(url, {
    timeoutDuration: TIMEOUT_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: MAX_AGE_MS,
  });
  let failedAt = -Infinity;
  const lastKeys: JWTVerifyGetKey = async (header, token) => {
    const keys = remote.jwks();
    if (!keys) throw new KeysUnavailable(`no keys from ${url.origin}`);
    return createLocalJWKSet(keys)(header, token);
  };
  return async (header, token) => {
    // Requests do not wait for a server that was down a moment ago.
    if (performance.now() - failedAt < TIMEOUT_MS) return lastKeys(header, token);
    try {
      return await remote(header, token);
    } catch (error) {
      if (isOfToken(error)) throw error;
      failedAt = performance.now();
      return lastKeys(header, token);
    }
  };
}

/** Whether the keys could be read, and none of them is the token's. */
function isOfToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}
