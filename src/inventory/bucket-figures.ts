import type { CategoryGroup, FileCategory, FileMoment, FileRecord } from '../documents/file.ts';
import { perGroup } from '../files/category-groups.ts';
import { createNewest, createOldest } from '../files/file-moments.ts';
import type { DatedFile, SizedFile } from '../files/file-order.ts';
import type { Fold } from '../files/fold.ts';
import type { ObjectRow } from '../files/object-row.ts';
import { rowTimestamp } from '../files/row-timestamp.ts';
import type { SummarizedFile } from '../files/summarize-files.ts';
import { createLargest, createLatest, type TopFold } from '../files/top-files.ts';
import { addTally, addToTally, emptyTally, type Tally } from '../files/totals.ts';

/** Rows of the `highlights`. */
export const HIGHLIGHTS = { newest: 50, newestVideos: 500, largest: 20 } as const;

/** What the summaries of a document are made of, for one listing or for several put together. */
export interface BucketFigures {
  readonly groups: Record<CategoryGroup, Tally>;
  readonly storageClasses: Map<string, Tally>;
  readonly newestFile: Fold<DatedFile, FileMoment | null>;
  readonly oldestFile: Fold<DatedFile, FileMoment | null>;
  readonly newest: TopFold<DatedFile, FileRecord>;
  readonly newestVideos: TopFold<DatedFile, FileRecord>;
  readonly largest: TopFold<SizedFile, FileRecord>;
}

export function createBucketFigures(): BucketFigures {
  return {
    groups: perGroup(emptyTally),
    storageClasses: new Map(),
    newestFile: createNewest(),
    oldestFile: createOldest(),
    newest: createLatest(HIGHLIGHTS.newest),
    newestVideos: createLatest(HIGHLIGHTS.newestVideos),
    largest: createLargest(HIGHLIGHTS.largest),
  };
}

/** Counts a file in its storage class, if the source gave one. */
export function addToStorageClass(
  figures: BucketFigures,
  storageClass: string | null | undefined,
  bytes: number,
): void {
  if (storageClass !== null && storageClass !== undefined)
    addToTally(tallyOf(figures.storageClasses, storageClass), bytes);
}

/** Offers a file to what tells the newest and the oldest. */
export function addMoments(figures: BucketFigures, file: DatedFile): void {
  figures.newestFile.add(file);
  figures.oldestFile.add(file);
}

/** Whether the file may be among the highlights, for which its whole record is needed. */
export function wouldHighlight(figures: BucketFigures, file: SummarizedFile): boolean {
  return (
    figures.newest.wouldKeep(file) ||
    figures.largest.wouldKeep(file) ||
    (file.file_category === 'video' && figures.newestVideos.wouldKeep(file))
  );
}

/** Offers a file to the highlights. */
export function highlight(figures: BucketFigures, file: FileRecord): void {
  figures.newest.add(file);
  figures.largest.add(file);
  if (file.file_category === 'video') figures.newestVideos.add(file);
}

/** The figures of several listings of different objects as one. */
export function mergeBucketFigures(parts: readonly BucketFigures[]): BucketFigures {
  const whole = createBucketFigures();
  for (const part of parts) {
    for (const [group, tally] of Object.entries(part.groups)) addTally(whole.groups[group as CategoryGroup], tally);
    for (const [name, tally] of part.storageClasses) addTally(tallyOf(whole.storageClasses, name), tally);
    addMoment(whole.newestFile, part.newestFile.result());
    addMoment(whole.oldestFile, part.oldestFile.result());
    for (const file of part.newest.result()) whole.newest.add(file);
    for (const file of part.newestVideos.result()) whole.newestVideos.add(file);
    for (const file of part.largest.result()) whole.largest.add(file);
  }
  return whole;
}

function addMoment(fold: Fold<DatedFile, FileMoment | null>, moment: FileMoment | null): void {
  if (moment !== null) fold.add(moment);
}

function tallyOf(tallies: Map<string, Tally>, name: string): Tally {
  let tally = tallies.get(name);
  if (tally === undefined) {
    tally = emptyTally();
    tallies.set(name, tally);
  }
  return tally;
}

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

/**
 * A listing's timestamp as a number that orders as its seconds do (`20250430134712`), which is as exact as the documents
 * are. `NaN`, which is neither more nor less than any, for any other shape and for what no clock shows.
 *
 * @example
 * timeKey('2025-04-30T13:47:12.345Z'); //=> 20250430134712
 */
export function timeKey(text: string | null | undefined): number {
  if (text === null || text === undefined) return Number.NaN;
  if (text.length < 20 || text.charCodeAt(10) !== T || text.charCodeAt(text.length - 1) !== Z) return Number.NaN;
  const month = pair(text, 5);
  const day = pair(text, 8);
  const hour = pair(text, 11);
  const minute = pair(text, 14);
  const second = pair(text, 17);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const date = pair(text, 0) * 1e6 + pair(text, 2) * 1e4 + month * 100 + day;
  return date * 1e6 + hour * 1e4 + minute * 100 + second;
}

const T = 84;
const Z = 90;

function pair(text: string, index: number): number {
  const tens = text.charCodeAt(index) - 48;
  const ones = text.charCodeAt(index + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** What orders need of a row, without building the record, which most rows of a large bucket never need. */
export function glanceAt(row: ObjectRow, category: FileCategory, bytes: number | null): SummarizedFile {
  return {
    name: row.name,
    file_category: category,
    size_bytes: bytes,
    created_time: rowTimestamp(row.timeCreated),
    storage_class: row.storageClass ?? null,
  };
}
