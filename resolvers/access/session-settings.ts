/** The role and settings of a request's transaction, which PostgreSQL's own row security looks at. */
import type { Transaction } from '../../loaders/database/database.ts';
import type { DeclaredClaims } from '../../schema/config/reader/claim-types.ts';
import type { SessionConfig, SettingSource } from '../../schema/config/access/access-settings.ts';
import type { ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import { suggest } from '../../schema/util/suggest.ts';
import { AccessError, readClaim } from './read-claims.ts';
import type { Claims } from '../operation/executor-type.ts';

type Setting = Transaction['settings'][number];

export class SettingsOfClaims {
  readonly #session: SessionConfig;
  readonly #claims: DeclaredClaims;
  readonly #ownRoles: readonly string[];

  /** `ownRoles` are the roles of the gateway itself. */
  constructor(session: SessionConfig, claims: DeclaredClaims, ownRoles: readonly string[], issues: ConfigIssues) {
    this.#session = session;
    this.#claims = claims;
    this.#ownRoles = ownRoles;
    const sources: [string, SettingSource | null][] = [['session.role', session.role]];
    for (const [name, source] of session.settings) sources.push([`session.settings.${name}`, source]);
    for (const [path, source] of sources) this.#check(path, source, issues);
  }

  get isEmpty(): boolean {
    return this.#session.role === null && this.#session.settings.size === 0;
  }

  of(claims: Claims): Transaction['settings'] {
    const settings = [...this.#session.settings].map(([name, source]): Setting => [name, this.#text(source, claims)]);
    const role = this.#role(claims);
    // The role comes last, because it may not be allowed to make the other settings.
    return role === null ? settings : [...settings, ['role', role]];
  }

  /** Without a role the gateway's own would answer, which may see everything. */
  #role(claims: Claims): string | null {
    const { role, anonymousRole } = this.#session;
    if (role === null) return null;
    const name = this.#text(role, claims) || anonymousRole;
    if (name === null) throw new AccessError('The request has no role.');
    // `none` is PostgreSQL's word for the role that has logged in. A role that the configuration names is its author's decision.
    const isOwn =
      name === 'none' || (typeof role !== 'string' && this.#ownRoles.includes(name) && name !== anonymousRole);
    if (isOwn) throw new AccessError('The role of the request is not allowed.');
    return name;
  }

  /** A setting of PostgreSQL is a text. A claim that is not there is the empty text. */
  #text(source: SettingSource, claims: Claims): string {
    if (typeof source === 'string') return source;
    const claim = this.#claims.get(source.claim);
    const value = claim ? readClaim(claim, claims) : null;
    return typeof value === 'string' ? value : JSON.stringify(value ?? '').replace(/^""$/, '');
  }

  #check(path: string, source: SettingSource | null, issues: ConfigIssues): void {
    if (source === null || typeof source === 'string') return;
    const claim = this.#claims.get(source.claim);
    if (claim === undefined) {
      const hint = suggest(source.claim, this.#claims.keys());
      issues.at(path).wrong(`names the claim ${JSON.stringify(source.claim)}, which is not among the claims.${hint}`);
    } else if (claim && path === 'session.role' && claim.typeName !== 'text') {
      issues.at(path).wrong(`must be a claim of type text; ${claim.name} is of type ${claim.typeName}.`);
    }
  }
}
