import { GraphFailure } from './rules/failures.ts';

/** Codes a client is slowed down with. */
export type ThrottleCode = 4 | 17 | 32 | 341 | 613 | 80_002;

interface ThrottleRule {
  readonly message: string;
  readonly status: number;
  readonly transient: boolean;
  /** Which usage header shows it. */
  readonly meter: 'app' | 'business';
}

/** Source: rate limiting and error references, bodies seen in public tests; the text of 341 is not published. */
const THROTTLES: Readonly<Record<ThrottleCode, ThrottleRule>> = {
  4: { message: '(#4) Application request limit reached', status: 403, transient: true, meter: 'app' },
  17: { message: '(#17) User request limit reached', status: 400, transient: false, meter: 'app' },
  32: { message: '(#32) Page request limit reached', status: 403, transient: false, meter: 'app' },
  341: { message: '(#341) Application limit reached', status: 400, transient: false, meter: 'app' },
  613: {
    message: '(#613) Calls to this api have exceeded the rate limit.',
    status: 400,
    transient: false,
    meter: 'app',
  },
  80002: {
    message:
      '(#80002) There have been too many calls to this Instagram account. Wait a bit and try again. For more info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.',
    status: 400,
    transient: false,
    meter: 'business',
  },
};

/**
 * Makes the error of a client that is over its quota. `status` overrides the usual one: 400, 403 and 429 have been
 * seen.
 */
export function throttled(code: ThrottleCode, status?: number): GraphFailure {
  const rule = THROTTLES[code];
  return new GraphFailure(rule.message, {
    code,
    status: status ?? rule.status,
    extras: rule.transient ? { is_transient: true } : {},
  });
}

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
  /** Numbers of the headers as JSON numbers or as texts, which some proxies make of them. @default 'number' */
  readonly numbersAs?: 'number' | 'text' | undefined;
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
  /** Length of the block in minutes, given in the header with code 80002. `null`: 60 minutes that the header does not give. @default 12 */
  readonly regainMinutes?: number | null | undefined;
}

const MINUTE_MS = 60_000;
const UNSTATED_BLOCK_MINUTES = 60;
const FULL = 100;

/** Mutable percentages of one header entry. */
interface Meter {
  calls: number;
  cpu: number;
  time: number;
  blockedUntil: number | null;
}

/** What the meter is made from. */
interface UsageMeterOptions {
  readonly accountId: string;
  readonly login: 'facebook' | 'instagram';
  readonly usage: UsageOptions | undefined;
  readonly quota: QuotaOptions | undefined;
  readonly now: () => number;
}

/**
 * Counts calls against the app and the business and refuses when one is used up. The block ends after its time, and
 * every call in between makes it start again.
 */
export class UsageMeter {
  readonly #options: UsageMeterOptions;
  readonly #app: Meter;
  readonly #business: Meter;
  readonly #code: ThrottleCode | null;
  #calls = 0;

