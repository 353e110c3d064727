import { HIGHLIGHTS } from './bucket-figures.ts';

/**
 * Tells, by numbers alone, which rows can be among the newest, the oldest or the largest of a listing. Of a large bucket
 * hardly any can, and the others need no record and no comparison of texts.
 */
export class RowGate {
  readonly #newest = new TopNumbers(HIGHLIGHTS.newest);
  readonly #newestVideos = new TopNumbers(HIGHLIGHTS.newestVideos);
  readonly #largest = new TopNumbers(HIGHLIGHTS.largest);
  #oldest = Number.POSITIVE_INFINITY;

  /**
   * False when the row can be none of them. Ties are let through: names decide between those. Each row is asked about
   * once.
   *
   * @param key - of {@link timeKey}; a row of unknown age is let through
   */
  letsThrough(key: number, bytes: number, isVideo: boolean): boolean {
    const isLarge = this.#largest.offer(bytes);
    if (Number.isNaN(key)) return true;
    const isOld = key <= this.#oldest;
    if (isOld) this.#oldest = key;
    const isNew = this.#newest.offer(key);
    const isNewVideo = isVideo && this.#newestVideos.offer(key);
    return isLarge || isOld || isNew || isNewVideo;
  }
}

/** The largest numbers seen, in a heap whose first is the least of them. */
class TopNumbers {
  readonly #limit: number;
  readonly #heap: number[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether the number is among the largest so far, or as large as the least of them. */
  offer(value: number): boolean {
    const heap = this.#heap;
    const least = heap[0];
    if (heap.length < this.#limit || least === undefined) {
      this.#rise(value);
      return true;
    }
    if (value > least) this.#sink(value);
    return value >= least;
  }

  #rise(value: number): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(value);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above <= value) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = value;
  }

  #sink(value: number): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const leftValue = heap[left];
      if (leftValue === undefined) break;
      const rightValue = heap[left + 1] ?? Number.POSITIVE_INFINITY;
      const least = Math.min(leftValue, rightValue);
      if (least >= value) break;
      heap[index] = least;
      index = rightValue < leftValue ? left + 1 : left;
    }
    heap[index] = value;
  }
}
