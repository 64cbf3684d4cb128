/** The settings that say how a request tells who asks, and what PostgreSQL hears of it. `read-access.ts` reads them. */

/** A fixed text, or the claim that has it. */
export type SettingSource = string | { readonly claim: string };

export interface SessionConfig {
  /** The role that statements run as. With null it is the role that has logged in. */
  readonly role: SettingSource | null;
  /** The role of requests that have none. With null they are refused. */
  readonly anonymousRole: string | null;
  /** Settings of the transaction, as `current_setting` finds them. */
  readonly settings: ReadonlyMap<string, SettingSource>;
}

/** Headers by lower-case name, as those of a `Request`. */
export interface RequestHeaders {
  get(name: string): string | null;
}

/** Gives the claims of a request by its headers, null for nobody. */
export type Authenticate = (headers: RequestHeaders) => unknown;

export interface JwtConfig {
  readonly key:
    | { readonly kind: 'secret'; readonly secret: string }
    | { readonly kind: 'publicKey'; readonly pem: string }
    | { readonly kind: 'jwks'; readonly url: string };
  readonly algorithms: readonly string[];
  readonly issuer: string | null;
  readonly audience: string | null;
  /** The path to the claims inside the token. It is empty where they are at the top. */
  readonly claimsPath: readonly string[];
  /** Requests without a token are refused. */
  readonly required: boolean;
}

/** The form of a configuration file. */
export interface SessionConfigOptions {
  readonly role?: SettingSource;
  readonly anonymousRole?: string;
  readonly settings?: Readonly<Record<string, SettingSource>>;
}

export interface JwtOptions {
  /** Exactly one of these three says by which key tokens are signed. */
  readonly secret?: string;
  readonly publicKey?: string;
  readonly jwksUrl?: string;
  readonly algorithms?: readonly string[];
  readonly issuer?: string;
  readonly audience?: string;
  readonly claimsPath?: string;
  readonly required?: boolean;
}
