import type { InsightInventoryError } from '../base/errors.ts';
import { toTimestamp } from '../base/time.ts';
import type { Clock } from './clock.ts';
import { SharedLimit } from './shared-limit.ts';

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

/**
 * Lets every request of a platform through, now or later: a hook around each attempt of a `Run`. Above the usage limit
 * requests pass one at a time; at 100 % and after a throttle they wait until the platform lets calls through again, or
 * are refused when that is longer than the caller will wait.
 */
export class ThrottleGate {
  /** What the answers said of the limit. */
  readonly limit: SharedLimit;
  readonly #options: ThrottleGateOptions;

  /** @param shared - the limit that other gates pass too; without it one of its own */
  constructor(options: ThrottleGateOptions, shared?: SharedLimit) {
    this.#options = options;
    const { clock, usageLimitPercent } = options;
    this.limit = shared ?? new SharedLimit({ clock, usageLimitPercent, concurrency: Infinity });
  }

  /** Runs one request, now or in its turn. */
  async pass<T>(send: () => Promise<T>, { signal }: { readonly signal: AbortSignal }): Promise<T> {
    const inTurn = async (): Promise<T> => {
      if (this.limit.blockedUntil !== null) await this.#waitWhileBlocked(signal);
      // One that was sent before the block may still be answered.
      const { isProbing } = this.limit;
      try {
        return await send();
      } finally {
        if (isProbing) this.limit.endProbe();
      }
    };
    return this.limit.inTurn(this, inTurn, signal);
  }

  async #waitWhileBlocked(signal: AbortSignal): Promise<void> {
    const { clock, maxWaitMs, onWait, refuse } = this.#options;
    let waitedUntil: number | null = null;
    // Answers still under way may prolong the block during the wait.
    for (let until = this.limit.blockedUntil; until !== waitedUntil; until = this.limit.blockedUntil) {
      // Another gate has waited for the same limit.
      if (until === null) return;
      waitedUntil = until;
      const waitMs = until - clock.now();
      if (waitMs > maxWaitMs) throw refuse(toTimestamp(until), waitMs);
      if (waitMs <= 0) break;
      onWait(waitMs);
      await clock.sleep(waitMs, signal);
    }
    this.limit.reopen();
  }
}
