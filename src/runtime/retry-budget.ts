/** Retries a run may spend before anything has succeeded. */
export const RETRY_BUDGET_TOKENS = 50;

/** What a call that succeeds at its first attempt puts back. */
const RETRY_BUDGET_REFILL = 0.2;

/**
 * One purse of retries for a whole run, so that many failing calls cannot turn into a storm on a service that is down.
 *
 * It starts full. Every retry takes one token. A call that succeeds after retries puts one back: its last retry was
 * worth it. A call that succeeds at once puts back {@link RETRY_BUDGET_REFILL}. Without a token the error stands at
 * once. So an outage costs at most {@link RETRY_BUDGET_TOKENS} extra requests in a run, however many calls it makes,
 * while a service that stumbles and recovers is retried without end. Needs no clock.
 */
export class RetryBudget {
  readonly #capacity: number;
  #tokens: number;

  constructor(options: { readonly tokens?: number | undefined } = {}) {
    this.#capacity = options.tokens ?? RETRY_BUDGET_TOKENS;
    this.#tokens = this.#capacity;
  }

  /** Tokens left, from 0 to the capacity. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Pays for one retry; false when the purse is empty. */
  take(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** A call succeeded, at once or after retries. */
  succeeded(after: 'first_attempt' | 'retry'): void {
    this.#tokens = Math.min(this.#capacity, this.#tokens + (after === 'retry' ? 1 : RETRY_BUDGET_REFILL));
  }
}
