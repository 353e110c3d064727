/** What is known of the access token, without the token. */
export interface TokenInfo {
  valid: boolean;
  login: 'facebook' | 'instagram';
  /** Kind of token as Graph names it (`USER`, `PAGE`, `SYSTEM_USER`); `null` where Graph does not say. */
  type: string | null;
  app_id: string | null;
  user_id: string | null;
  /** `null` for a token that does not expire, or when it is not known: see `expires`. */
  expires_at: string | null;
  /** Whether `expires_at` is a date, or why it is `null`. */
  expires: 'at' | 'never' | 'unknown';
  /** Whole days until `expires_at`, negative once past. */
  days_left: number | null;
  /** Facebook login: when the access to data ends although the token lives on. `null` where Graph does not say. */
  data_access_expires_at: string | null;
  scopes: string[] | null;
  /** Scopes this library uses that the token lacks; `null` when Graph does not list scopes. */
  missing_scopes: string[] | null;
  /** What to do, in plain sentences; empty when nothing is wrong. */
  remedies: string[];
}
