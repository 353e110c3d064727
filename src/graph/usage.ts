import * as v from 'valibot';
import { parseGraphJson } from './answer.ts';
import { MINUTE_MS, toTimestamp } from '../base/time.ts';
import { GraphApiError } from '../base/errors.ts';
import type { Clock } from '../runtime/clock.ts';
import { boundWait } from '../runtime/retry.ts';

/** What one answer says about how much of a limit is used. */
export interface UsageReport {
  /** Highest of the app's call, time and CPU percentages; `null` when the header was absent. */
  readonly appPercent: number | null;
  /** Highest percentage of the Instagram business use case; `null` when the header was absent. */
  readonly businessPercent: number | null;
  /** How long until calls are let through again; `null` when not blocked or not said. */
  readonly regainMs: number | null;
}

/** A figure that is missing or no number counts as 0, so that the others beside it are still read. */
const figure = v.fallback(v.optional(v.number(), 0), 0);
const usageRow = v.object({
  type: v.fallback(v.string(), ''),
  call_count: figure,
  total_time: figure,
  total_cputime: figure,
  estimated_time_to_regain_access: figure,
});
const appUsage = v.object({ call_count: figure, total_time: figure, total_cputime: figure });
const businessUsage = v.record(v.string(), v.array(v.unknown()));

/**
 * Reads `X-App-Usage` and `X-Business-Use-Case-Usage`. Of several use cases only `instagram` rows concern this library;
 * when none is so named, all are counted. The time to regain access is in minutes, may be missing or fractional.
 * Source: Graph API rate limiting; checked 2026-11-22.
 */
export function readUsage(header: (name: string) => string | null): UsageReport {
  const app = v.safeParse(appUsage, parseHeader(header('x-app-usage')));
  const business = v.safeParse(businessUsage, parseHeader(header('x-business-use-case-usage')));
  const all = business.success ? Object.values(business.output).flat().flatMap(readRow) : [];
  const own = all.filter((row) => row.type === 'instagram');
  const rows = own.length > 0 ? own : all;
  const regain = Math.max(0, ...rows.map((row) => row.estimated_time_to_regain_access));
  return {
    appPercent: app.success ? highest(app.output) : null,
    businessPercent: rows.length === 0 ? null : Math.max(...rows.map(highest)),
    regainMs: regain > 0 ? boundWait(regain * MINUTE_MS) : null,
  };
}

function readRow(value: unknown): v.InferOutput<typeof usageRow>[] {
  const row = v.safeParse(usageRow, value);
  return row.success ? [row.output] : [];
}

function parseHeader(value: string | null): unknown {
  return value === null ? undefined : parseGraphJson(value);
}

function highest(row: { call_count: number; total_time: number; total_cputime: number }): number {
  return Math.max(row.call_count, row.total_time, row.total_cputime);
}

/** How much of the limits is used, from the last headers. */
export interface UsageState {
  app_percent: number | null;
  business_percent: number | null;
  /** When calls are let through again; `null` when they are now. */
  regain_at: string | null;
}

export interface UsageGateSettings {
  readonly clock: Clock;
  readonly usageLimitPercent: number;
  readonly maxWaitMs: number;
  /** Told before each wait. */
  readonly onWait: (waitMs: number) => void;
}

/** A full limit that does not say when it empties: the app's window is one hour. */
const FULL_LIMIT_WAIT_MS = 60 * 60_000;

/**
 * Stands before every request. Above the usage limit requests pass one at a time; at 100 % and after a throttle they
 * wait until the platform lets calls through again, or are refused when that is longer than the caller will wait.
 */
export class UsageGate {
  readonly #settings: UsageGateSettings;
  #last: UsageReport = { appPercent: null, businessPercent: null, regainMs: null };
  #blockedUntil: number | null = null;
  #source: 'told' | 'guessed' = 'guessed';
  #queue: Promise<unknown> = Promise.resolve();
  #peak: number | null = null;

