import { compareLargest, compareNewest, type DatedFile, type SizedFile } from './file-order.ts';
import type { Fold } from './fold.ts';
import { invalidRequest } from './invalid-request.ts';

/** A fold that keeps the first `limit` files of an order and says beforehand whether it would keep one. */
export interface TopFold<K, F extends K> extends Fold<F, F[]> {
  /** False when the file cannot be among the first: its record need not be built. */
  wouldKeep(file: K): boolean;
}

/**
 * The `limit` newest files: by `created_time`, undated last, then by name. Holds `limit` rows.
 *
 * @throws InsightInventoryError of kind `invalid_request` when `limit` is no whole number from 0 up
 */
export function createLatest<F extends DatedFile>(limit: number): TopFold<DatedFile, F> {
  return createTop<DatedFile, F>(limit, compareNewest);
}

/**
 * The `limit` largest files: by `size_bytes`, then by name. Holds `limit` rows.
 *
 * @throws InsightInventoryError of kind `invalid_request` when `limit` is no whole number from 0 up
 */
export function createLargest<F extends SizedFile>(limit: number): TopFold<SizedFile, F> {
  return createTop<SizedFile, F>(limit, compareLargest);
}

/**
 * A binary heap with the last of the kept files on top: each file costs one comparison, and log2(limit) more when it is
 * kept.
 */
function createTop<K, F extends K>(limit: number, compare: (a: K, b: K) => number): TopFold<K, F> {
  if (!Number.isSafeInteger(limit) || limit < 0)
    throw invalidRequest('limit', 'is no count of files', 'Give a whole number from 0 up.');
  const heap: F[] = [];
  const wouldKeep = (file: K): boolean => {
    const last = heap[0];
    return heap.length < limit || (last !== undefined && compare(file, last) < 0);
  };
  return {
    wouldKeep,
    add: (file) => {
      if (!wouldKeep(file)) return;
      if (heap.length < limit) siftUp(heap, file, compare);
      else siftDown(heap, file, compare);
    },
    result: () => heap.toSorted(compare),
  };
}

/** Puts a file at the end and moves it up past every file it comes after. */
function siftUp<K>(heap: K[], file: K, compare: (a: K, b: K) => number): void {
  let index = heap.length;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || compare(above, file) >= 0) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = file;
}

/** Replaces the top and moves the new file down below every file that comes after it. */
function siftDown<K>(heap: K[], file: K, compare: (a: K, b: K) => number): void {
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    const right = left + 1;
    const leftFile = heap[left];
    if (leftFile === undefined) break;
    const rightFile = heap[right];
    const child = rightFile !== undefined && compare(rightFile, leftFile) > 0 ? right : left;
    const below = child === right && rightFile !== undefined ? rightFile : leftFile;
    if (compare(below, file) <= 0) break;
    heap[index] = below;
    index = child;
  }
  heap[index] = file;
}