  constructor(options: UsageMeterOptions) {
    this.#options = options;
    const { usage, quota, accountId } = options;
    this.#code = quota === undefined ? null : (quota.code ?? 80_002);
    this.#app = meterOf(usage?.app ?? {});
    this.#business = meterOf(usage?.business?.[accountId]?.find(({ type }) => type === 'instagram') ?? {});
    if (quota !== undefined && quota.calls <= 0 && this.#code !== null) {
      (THROTTLES[this.#code].meter === 'app' ? this.#app : this.#business).calls = FULL;
    }
  }

  /**
   * Gives the throttle error for a call that comes now, `null` when it may go on. Counts the call when it may.
   * `platform` calls count for the app alone.
   */
  take(platform: boolean): GraphFailure | null {
    this.#calls += 1;
    const meters = this.#meters(platform);
    for (const [meter, code] of meters) {
      if (this.#blocks(meter)) return throttled(code, this.#code === code ? this.#options.quota?.status : undefined);
    }
    for (const [meter, code] of meters) this.#count(meter, code);
    return null;
  }

  /** Adds the work of a call that was taken. */
  addWeight(weight: number, platform: boolean): void {
    const { usage, quota } = this.#options;
    const time = weight * (usage?.perWeight ?? 0.001);
    // Time alone never blocks a quota that was given in calls.
    const ceiling = quota === undefined ? FULL : FULL - 1;
    for (const [meter] of this.#meters(platform)) {
      meter.cpu = Math.min(ceiling, meter.cpu + time);
      meter.time = Math.min(ceiling, meter.time + time);
    }
  }

  /** Makes the usage headers of a reply that goes out now. */
  headers(): Readonly<Record<string, string>> {
    const headers: Record<string, string> = {};
    const { usage } = this.#options;
    if (this.#calls < (usage?.fromCall ?? 1)) return headers;
    if (this.#counts('app')) headers['x-app-usage'] = this.#json(this.#appUsage());
    if (this.#counts('business')) headers['x-business-use-case-usage'] = this.#json(this.#businessUsage());
    return headers;
  }

  /**
   * Writes the usage of an app. graph.instagram.com has names of its own, and no third number.
   *
   * @source restfb/restfb#1571 and recorded answers of v25.0 (checked 2026-11-27)
   */
  #appUsage(): Readonly<Record<string, number>> {
    const percent = percentOf(this.#app);
    if (this.#options.login === 'facebook') return percent;
    return { call_volume: percent.call_count, cpu_time: percent.total_cputime };
  }

  #json(value: unknown): string {
    const asText = this.#options.usage?.numbersAs === 'text';
    return JSON.stringify(value, (_key, part: unknown) => (asText && typeof part === 'number' ? String(part) : part));
  }

  #meters(platform: boolean): [Meter, ThrottleCode][] {
    const meters: [Meter, ThrottleCode][] = [];
    if (this.#counts('app')) meters.push([this.#app, this.#codeOf('app')]);
    if (this.#counts('business') && !platform) meters.push([this.#business, this.#codeOf('business')]);
    return meters;
  }

  #counts(meter: 'app' | 'business'): boolean {
    if (this.#code !== null && THROTTLES[this.#code].meter === meter) return true;
    return meter === 'app' ? this.#options.usage?.app !== undefined : this.#options.usage?.business !== undefined;
  }

  #codeOf(meter: 'app' | 'business'): ThrottleCode {
    if (this.#code !== null && THROTTLES[this.#code].meter === meter) return this.#code;
    return meter === 'app' ? 4 : 80_002;
  }

  #blocks(meter: Meter): boolean {
    const now = this.#options.now();
    if (meter.blockedUntil !== null && meter.blockedUntil <= now) {
      Object.assign(meter, { calls: 0, cpu: 0, time: 0, blockedUntil: null });
    }
    if (meter.blockedUntil === null && Math.max(meter.calls, meter.cpu, meter.time) < FULL - 1e-9) return false;
    meter.blockedUntil = now + this.#blockMinutes() * MINUTE_MS;
    return true;
  }

  #blockMinutes(): number {
    const { quota, usage, accountId } = this.#options;
    if (quota !== undefined) {
      return quota.regainMinutes === undefined ? 12 : (quota.regainMinutes ?? UNSTATED_BLOCK_MINUTES);
    }
    const own = usage?.business?.[accountId]?.find(({ type }) => type === 'instagram');
    const minutes = own?.estimated_time_to_regain_access ?? 0;
    return minutes > 0 ? minutes : UNSTATED_BLOCK_MINUTES;
  }

  #count(meter: Meter, code: ThrottleCode): void {
    const { usage, quota } = this.#options;
    const perCall = quota !== undefined && this.#code === code ? FULL / quota.calls : (usage?.perCall ?? 1);
    meter.calls = Math.min(FULL, meter.calls + perCall);
  }

  #businessUsage(): Readonly<Record<string, readonly BusinessUsage[]>> {
    const { usage, quota, accountId, now } = this.#options;
    const own = { type: 'instagram', ...percentOf(this.#business) };
    const until = this.#business.blockedUntil;
    const minutes = until === null ? 0 : Math.max(0, Math.ceil((until - now()) / MINUTE_MS));
    const given = usage?.business ?? {};
    const start = given[accountId]?.find(({ type }) => type === 'instagram');
    const isUnstated =
      quota?.regainMinutes === null || (start !== undefined && start.estimated_time_to_regain_access === undefined);
    const ownUsage = isUnstated ? own : { ...own, estimated_time_to_regain_access: minutes };
    const rest = (given[accountId] ?? []).filter((entry) => entry !== start);
    return { ...given, [accountId]: [ownUsage, ...rest] };
  }
}

function meterOf(start: Partial<BusinessUsage>): Meter {
  const { call_count: calls = 0, total_cputime: cpu = 0, total_time: time = 0 } = start;
  return { calls, cpu, time, blockedUntil: null };
}

/** Rounds to whole percents, as the headers have them. */
function percentOf(meter: Meter): { call_count: number; total_cputime: number; total_time: number } {
  // A quota of 3 calls is used up after three times 33.3…: rounding up the last part in 10^9 keeps that exact.
  const whole = (value: number): number => Math.floor(value + 1e-9);
  return { call_count: whole(meter.calls), total_cputime: whole(meter.cpu), total_time: whole(meter.time) };
}
