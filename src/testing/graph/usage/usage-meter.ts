import type { GraphFailure } from '../graph-failure.ts';
import { THROTTLES, type ThrottleCode, throttled } from '../rules/throttles.ts';
import type { BusinessUsage, QuotaOptions, UsageOptions } from './usage-options.ts';

const MINUTE_MS = 60_000;
const UNTOLD_BLOCK_MINUTES = 60;
const FULL = 100;

/** Mutable percentages of one header entry. */
interface Meter {
  calls: number;
  cpu: number;
  time: number;
  blockedUntil: number | null;
}

/** What the meter is made from. */
export interface UsageMeterOptions {
  readonly accountId: string;
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
   * Throttle error for a call that comes now, `null` when it may go on. Counts the call when it may. `platform` calls
   * count for the app alone.
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

  /** The usage headers of a reply that goes out now. */
  headers(): Readonly<Record<string, string>> {
    const headers: Record<string, string> = {};
    const { usage } = this.#options;
    if (this.#calls < (usage?.fromCall ?? 1)) return headers;
    if (this.#counts('app')) headers['x-app-usage'] = JSON.stringify(percentOf(this.#app));
    if (this.#counts('business')) headers['x-business-use-case-usage'] = JSON.stringify(this.#businessUsage());
    return headers;
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
      return quota.regainMinutes === undefined ? 12 : (quota.regainMinutes ?? UNTOLD_BLOCK_MINUTES);
    }
    const own = usage?.business?.[accountId]?.find(({ type }) => type === 'instagram');
    const told = own?.estimated_time_to_regain_access ?? 0;
    return told > 0 ? told : UNTOLD_BLOCK_MINUTES;
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
    const untold =
      quota?.regainMinutes === null || (start !== undefined && start.estimated_time_to_regain_access === undefined);
    const ownUsage = untold ? own : { ...own, estimated_time_to_regain_access: minutes };
    const rest = (given[accountId] ?? []).filter((entry) => entry !== start);
    return { ...given, [accountId]: [ownUsage, ...rest] };
  }
}

function meterOf(start: Partial<BusinessUsage>): Meter {
  const { call_count: calls = 0, total_cputime: cpu = 0, total_time: time = 0 } = start;
  return { calls, cpu, time, blockedUntil: null };
}

/** Whole percents, as the headers have them. */
function percentOf(meter: Meter): { call_count: number; total_cputime: number; total_time: number } {
  // A quota of 3 calls is used up after three times 33.3…: rounding up the last part in 10^9 keeps that exact.
  const whole = (value: number): number => Math.floor(value + 1e-9);
  return { call_count: whole(meter.calls), total_cputime: whole(meter.cpu), total_time: whole(meter.time) };
}
