import type { TokenProblem } from '../rules/token-failures.ts';

/** A token the simulator knows. Times are milliseconds since the epoch. */
export interface IssuedToken {
  readonly value: string;
  readonly kind: 'user' | 'page' | 'app' | 'instagram';
  readonly appId: string;
  readonly scopes: readonly string[];
  readonly issuedAt: number;
  /** `null` never expires. */
  readonly expiresAt: number | null;
  /** When the permission to read data ends; `null` where there is no such end. */
  readonly dataAccessExpiresAt: number | null;
  /** A token of an hour, as a login gives it, or one of 60 days. */
  readonly life: 'short' | 'long';
  /** Why it is refused although it has not expired; `null` when it is good. */
  readonly problem: TokenProblem | null;
}

/** What a test may say about a token it wants. */
export interface TokenRequest {
  /** @default 'user' on Facebook login, 'instagram' on Instagram login */
  readonly kind?: IssuedToken['kind'] | undefined;
  /** @default every scope of the login */
  readonly scopes?: readonly string[] | undefined;
  /** Milliseconds, a `Date`, or ISO 8601. @default 60 days before `expiresAt` of a usual token, that is now */
  readonly issuedAt?: number | Date | string | undefined;
  /** `null` never expires. @default 60 days after `issuedAt`; 1 hour for a short-lived token */
  readonly expiresAt?: number | Date | string | null | undefined;
  /** @default 90 days after `issuedAt` for user and page tokens */
  readonly dataAccessExpiresAt?: number | Date | string | null | undefined;
  /** @default 'long' */
  readonly life?: IssuedToken['life'] | undefined;
  /** The subcode of error 190 it is refused with. @default none */
  readonly problem?: TokenProblem | undefined;
  /** @default the simulator's app */
  readonly appId?: string | undefined;
  /** @default a made-up one */
  readonly value?: string | undefined;
}
