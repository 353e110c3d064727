import { compareNames } from '../base/order.ts';

/**
 * Values for the first names of an order, however the names come: at most twice `limit` are held, and which ones are
 * kept does not depend on when they came. A name that was turned away once stays away, so a value that is kept has seen
 * everything that belongs to it.
 */
export class FirstNames<T> {
  readonly #limit: number;
  readonly #values = new Map<string, T>();
  /** Names beyond it are turned away; `null` while none was. */
  #last: string | null = null;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether names were turned away. */
  get exceeded(): boolean {
    return this.#last !== null || this.#values.size > this.#limit;
  }

  /** The name's value, made when it is new; `null` for a name that is not among the first. */
  at(name: string, create: () => T): T | null {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    if (this.#last !== null && compareNames(name, this.#last) > 0) return null;
    const value = create();
    this.#values.set(name, value);
    if (this.#values.size > 2 * this.#limit) this.#trim();
    return value;
  }

  /** The first names and their values, in order. */
  entries(): [string, T][] {
    return [...this.#values].sort(([a], [b]) => compareNames(a, b)).slice(0, this.#limit);
  }

  #trim(): void {
    const kept = this.entries();
    this.#values.clear();
    for (const [name, value] of kept) this.#values.set(name, value);
    this.#last = kept.at(-1)?.[0] ?? null;
  }
}
