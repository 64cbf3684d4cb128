/** Reads the `session`, `jwt` and `authenticate` sections of the configuration. */
import { createPublicKey } from 'node:crypto';
import type { IssueScope } from '../reader/config-issues.ts';
import { SectionReader } from '../reader/section-reader.ts';
import { isRecord } from '../../util/records.ts';
import { suggest } from '../../util/suggest.ts';
import type { Authenticate, JwtConfig, SessionConfig, SettingSource } from './access-settings.ts';

const NO_SESSION: SessionConfig = { role: null, anonymousRole: null, settings: new Map() };

export function readSession(value: unknown, issues: IssueScope): SessionConfig {
  if (value === false) return NO_SESSION;
  const section = new SectionReader(value, issues);
  const sources = [...section.namedValues('settings')].flatMap(([name, source]): [string, SettingSource][] => {
    // Names without a dot are PostgreSQL's own settings, and the gateway relies on some of them.
    if (!/^[a-z_][a-z0-9_$]*(\.[a-z_][a-z0-9_$]*)+$/i.test(name)) {
      section.wrong(`settings.${name}`, "is not a name of a custom setting, such as 'app.user_id'");
    }
    const read = readSource(section, `settings.${name}`, source);
    return read === null ? [] : [[name, read]];
  });
  const role = section.has('role') ? readSource(section, 'role', section.any('role')) : null;
  const anonymousRole = section.text('anonymousRole');
  if (anonymousRole !== null && role === null)
    section.wrong('anonymousRole', 'is for requests without a role; set role');
  section.end();
  return { role, anonymousRole, settings: new Map(sources) };
}

function readSource(section: SectionReader, name: string, source: unknown): SettingSource | null {
  if (typeof source === 'string' && source !== '') return source;
  const claim = isRecord(source) && Object.keys(source).length === 1 ? source['claim'] : undefined;
  if (typeof claim === 'string') return { claim };
  section.wrong(name, "must be a text or a claim, such as { claim: 'role' }");
  return null;
}

export function readAuthenticate(value: unknown, issues: IssueScope): Authenticate | null {
  if (value === false) return null;
  if (isAuthenticate(value)) return value;
  return issues.wrong('must be a function from the headers of a request to its claims or null');
}

function isAuthenticate(value: unknown): value is Authenticate {
  return typeof value === 'function';
}

const SYMMETRIC = ['HS256', 'HS384', 'HS512'];
const ASYMMETRIC = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA'.split(' ');

export function readJwt(value: unknown, issues: IssueScope): JwtConfig | null {
  if (value === false) return null;
  const section = new SectionReader(value, issues);
  const key = readKey(section);
  const jwt = {
    key,
    algorithms: readAlgorithms(section, key.kind === 'secret' ? SYMMETRIC : ASYMMETRIC),
    issuer: section.text('issuer'),
    audience: section.text('audience'),
    claimsPath: readPath(section),
    required: section.flag('required', false),
  };
  section.end();
  return jwt;
}

function readKey(section: SectionReader): JwtConfig['key'] {
  const secret = section.text('secret');
  const pem = section.text('publicKey');
  const url = section.text('jwksUrl');
  const given = [secret, pem, url].filter((each) => each !== null);
  if (given.length !== 1)
    section.wrong('secret', 'or publicKey or jwksUrl: exactly one of them must say how tokens are signed');
  if (secret !== null && Buffer.byteLength(secret) < 32)
    section.wrong('secret', 'must be of at least 32 bytes, or it can be guessed');
  if (url !== null && !/^https?:/.test(URL.parse(url)?.protocol ?? ''))
    section.wrong('jwksUrl', 'must be an http or https address');
  if (pem !== null && !isPublicKey(pem))
    section.wrong('publicKey', 'must be a public key as PEM: -----BEGIN PUBLIC KEY-----');
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

/** One kind of key serves one kind of algorithm, for otherwise a public key could pass for a secret. */
function readAlgorithms(section: SectionReader, possible: readonly string[]): readonly string[] {
  const given = section.texts('algorithms');
  for (const algorithm of given) {
    if (possible.includes(algorithm)) continue;
    section.wrong(
      'algorithms',
      `has ${algorithm}; this kind of key signs by ${possible.join(', ')}.${suggest(algorithm, possible)}`,
    );
  }
  return given.length > 0 ? given : possible;
}

/** `https://example.com/claims` is one name, `app.claims` is two. */
function readPath(section: SectionReader): readonly string[] {
  const path = section.text('claimsPath');
  if (path === null) return [];
  return URL.canParse(path) ? [path] : path.split('.');
}
