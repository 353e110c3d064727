/** How many requests are worth having in flight; `tick` is called when one ends. */
export interface Pace {
  readonly limit: number;
  tick(): void;
}

/** How many requests may be in flight, shared by everything a run sends side by side. */
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

  /** Does something in a slot, as soon as one is free. */
  async use<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.acquire(signal);
    try {
      return await work();
    } finally {
      this.release();
    }
  }

  /** Calls back whenever a slot becomes free, until the returned function is called. */
  onFree(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
