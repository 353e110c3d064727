import type { InsightInventoryError } from '../base/errors.ts';
import { HOUR_MS, toTimestamp } from '../base/time.ts';
import type { Clock } from './clock.ts';

/** What an answer says about the platform's limits. */
export interface LimitReport {
  /** How much of each limit is used, by its name; `null` when the answer does not say. */
  readonly percents: Readonly<Record<string, number | null>>;
  /** How long until calls are let through again; `null` when they are, or it was not said. */
  readonly regainMs: number | null;
}

/** Whose word a wait is: the server's, or an estimate where it named none. */
export type WaitSource = 'server' | 'estimate';

export interface ThrottleGateOptions {
  readonly clock: Clock;
  /** Above it requests pass one at a time. */
  readonly usageLimitPercent: number;
  /** A longer wait is refused. */
  readonly maxWaitMs: number;
  /** Called before each wait. */
  readonly onWait: (waitMs: number) => void;
  /** Makes the error of a wait that is too long; `until` is when calls are let through again, as a timestamp. */
  readonly refuse: (until: string, waitMs: number) => InsightInventoryError;
}

/** A full limit that does not say when it empties: platforms' shortest windows are an hour. */
const FULL_LIMIT_WAIT_MS: number = HOUR_MS;

/**
 * Lets every request of a platform through, now or later: a hook around each attempt of a `Run`. Above the usage limit
 * requests pass one at a time; at 100 % and after a throttle they wait until the platform lets calls through again, or
 * are refused when that is longer than the caller will wait.
 */
export class ThrottleGate {
  readonly #options: ThrottleGateOptions;
  #percents: Readonly<Record<string, number>> = {};
  #blockedUntil: number | null = null;
  #source: WaitSource = 'estimate';
  #queue: Promise<unknown> = Promise.resolve();
  #peak: number | null = null;

  constructor(options: ThrottleGateOptions) {
    this.#options = options;
  }

  /** Runs one request, now or in its turn. */
  async pass<T>(send: () => Promise<T>, { signal }: { readonly signal: AbortSignal }): Promise<T> {
    if (!this.#isHot()) {
      await this.#waitWhileBlocked(signal);
      return send();
    }
    const turn = this.#queue.then(async () => {
      signal.throwIfAborted();
      await this.#waitWhileBlocked(signal);
      return send();
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Takes note of what an answer says. A limit it does not name stays as it was. */
  note({ percents, regainMs }: LimitReport): void {
    const named = Object.entries(percents).filter((entry): entry is [string, number] => entry[1] !== null);
    if (named.length === 0 && regainMs === null) return;
    this.#percents = { ...this.#percents, ...Object.fromEntries(named) };
    const percent = this.#percent();
    if (percent !== null) this.#peak = Math.max(this.#peak ?? 0, percent);
    if (regainMs !== null) this.block(regainMs, 'server');
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

  /** How much of a limit is used, from the last answer that named it; `null` when none did since the last wait. */
  percentOf(limit: string): number | null {
    return this.#percents[limit] ?? null;
  }

  /**
   * How many requests are worth having in flight: all of them up to half the usage limit, fewer the nearer to it usage is,
   * one from there on.
   */
  lanes(most: number): number {
    const { usageLimitPercent } = this.#options;
    const room = usageLimitPercent - (this.#percent() ?? 0);
    return this.#isHot() ? 1 : Math.max(1, Math.min(most, Math.floor((2 * room * most) / usageLimitPercent)));
  }

  /** How long no call is let through, in milliseconds; `null` when calls are. */
  get blockedForMs(): number | null {
    const left = (this.#blockedUntil ?? 0) - this.#options.clock.now();
    return left > 0 ? left : null;
  }

  /** When calls are let through again, as a timestamp; `null` when they are now. */
  get regainAt(): string | null {
    return this.#blockedUntil === null || this.blockedForMs === null ? null : toTimestamp(this.#blockedUntil);
  }

  /** The highest percentage seen since the gate was made; `null` when no answer carried one. */
  get peakPercent(): number | null {
    return this.#peak;
  }

  #percent(): number | null {
    const percents = Object.values(this.#percents);
    return percents.length === 0 ? null : Math.max(...percents);
  }

  #isHot(): boolean {
    return this.#blockedUntil !== null || (this.#percent() ?? 0) > this.#options.usageLimitPercent;
  }

  async #waitWhileBlocked(signal: AbortSignal): Promise<void> {
    const { clock, maxWaitMs, onWait, refuse } = this.#options;
    if (this.#blockedUntil === null) return;
    let waitedUntil: number | null = null;
    // Answers still under way may prolong the block during the wait.
    while (this.#blockedUntil !== waitedUntil) {
      waitedUntil = this.#blockedUntil;
      const waitMs = waitedUntil - clock.now();
      if (waitMs > maxWaitMs) throw refuse(toTimestamp(waitedUntil), waitMs);
      if (waitMs <= 0) break;
      onWait(waitMs);
      await clock.sleep(waitMs, signal);
    }
    // What was known before the wait no longer holds; the next answer tells afresh.
    this.#blockedUntil = null;
    this.#percents = {};
  }
}
