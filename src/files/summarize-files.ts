import { compareNames } from '../base/order.ts';
import { toMegabytes } from '../base/sums.ts';
import type { CountAndSize, FileMoment, FileRecord, Totals } from '../documents/file.ts';
import { CATEGORY_GROUPS, type CategoryGroup, type FileCategory, GROUP_BY_CATEGORY } from '../documents/vocabulary.ts';
import * as check from './inputs.ts';
import { filesIn } from './inputs.ts';
import { compareNewest, compareOldest, type DatedFile } from './top-files.ts';

/**
 * Gives the inventory group a category is listed under.
 *
 * @example
 * groupOf('image'); //=> 'images'
 */
export function groupOf(category: FileCategory): CategoryGroup {
  return GROUP_BY_CATEGORY[category];
}

/**
 * Makes one value per group, every group present, in document order.
 *
 * @example
 * mapGroups((group) => group.length).videos; //=> 6
 */
export function mapGroups<T>(valueOf: (group: CategoryGroup) => T): Record<CategoryGroup, T> {
  return Object.fromEntries(CATEGORY_GROUPS.map((group) => [group, valueOf(group)])) as Record<CategoryGroup, T>;
}

/** Tells whether a text is the name of a category. */
export function isFileCategory(value: unknown): value is FileCategory {
  return typeof value === 'string' && Object.hasOwn(GROUP_BY_CATEGORY, value);
}

/**
 * Sorts files into the category groups: every group present, empty or not, in document order; within a group by name.
 *
 * @example
 * categorizeFiles([]).videos; //=> []
 */
export function categorizeFiles<F extends Pick<FileRecord, 'name' | 'file_category'>>(
  files: Iterable<F>,
): Record<CategoryGroup, F[]> {
  check.categorizeFiles({ files });
  const groups = mapGroups<F[]>(() => []);
  for (const file of filesIn('categorizeFiles', files)) groups[groupOf(file.file_category)].push(file);
  for (const rows of Object.values(groups)) rows.sort((a, b) => compareNames(a.name, b.name));
  return groups;
}

/** What summing up reads of a file. Every `FileRecord` fits. */
export type SummarizedFile = Pick<
  FileRecord,
  'name' | 'file_category' | 'size_bytes' | 'created_time' | 'storage_class'
>;

/** What a list of files comes to. */
export interface FileSummary extends Totals {
  categorized_summary: Record<CategoryGroup, CountAndSize>;
  storage_class_summary: Record<string, CountAndSize>;
  newest_file: FileMoment | null;
  oldest_file: FileMoment | null;
}

/**
 * Sums up a list of files: count, exact size, categories, storage classes, newest and oldest. A file of unknown size is
 * in none of them; one without a storage class is in no class.
 *
 * @example
 * summarizeFiles([]).files; //=> 0
 */
export function summarizeFiles(files: Iterable<SummarizedFile>): FileSummary {
  check.summarizeFiles({ files });
  const sums = new FileSums();
  for (const file of filesIn('summarizeFiles', files)) sums.add(file);
  return sums.result();
}

/** Files and bytes counted so far. Sums of whole bytes are exact up to 2^53 (8 PiB). */
export interface Tally {
  files: number;
  bytes: number;
}

export function emptyTally(): Tally {
  return { files: 0, bytes: 0 };
}

export function addToTally(tally: Tally, bytes: number, files = 1): void {
  tally.files += files;
  tally.bytes += bytes;
}

export function addTally(into: Tally, { files, bytes }: Tally): void {
  into.files += files;
  into.bytes += bytes;
}

/** Totals a tally. Megabytes are made from the sum of bytes, not from rounded megabytes. */
export function tallyTotals(tally: Tally): Totals {
  return { files: tally.files, size_bytes: tally.bytes, size_mb: toMegabytes(tally.bytes) };
}

export function tallyCountAndSize(tally: Tally): CountAndSize {
  return { count: tally.files, size_mb: toMegabytes(tally.bytes) };
}

/** Tallies by category group, every group present. */
export type GroupTallies = Record<CategoryGroup, Tally>;

/** Adds the tallies of all groups up. */
export function sumOfGroups(groups: GroupTallies): Tally {
  const sum = emptyTally();
  for (const tally of Object.values(groups)) addTally(sum, tally);
  return sum;
}

/** Gives count and size per group, in document order; a group without files is a counted 0. */
export function summaryOfGroups(groups: GroupTallies): Record<CategoryGroup, CountAndSize> {
  return mapGroups((group) => tallyCountAndSize(groups[group]));
}

/**
 * The running sums of a stream of files, in whatever order they come: by category group and by storage class, with the
 * newest and the oldest file. Holds sums and two names.
 */
export class FileSums {
  readonly groups: GroupTallies = mapGroups(emptyTally);
  readonly #storageClasses = new Map<string, Tally>();
  #newest: DatedFile | null = null;
  #oldest: DatedFile | null = null;

  /** Takes one more file in. */
  add(file: SummarizedFile): void {
    if (file.size_bytes === null) return;
    this.count(groupOf(file.file_category), file.storage_class, file.size_bytes);
    this.date(file);
  }

  /** Counts a file, or several of `bytes` together, without looking at their age. */
  count(group: CategoryGroup, storageClass: string | null | undefined, bytes: number, files = 1): void {
    addToTally(this.groups[group], bytes, files);
    // A word made up for a class the source did not give could pass for one of the platform.
    if (storageClass !== null && storageClass !== undefined) addToTally(this.#classTally(storageClass), bytes, files);
  }

  /** Compares a counted file with the newest and the oldest. */
  date(file: DatedFile): void {
    // The two fields are copied, so that a whole record is not kept alive for them.
    if (this.#newest === null || compareNewest(file, this.#newest) < 0) this.#newest = momentOf(file);
    if (this.#oldest === null || compareOldest(file, this.#oldest) < 0) this.#oldest = momentOf(file);
  }

  /** Takes in the sums of other files. */
  addSums(other: FileSums): void {
    mapGroups((group) => {
      addTally(this.groups[group], other.groups[group]);
    });
    for (const [name, tally] of other.#storageClasses) addTally(this.#classTally(name), tally);
    if (other.#newest !== null) this.date(other.#newest);
    if (other.#oldest !== null) this.date(other.#oldest);
  }

  /**
   * Gives the summary. The newest and the oldest file are by `created_time`, undated last, then by name, and `null` of
   * no files; one whose `created_time` is `null` says that no file was dated. Storage classes are in the order of their
   * names.
   */
  result(): FileSummary {
    const classes = [...this.#storageClasses].sort(([a], [b]) => compareNames(a, b));
    return {
      ...tallyTotals(sumOfGroups(this.groups)),
      categorized_summary: summaryOfGroups(this.groups),
      storage_class_summary: Object.fromEntries(classes.map(([name, tally]) => [name, tallyCountAndSize(tally)])),
      newest_file: this.#newest === null ? null : momentOf(this.#newest),
      oldest_file: this.#oldest === null ? null : momentOf(this.#oldest),
    };
  }

  #classTally(name: string): Tally {
    let tally = this.#storageClasses.get(name);
    if (tally === undefined) {
      tally = emptyTally();
      this.#storageClasses.set(name, tally);
    }
    return tally;
  }
}

function momentOf({ name, created_time }: DatedFile): FileMoment {
  return { name, created_time };
}
