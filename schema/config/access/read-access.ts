/** The `session`, `jwt` and `authenticate` sections of the configuration. Every mistake is collected with its path. */
import { createPublicKey } from 'node:crypto';
import { Part } from '../reader/section-reader.ts';
import { isRecord } from '../../util/records.ts';
import { suggest } from '../../util/suggest.ts';
import type { Authenticate, JwtConfig, SessionConfig, SettingSource } from './access-settings.ts';

const NO_SESSION: SessionConfig = { role: null, anonymousRole: null, settings: new Map() };

export function readSession(value: unknown, where: string, mistakes: string[]): SessionConfig {
  if (value === false) return NO_SESSION;
  const part = new Part(value, where, mistakes);
  const sources = [...part.namedValues('settings')].flatMap(([name, source]): [string, SettingSource][] => {
    // Others are PostgreSQL's own, and the gateway relies on some of them.
    if (!/^[a-z_][a-z0-9_$]*(\.[a-z_][a-z0-9_$]*)+$/i.test(name)) {
      part.wrong(`settings.${name}`, "is no name of a custom setting, such as 'app.user_id'");
    }
    const read = readSource(part, `settings.${name}`, source);
    return read === null ? [] : [[name, read]];
  });
  const role = part.has('role') ? readSource(part, 'role', part.any('role')) : null;
  const anonymousRole = part.text('anonymousRole');
  if (anonymousRole !== null && role === null) part.wrong('anonymousRole', 'is for requests without a role; set role');
  part.end();
  return { role, anonymousRole, settings: new Map(sources) };
}

function readSource(part: Part, name: string, source: unknown): SettingSource | null {
  if (typeof source === 'string' && source !== '') return source;
  const claim = isRecord(source) && Object.keys(source).length === 1 ? source['claim'] : undefined;
  if (typeof claim === 'string') return { claim };
  part.wrong(name, "must be a text or a claim, such as { claim: 'role' }");
  return null;
}

export function readAuthenticate(value: unknown, where: string, mistakes: string[]): Authenticate | null {
  if (value === false) return null;
  if (isAuthenticate(value)) return value;
  mistakes.push(`${where} must be a function from the headers of a request to its claims or null.`);
  return null;
}

function isAuthenticate(value: unknown): value is Authenticate {
  return typeof value === 'function';
}

const SYMMETRIC = ['HS256', 'HS384', 'HS512'];
const ASYMMETRIC = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA'.split(' ');

export function readJwt(value: unknown, where: string, mistakes: string[]): JwtConfig | null {
  if (value === false) return null;
  const part = new Part(value, where, mistakes);
  const key = readKey(part);
  const jwt = {
    key,
    algorithms: readAlgorithms(part, key.kind === 'secret' ? SYMMETRIC : ASYMMETRIC),
    issuer: part.text('issuer'),
    audience: part.text('audience'),
    claimsPath: readPath(part),
    required: part.flag('required', false),
  };
  part.end();
  return jwt;
}

function readKey(part: Part): JwtConfig['key'] {
  const secret = part.text('secret');
  const pem = part.text('publicKey');
  const url = part.text('jwksUrl');
  const given = [secret, pem, url].filter((each) => each !== null);
  if (given.length !== 1)
    part.wrong('secret', 'or publicKey or jwksUrl: exactly one of them must say how tokens are signed');
  if (secret !== null && Buffer.byteLength(secret) < 32)
    part.wrong('secret', 'must be of at least 32 bytes, or it can be guessed');
  if (url !== null && !/^https?:/.test(URL.parse(url)?.protocol ?? ''))
    part.wrong('jwksUrl', 'must be an http or https address');
  if (pem !== null && !isPublicKey(pem))
    part.wrong('publicKey', 'must be a public key as PEM: -----BEGIN PUBLIC KEY-----');
  if (pem !== null) return { kind: 'publicKey', pem };
  return url === null ? { kind: 'secret', secret: secret ?? '' } : { kind: 'jwks', url };
}

function isPublicKey(pem: string): boolean {
  try {
    return createPublicKey(pem).type === 'public';
  } catch {
    return false;
  }
}

/** One kind of key serves one kind of algorithm: else a public key could pass for a secret. */
function readAlgorithms(part: Part, possible: readonly string[]): readonly string[] {
  const given = part.texts('algorithms');
  for (const algorithm of given) {
    if (possible.includes(algorithm)) continue;
    part.wrong(
      'algorithms',
      `has ${algorithm}; this kind of key signs by ${possible.join(', ')}.${suggest(algorithm, possible)}`,
    );
  }
  return given.length > 0 ? given : possible;
}

/** `https://example.com/claims` is one name, `app.claims` two. */
function readPath(part: Part): readonly string[] {
  const path = part.text('claimsPath');
  if (path === null) return [];
  return URL.canParse(path) ? [path] : path.split('.');
}
