import { compareNames } from '../base/order.ts';
import type { FileCategory, FileRecord } from '../documents/file.ts';
import type { GcsInventory } from '../documents/inventory.ts';
import { type ObjectRow, rowTimestamp } from '../files/describe-file.ts';
import { subfolderOf } from '../files/path.ts';
import { emptyTally, FileSums, type GroupTallies, mapGroups, type SummarizedFile } from '../files/summarize-files.ts';
import { createLargest, createLatest, type DatedFile, type SizedFile, TopList } from '../files/top-files.ts';
import { ReviewFigures, type ReviewPlan, type RowKeeper } from './rows-and-review.ts';

/** Rows of the `highlights`. */
export const HIGHLIGHTS = { newest: 50, newestVideos: 500, largest: 20 } as const;

/** What the summaries of a document are made of, for one listing or for several put together. */
export interface BucketFigures {
  readonly sums: FileSums;
  readonly newest: TopList<DatedFile, FileRecord>;
  readonly newestVideos: TopList<DatedFile, FileRecord>;
  readonly largest: TopList<SizedFile, FileRecord>;
  /** `null` when none was asked for. */
  readonly review: ReviewFigures | null;
}

export function createBucketFigures(review: ReviewPlan | null): BucketFigures {
  return {
    sums: new FileSums(),
    newest: createLatest(HIGHLIGHTS.newest),
    newestVideos: createLatest(HIGHLIGHTS.newestVideos),
    largest: createLargest(HIGHLIGHTS.largest),
    review: review === null ? null : new ReviewFigures(review),
  };
}

/** Decides whether the file may be among the highlights, for which its whole record is needed. */
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

export type Highlights = GcsInventory['highlights'];

export function highlightsOf({ newest, newestVideos, largest }: BucketFigures): Highlights {
  return { newest: newest.result(), newest_videos: newestVideos.result(), largest: largest.result() };
}

/** Maps every row of the highlights. */
export function mapHighlights(highlights: Highlights, map: (file: FileRecord) => FileRecord): Highlights {
  const { newest, newest_videos, largest } = highlights;
  return { newest: newest.map(map), newest_videos: newest_videos.map(map), largest: largest.map(map) };
}

/** Adds the figures of several listings of different objects up. */
export function mergeBucketFigures(parts: readonly BucketFigures[]): BucketFigures {
  const whole = createBucketFigures(parts[0]?.review?.plan ?? null);
  for (const part of parts) {
    whole.sums.addSums(part.sums);
    for (const file of part.newest.result()) whole.newest.add(file);
    for (const file of part.newestVideos.result()) whole.newestVideos.add(file);
    for (const file of part.largest.result()) whole.largest.add(file);
    if (part.review !== null) whole.review?.addFigures(part.review);
  }
  return whole;
}

/**
 * Tells, by numbers alone, which rows can be among the newest, the oldest or the largest of a listing. Of a large bucket
 * hardly any can, and the others need no record and no comparison of texts.
 */
export class RowGate {
  readonly #newest = new TopList<number>(HIGHLIGHTS.newest, descending);
  readonly #newestVideos = new TopList<number>(HIGHLIGHTS.newestVideos, descending);
  readonly #largest = new TopList<number>(HIGHLIGHTS.largest, descending);
  #oldest = Number.POSITIVE_INFINITY;
  /** The least of each list, which others have to reach. */
  #leastNew = Number.NEGATIVE_INFINITY;
  #leastNewVideo = Number.NEGATIVE_INFINITY;
  #leastLarge = Number.NEGATIVE_INFINITY;

  /**
   * Tells whether the row may be a highlight. Ties are let through: names decide between those. Each row is asked about
   * once.
   *
   * @param created - as the listing gives it; a row of unknown age is let through
   */
  mayBeHighlight(created: string | null | undefined, bytes: number, isVideo: boolean): boolean {
    const isLarge = bytes >= this.#leastLarge && this.#offerLarge(bytes);
    const key = timeKey(created);
    // Most rows of a large bucket end here; a key that is no number fails both comparisons.
    if (key > this.#oldest && key < this.#leastNew && (!isVideo || key < this.#leastNewVideo)) return isLarge;
    if (!Number.isNaN(key)) this.#offerTime(key, isVideo);
    return true;
  }

  #offerLarge(bytes: number): boolean {
    this.#largest.add(bytes);
    this.#leastLarge = this.#largest.last ?? Number.NEGATIVE_INFINITY;
    return true;
  }

  #offerTime(key: number, isVideo: boolean): void {
    this.#oldest = Math.min(this.#oldest, key);
    this.#newest.add(key);
    this.#leastNew = this.#newest.last ?? Number.NEGATIVE_INFINITY;
    if (isVideo) this.#newestVideos.add(key);
    this.#leastNewVideo = this.#newestVideos.last ?? Number.NEGATIVE_INFINITY;
  }
}

const descending = (a: number, b: number): number => b - a;

/**
 * Reads a listing's timestamp as a number that orders as its seconds do (`20250430134712`), which is as exact as the
 * documents are. `NaN`, which is neither more nor less than any, for any other shape and for what no clock shows.
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

/** Reads what orders need of a row, without building the record, which most rows of a large bucket never need. */
export function toSummarizedFile(row: ObjectRow, category: FileCategory, bytes: number | null): SummarizedFile {
  return {
    name: row.name,
    file_category: category,
    size_bytes: bytes,
    created_time: rowTimestamp(row.timeCreated),
    storage_class: row.storageClass ?? null,
  };
}

/** What one entry of `folder_inventories` is made of, while rows come in. */
export interface FolderFigures {
  readonly folder: string;
  readonly groups: GroupTallies;
  readonly subfolders: SubfolderNames;
  readonly rows: RowKeeper;
  /** There is a folder marker: the folder exists, even without files. */
  hasMarker: boolean;
}

export function createFolderFigures(folder: string, rows: RowKeeper): FolderFigures {
  return {
    folder,
    groups: mapGroups(emptyTally),
    subfolders: new SubfolderNames(folder),
    rows,
    hasMarker: false,
  };
}

/** The most sub-folders listed for one folder. */
export const MAX_SUBFOLDERS = 10_000;

/** The immediate sub-folders of one folder, as its objects are seen: the first ones by name, in a bounded memory. */
class SubfolderNames {
  readonly #folder: string;
  readonly #names = new FirstNames<true>(MAX_SUBFOLDERS);

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Looks at an object's name, or a marker's. */
  add(name: string): void {
    const found = subfolderOf(name, this.#folder);
    if (found !== null) this.#names.at(found, () => true);
  }

  get exceeded(): boolean {
    return this.#names.exceeded;
  }

  result(): string[] {
    return this.#names.entries().map(([name]) => name);
  }
}

/**
 * Values for the first names of an order, however the names come: at most twice `limit` are kept in memory, and which ones are
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

  /** Gives the name's value, made when it is new; `null` for a name that is not among the first. */
  at(name: string, create: () => T): T | null {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    if (this.#last !== null && compareNames(name, this.#last) > 0) return null;
    const value = create();
    this.#values.set(name, value);
    if (this.#values.size > 2 * this.#limit) this.#trim();
    return value;
  }

  /** Lists the first names and their values, in order. */
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
