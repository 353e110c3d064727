import type { Secret } from '../base/secret.ts';

/** The one plain carrier of an access token. */
export interface AccessToken {
  value: string;
  /** ISO 8601; `null` for a token that does not expire or whose expiry is not known. */
  expiresAt: string | null;
}

/** What a token provider is asked for. */
export interface AccessTokenRequest {
  /** True when the last token was refused or is about to expire: a cached one will not do. */
  readonly forceRefresh: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Gives the token when it is needed, from a vault or another service. */
export type AccessTokenProvider = (request: AccessTokenRequest) => Promise<AccessToken>;

/** An access token as a configuration may give it. */
export type AccessTokenSource = string | Secret | AccessTokenProvider;
