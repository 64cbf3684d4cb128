/** Who asks, and what PostgreSQL is told of it. `read-access.ts` makes these from the configuration. */

/** A fixed text, or the claim that has it. */
export type SettingSource = string | { readonly claim: string };

export interface SessionConfig {
  /** The role that statements run as; null: the one that has logged in. */
  readonly role: SettingSource | null;
  /** For requests without a role; null: they are refused. */
  readonly anonymousRole: string | null;
  /** Settings of the transaction, as `current_setting` finds them. */
  readonly settings: ReadonlyMap<string, SettingSource>;
}

/** Headers by lower-case name, as of a `Request`. */
export interface RequestHeaders {
  get(name: string): string | null;
}

/** Claims of a request by its headers; null: nobody is known. */
export type Authenticate = (headers: RequestHeaders) => unknown;

export interface JwtConfig {
  readonly key:
    | { readonly kind: 'secret'; readonly secret: string }
    | { readonly kind: 'publicKey'; readonly pem: string }
    | { readonly kind: 'jwks'; readonly url: string };
  readonly algorithms: readonly string[];
  readonly issuer: string | null;
  readonly audience: string | null;
  /** Where in the token the claims are; empty: at its top. */
  readonly claimsPath: readonly string[];
  /** Requests without a token are refused. */
  readonly required: boolean;
}

/** What a configuration file may say. */
export interface SessionConfigOptions {
  readonly role?: SettingSource;
  readonly anonymousRole?: string;
  readonly settings?: Readonly<Record<string, SettingSource>>;
}

export interface JwtOptions {
  /** One of the three says by which key tokens are signed. */
  readonly secret?: string;
  readonly publicKey?: string;
  readonly jwksUrl?: string;
  readonly algorithms?: readonly string[];
  readonly issuer?: string;
  readonly audience?: string;
  readonly claimsPath?: string;
  readonly required?: boolean;
}
