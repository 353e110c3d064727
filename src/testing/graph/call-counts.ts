/** Counts logical Graph calls: each HTTP request that is one, and each item of a batch. */
export class CallCounts {
  readonly #byEndpoint = new Map<string, number>();
  readonly #byErrorCode = new Map<string, number>();
  #total = 0;

  add(endpoint: string, errorCode: string | null): void {
    this.#total += 1;
    this.#byEndpoint.set(endpoint, (this.#byEndpoint.get(endpoint) ?? 0) + 1);
    if (errorCode !== null) this.#byErrorCode.set(errorCode, (this.#byErrorCode.get(errorCode) ?? 0) + 1);
  }

  /** A copy of the counts so far. */
  read(): { graphCalls: number; callsByEndpoint: Record<string, number>; callsByErrorCode: Record<string, number> } {
    return {
      graphCalls: this.#total,
      callsByEndpoint: Object.fromEntries(this.#byEndpoint),
      callsByErrorCode: Object.fromEntries(this.#byErrorCode),
    };
  }
}
