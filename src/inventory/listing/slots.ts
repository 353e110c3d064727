/** How many requests may be in flight, shared by all listings of a run. */
export class Slots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  get free(): number {
    return this.#free;
  }

  /** Takes a slot if one is free. */
  take(): boolean {
    if (this.#free === 0) return false;
    this.#free -= 1;
    return true;
  }

  /** Waits for a free slot and takes it; rejects with the signal's reason. */
  async acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (!this.take()) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          stop();
          signal.removeEventListener('abort', done);
          resolve();
        };
        const stop = this.onFree(done);
        signal.addEventListener('abort', done, { once: true });
      });
      signal.throwIfAborted();
    }
  }

  /** Gives a slot back and tells everyone who may want one. */
  release(): void {
    this.#free += 1;
    for (const listener of [...this.#waiting]) listener();
  }

  /** Calls back whenever a slot becomes free, until the returned function is called. */
  onFree(listener: () => void): () => void {
    this.#waiting.add(listener);
    return () => {
      this.#waiting.delete(listener);
    };
  }
}
