import { invalidRequest } from '../base/errors.ts';
import { compareNames } from '../base/order.ts';
import type { FileRecord } from '../documents/file.ts';

/** What finding the newer of two files reads. Every `FileRecord` fits. */
export type DatedFile = Pick<FileRecord, 'name' | 'created_time'>;

/** What finding the larger of two files reads. Every `FileRecord` fits. */
export type SizedFile = Pick<FileRecord, 'name' | 'size_bytes'>;

/**
 * Orders files newest first by `created_time`, files without one last, then by name.
 *
 * @example
 * compareNewest({ name: 'a', created_time: null }, { name: 'b', created_time: '2025-04-30T13:47:00Z' }) > 0; //=> true
 */
export function compareNewest(a: DatedFile, b: DatedFile): number {
  return -compareTimes(a.created_time, b.created_time) || byKnownTime(a, b) || compareNames(a.name, b.name);
}

/** Orders files oldest first by `created_time`, files without one last, then by name. */
export function compareOldest(a: DatedFile, b: DatedFile): number {
  return compareTimes(a.created_time, b.created_time) || byKnownTime(a, b) || compareNames(a.name, b.name);
}

/** Orders files largest first by `size_bytes`, files of unknown size last, then by name. */
export function compareLargest(a: SizedFile, b: SizedFile): number {
  return (b.size_bytes ?? -1) - (a.size_bytes ?? -1) || compareNames(a.name, b.name);
}

/**
 * Compares two times. Timestamps of documents have one width, so their text sorts as their time does. 0 when one is
 * unknown.
 */
function compareTimes(a: string | null, b: string | null): number {
  if (a === null || b === null || a === b) return 0;
  return a < b ? -1 : 1;
}

function byKnownTime(a: DatedFile, b: DatedFile): number {
  return Number(a.created_time === null) - Number(b.created_time === null);
}

/** Collects the `limit` newest files of a stream: by `created_time`, undated last, then by name. */
export function createLatest<F extends DatedFile>(limit: number): TopList<DatedFile, F> {
  return new TopList<DatedFile, F>(limit, compareNewest);
}

/** Collects the `limit` largest files of a stream: by `size_bytes`, then by name. */
export function createLargest<F extends SizedFile>(limit: number): TopList<SizedFile, F> {
  return new TopList<SizedFile, F>(limit, compareLargest);
}

/**
 * The first `limit` items of an order, however they come: a binary heap with the last of the kept items on top. Each
 * item costs one comparison, and log2(limit) more when it is kept. Holds `limit` items.
 *
 * `K` is what the order reads; whether an item would be kept can be asked with that alone, before the rest is built.
 *
 * @throws InsightInventoryError of kind `invalid_request` when `limit` is no whole number from 0 up
 */
export class TopList<K, T extends K = K> {
  readonly #limit: number;
  readonly #compare: (a: K, b: K) => number;
  readonly #heap: T[] = [];

  constructor(limit: number, compare: (a: K, b: K) => number) {
    if (!Number.isSafeInteger(limit) || limit < 0)
      throw invalidRequest('limit', 'is no count of files', 'Give a whole number from 0 up.');
    this.#limit = limit;
    this.#compare = compare;
  }

  /** The item that is dropped next; `undefined` while fewer than `limit` are kept. */
  get last(): T | undefined {
    return this.#heap.length < this.#limit ? undefined : this.#heap[0];
  }

  wouldKeep(item: K): boolean {
    const last = this.#heap[0];
    return this.#heap.length < this.#limit || (last !== undefined && this.#compare(item, last) < 0);
  }

  add(item: T): void {
    if (!this.wouldKeep(item)) return;
    if (this.#heap.length < this.#limit) this.#siftUp(item);
    else this.#siftDown(item);
  }

  /** Gives the kept items in order. */
  result(): T[] {
    return this.#heap.toSorted(this.#compare);
  }

  /** Puts an item at the end and moves it up past every item it comes after. */
  #siftUp(item: T): void {
    const heap = this.#heap;
    let index = heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || this.#compare(above, item) >= 0) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = item;
  }

  /** Replaces the top and moves the new item down below every item that comes after it. */
  #siftDown(item: T): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      const leftItem = heap[left];
      if (leftItem === undefined) break;
      const rightItem = heap[right];
      const child = rightItem !== undefined && this.#compare(rightItem, leftItem) > 0 ? right : left;
      const below = child === right && rightItem !== undefined ? rightItem : leftItem;
      if (this.#compare(below, item) <= 0) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = item;
  }
}
