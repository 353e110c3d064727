import { setImmediate } from 'node:timers/promises';

import pMap from 'p-map';

import type { Steps } from '../base/stats.ts';

/**
 * Runs something for every item, at most `limit` at a time; results in the order of the items. The first error rejects
 * and no further item is started. An abort rejects with the signal's own reason.
 *
 * @param limit - a whole number from 1
 */
export async function mapBounded<T, R>(
  items: readonly T[],
  limit: number,
  run: (item: T, index: number) => Promise<R>,
  signal?: AbortSignal,
): Promise<R[]> {
  // Wrapped: p-map would await an item that happens to be a promise.
  const wrapped = items.map((item) => ({ item }));
  return pMap(wrapped, ({ item }, index) => run(item, index), {
    concurrency: limit,
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Lets pieces of work run one after the other, in the order they came: for reading and writing back one shared record. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs the work once all before it has settled. What fails fails alone: the next one has its turn all the same. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** Cuts a list into parts of `size` items, the last of what is left. */
export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

/** Resolves after a turn of the event loop: a request that was begun before is then on its way. */
export async function loopTurn(): Promise<void> {
  await setImmediate();
}

/** Work of so many milliseconds is worth a turn of the event loop. */
const TURN_MS = 20;

/** Lets long work share the event loop: between two of its parts everything else that is due has its turn. */
export class LoopTurns {
  #since = performance.now();

  /** Resolves at once, or after a turn of the event loop where the work has gone on for 20 ms. */
  async next(): Promise<void> {
    if (performance.now() - this.#since < TURN_MS) return;
    await loopTurn();
    this.#since = performance.now();
  }

  /** Runs work in steps, with turns of the event loop between them. */
  async run<T>(steps: Steps<T>): Promise<T> {
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      await this.next();
    }
  }
}

/** How many requests are worth having in flight; `tick` is called when one ends, with how many were until then. */
export interface Pace {
  readonly limit: number;
  tick(inFlight: number): void;
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
    this.#pace.tick(this.#taken);
    this.#taken -= 1;
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
