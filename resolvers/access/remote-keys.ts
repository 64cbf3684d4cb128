/**
 * Keys that another server publishes. They are read when the first token needs them, and again when they are old or a token
 * names one that is not there; while the server cannot be reached, those that it gave last stay good.
 */
import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';

/** Milliseconds: a request waits no longer for keys, they are read no oftener than that for unknown names, and no later. */
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
    // Who waits for a server that is down makes everybody wait.
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

/** The keys are there, and none of them is the token's. */
function isOfToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}