  constructor(settings: UsageGateSettings) {
    this.#settings = settings;
  }

  /** Runs one request, now or in its turn. */
  async pass<T>(run: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (!this.#isHot()) {
      await this.#waitWhileBlocked(signal);
      return run();
    }
    const turn = this.#queue.then(async () => {
      signal.throwIfAborted();
      await this.#waitWhileBlocked(signal);
      return run();
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Takes note of what an answer's headers say. */
  observe(report: UsageReport): void {
    if (report.appPercent === null && report.businessPercent === null && report.regainMs === null) return;
    this.#last = {
      appPercent: report.appPercent ?? this.#last.appPercent,
      businessPercent: report.businessPercent ?? this.#last.businessPercent,
      regainMs: report.regainMs,
    };
    const percent = this.#percent();
    if (percent !== null) this.#peak = Math.max(this.#peak ?? 0, percent);
    if (report.regainMs !== null) this.block(report.regainMs, 'told');
    else if (percent !== null && percent >= 100) this.block(FULL_LIMIT_WAIT_MS, 'guessed');
  }

  /**
   * Lets nothing through for a while. What the platform told takes the place of a guess, whichever is longer, and no
   * guess the place of what it told; of two alike the longer holds.
   */
  block(waitMs: number, source: 'told' | 'guessed'): void {
    const until = this.#settings.clock.now() + waitMs;
    const isBlocked = this.blockedForMs !== null;
    if (isBlocked && this.#source !== source) {
      if (source === 'guessed') return;
      this.#blockedUntil = until;
    } else {
      this.#blockedUntil = Math.max(this.#blockedUntil ?? 0, until);
    }
    this.#source = source;
  }

  /** How long calls are still held back; `null` when they are not. */
  get blockedForMs(): number | null {
    const left = (this.#blockedUntil ?? 0) - this.#settings.clock.now();
    return left > 0 ? left : null;
  }

  /** The highest percentage seen since the gate was made; `null` when no answer carried one. */
  get peakPercent(): number | null {
    return this.#peak;
  }

  get state(): UsageState {
    const until = this.#blockedUntil;
    return {
      app_percent: this.#last.appPercent,
      business_percent: this.#last.businessPercent,
      regain_at: until === null || until <= this.#settings.clock.now() ? null : toTimestamp(until),
    };
  }

  #percent(): number | null {
    const { appPercent, businessPercent } = this.#last;
    return appPercent === null && businessPercent === null ? null : Math.max(appPercent ?? 0, businessPercent ?? 0);
  }

  #isHot(): boolean {
    return this.#blockedUntil !== null || (this.#percent() ?? 0) > this.#settings.usageLimitPercent;
  }

  async #waitWhileBlocked(signal: AbortSignal): Promise<void> {
    const { clock, maxWaitMs, onWait } = this.#settings;
    if (this.#blockedUntil === null) return;
    let waitedUntil: number | null = null;
    // Answers still under way may prolong the block during the wait.
    while (this.#blockedUntil !== waitedUntil) {
      waitedUntil = this.#blockedUntil;
      const waitMs = waitedUntil - clock.now();
      if (waitMs > maxWaitMs) throw limitReached(waitedUntil, waitMs);
      if (waitMs <= 0) break;
      onWait(waitMs);
      await clock.sleep(waitMs, signal);
    }
    // What was known before the wait no longer holds; the next answer tells afresh.
    this.#blockedUntil = null;
    this.#last = { appPercent: null, businessPercent: null, regainMs: null };
  }
}

function limitReached(until: number, waitMs: number): GraphApiError {
  const at = toTimestamp(until);
  return new GraphApiError(`The platform's limit is used up; calls are let through again at about ${at}.`, {
    kind: 'rate_limit',
    code: 'graph:usage',
    retryable: true,
    remedy: `Come back after ${at}, or raise maxWaitMs to let the run wait that long.`,
    status: null,
    retryAfterMs: waitMs,
  });
}
