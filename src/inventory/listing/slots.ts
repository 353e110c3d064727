import { performance } from 'node:perf_hooks';

/** How many requests are worth having in flight; `tick` is called when one ends. */
export interface Pace {
  readonly limit: number;
  tick(): void;
}

/** How many requests may be in flight, shared by all listings of a run. */
export class Slots {
  readonly #pace: Pace;
  #taken = 0;
  readonly #queue: (() => void)[] = [];
  readonly #listeners = new Set<() => void>();

  /** @param pace - its limit is at least 1 */
  constructor(pace: Pace) {
    this.#pace = pace;
  }

  get free(): number {
    return Math.max(0, this.#pace.limit - this.#taken);
  }

  /** Takes a slot if one is free. */
  take(): boolean {
    if (this.free === 0) return false;
    this.#taken += 1;
    return true;
  }

  /** Takes a slot as soon as one is free, before anyone who asks later; rejects with the signal's reason. */
  async acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.take()) return;
    await new Promise<void>((resolve, reject) => {
      const granted = (): void => {
        signal.removeEventListener('abort', aborted);
        resolve();
      };
      const aborted = (): void => {
        this.#queue.splice(this.#queue.indexOf(granted), 1);
        // The caller's own reason, whatever it is.
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- an abort reason may be any value
        reject(signal.reason);
      };
      this.#queue.push(granted);
      signal.addEventListener('abort', aborted, { once: true });
    });
  }

  /** Gives a slot back: to the caller that waits longest, then to all who listen for a free one. */
  release(): void {
    this.#taken -= 1;
    this.#pace.tick();
    while (this.#queue.length > 0 && this.take()) this.#queue.shift()?.();
    if (this.free > 0) for (const listener of [...this.#listeners]) listener();
  }

  /** Calls back whenever a slot becomes free, until the returned function is called. */
  onFree(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}

/** Several round trips, so that bursts of answers even out. */
const WINDOW_MS = 200;

/** Shares of a window in which the event loop had something to do. */
const WITHOUT_PAUSE = 0.98;
const WITH_PAUSES = 0.95;

/** Enough for the next answer to be there when one is read. */
const LEAST = 4;

/** What the event loop did since some moment, in milliseconds. */
export interface LoopTime {
  readonly active: number;
  readonly idle: number;
}

/**
 * How many requests are worth having in flight: half as many after a window in which the event loop did not pause, twice
 * as many after one in which it did. What arrives at a busy loop only waits in memory, where every collection of garbage
 * copies it, and a process that is busy with something else is left to it. A million objects without latency: 2.3 s of
 * processor time in place of 2.9 s, and 250 requests in place of 385; at 50 ms a request hardly anything changes (measured
 * 2026-11-22).
 */
export class LoopPace {
  readonly #most: number;
  readonly #time: () => LoopTime;
  #limit: number;
  #windowStart: LoopTime;

  /** @param time - of the event loop, since any moment */
  constructor(most: number, time: () => LoopTime = () => performance.eventLoopUtilization()) {
    this.#most = most;
    this.#limit = most;
    this.#time = time;
    this.#windowStart = time();
  }

  get limit(): number {
    return this.#limit;
  }

  /** Decides anew at the end of a window. To be called whenever a request ends. */
  tick(): void {
    const now = this.#time();
    const active = now.active - this.#windowStart.active;
    const window = active + now.idle - this.#windowStart.idle;
    if (window < WINDOW_MS) return;
    this.#windowStart = now;
    if (active > WITHOUT_PAUSE * window)
      this.#limit = Math.max(Math.min(LEAST, this.#most), Math.floor(this.#limit / 2));
    else if (active < WITH_PAUSES * window) this.#limit = Math.min(this.#most, this.#limit * 2);
  }
}
