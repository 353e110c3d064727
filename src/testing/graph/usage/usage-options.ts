import type { ThrottleCode } from '../rules/throttles.ts';

/** Starting values and growth of the usage headers. Without it, and without a quota, no usage header is sent. */
export interface UsageOptions {
  /** `X-App-Usage` at the start, percent. @default no such header */
  readonly app?: Partial<UsagePercent> | undefined;
  /**
   * `X-Business-Use-Case-Usage` at the start, by business id. The entry of type `instagram` under the account's own id
   * grows with the calls, the others stay. @default no such header
   */
  readonly business?: Readonly<Record<string, readonly BusinessUsage[]>> | undefined;
  /** Percent a Graph call adds to `call_count`. @default 1 */
  readonly perCall?: number | undefined;
  /** Percent one unit of a call's weight adds to `total_cputime` and `total_time`. @default 0.001 */
  readonly perWeight?: number | undefined;
  /** The headers appear from this call on. @default 1 */
  readonly fromCall?: number | undefined;
}

/** The three percentages of a usage header. */
export interface UsagePercent {
  readonly call_count: number;
  readonly total_cputime: number;
  readonly total_time: number;
}

/** One entry of `X-Business-Use-Case-Usage`. */
export interface BusinessUsage extends UsagePercent {
  readonly type: string;
  /** Minutes, fractions allowed. Left out, the header has no such key. */
  readonly estimated_time_to_regain_access?: number | undefined;
}

/** How much may be called, and what happens after. */
export interface QuotaOptions {
  /** Graph calls, batch items counted, that use up 100 %. */
  readonly calls: number;
  /** The error afterwards. @default 80002 */
  readonly code?: ThrottleCode | undefined;
  /** HTTP status of the error. @default the usual one of its code */
  readonly status?: 400 | 403 | 429 | undefined;
  /** Length of the block in minutes, told in the header with code 80002. `null`: 60 minutes that are not told. @default 12 */
  readonly regainMinutes?: number | null | undefined;
}
