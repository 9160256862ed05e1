export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** An OAuth2 refresh token in the place of the password, as the login of some registries leaves it. */
  readonly identityToken?: string;
}

export interface RegistryOptions {
  /** Host and optional port, without scheme and path. */
  readonly host: string;
  /** Anonymous without. Masking them in the log is the caller's job. */
  readonly credentials?: Credentials;
  /** PEM of certificate authorities, in addition to the system's. */
  readonly ca?: string;
  /** Accepts any certificate. */
  readonly skipTlsVerify?: boolean;
  /** Allows plain HTTP where the registry does not speak TLS. This machine's own addresses may always. */
  readonly insecure?: boolean;
  /** Further attempts after 5xx, 429, resets. Default: 3. */
  readonly retries?: number;
  readonly signal?: AbortSignal;
}
