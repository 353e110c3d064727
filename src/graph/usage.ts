import * as v from 'valibot';
import { parseGraphJson, readFigure } from './answer.ts';
import { MINUTE_MS, toTimestamp } from '../base/time.ts';
import { GraphApiError } from '../base/errors.ts';
import { isAccountId } from './platform.ts';
import type { Clock } from '../runtime/clock.ts';
import { boundWait } from '../runtime/retry.ts';

/** What one answer says about how much of a limit is used. */
export interface UsageReport {
  /** Highest of the app's call, time and CPU percentages; `null` when the header has none. */
  readonly appPercent: number | null;
  /** Highest percentage of the account's use case; `null` when the header has none of this account. */
  readonly businessPercent: number | null;
  /** How long until calls are let through again; `null` when not blocked or not said. */
  readonly regainMs: number | null;
}

/** The names a percentage goes by, one list for each of calls, time and CPU time. */
const PERCENTAGES: readonly string[] = [
  ...['call_count', 'total_time', 'total_cputime'],
  // graph.instagram.com. Source: restfb issue 1571 and recorded answers of v25.0; checked 2026-11-27.
  ...['call_volume', 'cpu_time'],
];

/**
 * The use case whose limit is that of an account's reads. The platform applies every use case to a business object, not
 * to the app: the app's own limit is the one of `X-App-Usage`. Source: Graph API rate limiting; checked 2026-11-27.
 */
const USE_CASE = 'instagram';

const figures = v.record(v.string(), v.unknown());

/**
 * Reads `X-App-Usage` and `X-Business-Use-Case-Usage`, whose figures may come as text and under either host's names; a
 * figure of an unknown name says nothing. The business header may name up to 32 objects. Where it names the account,
 * that row alone counts; else the rows of objects that are no other account, since a business may stand for its
 * accounts. Only rows of the use case `instagram`, or of none, count. The time to regain access is in minutes, may be
 * missing or fractional. Source: Graph API rate limiting; checked 2026-11-27.
 *
 * @param accountId - the account that is read; `null`, or an id of another form, when it cannot be told from others
 */
export function readUsage(header: (name: string) => string | null, accountId: string | null = null): UsageReport {
  const rows = ownRows(parseHeader(header('x-business-use-case-usage')), accountId);
  const regain = highest(rows.map((row) => readFigure(row['estimated_time_to_regain_access'])));
  return {
    appPercent: readPercent(parseHeader(header('x-app-usage'))),
    businessPercent: highest(rows.map(readPercent)),
    regainMs: regain === null || regain === 0 ? null : boundWait(regain * MINUTE_MS),
  };
}

type Figures = v.InferOutput<typeof figures>;

function ownRows(objects: Figures, accountId: string | null): Figures[] {
  const isKnown = accountId !== null && isAccountId(accountId);
  const named = isKnown ? objects[accountId] : undefined;
  const counted = Object.entries(objects).flatMap(([id, rows]) => (isKnown && isAccountId(id) ? [] : [rows]));
  return (named === undefined ? counted : [named])
    .flat()
    .map(readFigures)
    .filter((row) => typeof row['type'] !== 'string' || row['type'] === USE_CASE);
}

function parseHeader(value: string | null): Figures {
  return readFigures(value === null ? null : parseGraphJson(value));
}

function readFigures(value: unknown): Figures {
  const row = v.safeParse(figures, value);
  return row.success && !Array.isArray(value) ? row.output : {};
}

/** Reads the highest percentage of a row; `null` when it has none under a known name. */
function readPercent(row: Figures): number | null {
  return highest(PERCENTAGES.map((name) => readFigure(row[name])));
}

function highest(figures: readonly (number | null)[]): number | null {
  const given = figures.filter((figure) => figure !== null);
  return given.length === 0 ? null : Math.max(...given);
}

/** How much of the limits is used, from the last headers. */
export interface UsageState {
  app_percent: number | null;
  business_percent: number | null;
  /** When calls are let through again; `null` when they are now. */
  regain_at: string | null;
}

/** Whose word a wait is: the server's, or an estimate where it named none. */
type WaitSource = 'server' | 'estimate';

export interface UsageGateOptions {
  readonly clock: Clock;
  readonly usageLimitPercent: number;
  readonly maxWaitMs: number;
  /** Called before each wait. */
  readonly onWait: (waitMs: number) => void;
}

/** A full limit that does not say when it empties: the app's window is one hour. */
const FULL_LIMIT_WAIT_MS = 60 * 60_000;

/**
 * Lets every request through, now or later. Above the usage limit requests pass one at a time; at 100 % and after a throttle they
 * wait until the platform lets calls through again, or are refused when that is longer than the caller will wait.
 */
export class UsageGate {
  readonly #options: UsageGateOptions;
  #last: UsageReport = { appPercent: null, businessPercent: null, regainMs: null };
  #blockedUntil: number | null = null;
  #source: WaitSource = 'estimate';
  #queue: Promise<unknown> = Promise.resolve();
  #peak: number | null = null;

  constructor(options: UsageGateOptions) {
    this.#options = options;
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
    if (report.regainMs !== null) this.block(report.regainMs, 'server');
    else if (percent !== null && percent >= 100) this.block(FULL_LIMIT_WAIT_MS, 'estimate');
  }

  /**
   * Lets nothing through for a while. The server's wait replaces an estimate, whichever is longer, and no estimate
   * replaces the server's; of two of one source the longer counts.
   */
  block(waitMs: number, source: WaitSource): void {
    const until = this.#options.clock.now() + waitMs;
    const isBlocked = this.blockedForMs !== null;
    if (isBlocked && this.#source !== source) {
      if (source === 'estimate') return;
      this.#blockedUntil = until;
    } else {
      this.#blockedUntil = Math.max(this.#blockedUntil ?? 0, until);
    }
    this.#source = source;
  }

  /** How long no call is let through, in milliseconds; `null` when calls are. */
  get blockedForMs(): number | null {
    const left = (this.#blockedUntil ?? 0) - this.#options.clock.now();
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
      regain_at: until === null || until <= this.#options.clock.now() ? null : toTimestamp(until),
    };
  }

  #percent(): number | null {
    const { appPercent, businessPercent } = this.#last;
    return appPercent === null && businessPercent === null ? null : Math.max(appPercent ?? 0, businessPercent ?? 0);
  }

  #isHot(): boolean {
    return this.#blockedUntil !== null || (this.#percent() ?? 0) > this.#options.usageLimitPercent;
  }

  async #waitWhileBlocked(signal: AbortSignal): Promise<void> {
    const { clock, maxWaitMs, onWait } = this.#options;
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
