import { setImmediate } from 'node:timers/promises';

import pMap from 'p-map';

import type { Steps } from '../base/steps.ts';

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

/** Work of so many milliseconds is worth a turn of the event loop. */
const TURN_MS = 20;

/** Lets long work share the event loop: between two of its parts everything else that is due has its turn. */
export class LoopTurns {
  #since = performance.now();

  /** Resolves at once, or after a turn of the event loop where the work has gone on for 20 ms. */
  async next(): Promise<void> {
    if (performance.now() - this.#since < TURN_MS) return;
    await setImmediate();
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
