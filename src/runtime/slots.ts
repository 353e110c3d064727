/** How many requests are worth having in flight; `tick` is called when one ends. */
export interface Pace {
  readonly limit: number;
  tick(): void;
}

/** How many requests may be in flight, shared by everything a run sends side by side. */
export class Slots {
  readonly #pace: Pace;
  #taken = 0;
  /** What waits, by member; the first member is the next in turn. */
  readonly #waiting = new Map<object, readonly (() => void)[]>();
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

  /**
   * Takes a slot as soon as one is free; rejects with the signal's reason. Free slots go round the members that wait, and
   * within a member to the one that waits longest.
   *
   * @param member - whose request it is; without it all are of one member
   */
  async acquire(signal: AbortSignal, member: object = this): Promise<void> {
    signal.throwIfAborted();
    if (this.#waiting.size === 0 && this.take()) return;
    await new Promise<void>((resolve, reject) => {
      const queue = this.#waiting.get(member) ?? [];
      const granted = (): void => {
        signal.removeEventListener('abort', aborted);
        resolve();
      };
      const aborted = (): void => {
        const left = (this.#waiting.get(member) ?? []).filter((other) => other !== granted);
        if (left.length === 0) this.#waiting.delete(member);
        else this.#waiting.set(member, left);
        // The caller's own reason, whatever it is.
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- an abort reason may be any value
        reject(signal.reason);
      };
      this.#waiting.set(member, [...queue, granted]);
      signal.addEventListener('abort', aborted, { once: true });
      this.#grant();
    });
  }

  /** Gives a slot back: to those that wait in `acquire`, then to all who listen for a free one. */
  release(): void {
    this.#taken -= 1;
    this.#pace.tick();
    this.#grant();
    if (this.free > 0) for (const listener of [...this.#listeners]) listener();
  }

  #grant(): void {
    for (let next = firstOf(this.#waiting); next !== null && this.take(); next = firstOf(this.#waiting)) {
      const [member, [granted, ...left]] = next;
      this.#waiting.delete(member);
      // Set anew, the member is behind all others.
      if (left.length > 0) this.#waiting.set(member, left);
      granted?.();
    }
  }

  /** Does something in a slot, as soon as one is free. */
  async use<T>(work: () => Promise<T>, signal: AbortSignal, member?: object): Promise<T> {
    await this.acquire(signal, member);
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

function firstOf<Key, Value>(map: ReadonlyMap<Key, Value>): [Key, Value] | null {
  for (const entry of map) return entry;
  return null;
}
