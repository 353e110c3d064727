import { compareNames } from '../base/order.ts';
import { toMegabytes } from '../base/sums.ts';
import { DAY_MS, momentOf, toTimestamp } from '../base/time.ts';
import type { CategoryGroup, FileRecord } from '../documents/file.ts';
import type {
  CopiedFile,
  DuplicateSummary,
  InventoryReview,
  MonthOfFiles,
  StaleFiles,
} from '../documents/inventory.ts';
import {
  addTally,
  addToTally,
  emptyTally,
  groupOf,
  type GroupTallies,
  mapGroups,
  summaryOfGroups,
  sumOfGroups,
  type Tally,
  tallyTotals,
} from './summarize-files.ts';
import { type DuplicateGroup, groupCopies, hasHash, type HashedFile } from './find-duplicates.ts';
import * as check from './inputs.ts';
import { filesIn } from './inputs.ts';
import { createLargest, type SizedFile, TopList } from './top-files.ts';

/** Days without a change after which a file is stale, where nothing else is said. */
const DEFAULT_STALE_DAYS = 365;

/** Rows of a review. */
export const REVIEWED = { staleFiles: 20, duplicates: 20, names: 10 } as const;

/** How a review of files is made. */
export interface ReviewFilesOptions {
  /** The moment stale files are counted back from. */
  readonly now: Date | string;
  /** Whole UTC days without a change after which a file is stale, 1 to 36,500. @default 365 */
  readonly staleDays?: number | undefined;
}

/**
 * Reviews files: how they came, month by month; which of them nobody has changed for long; which contents are there more
 * than once, as `findDuplicates` groups them. A file of unknown size is in none of it, a name listed twice is one file.
 *
 * @example
 * reviewFiles([], { now: '2026-11-28' }).stale.before; //=> '2025-11-28T00:00:00Z'
 */
export function reviewFiles(files: Iterable<FileRecord>, options: ReviewFilesOptions): InventoryReview {
  check.reviewFiles({ files, options });
  const { now, staleDays } = options;
  const sums = new ReviewSums(staleRule(momentOf(now), staleDays));
  const byName = new Map<string, FileRecord>();
  for (const file of filesIn('reviewFiles', files)) if (file.size_bytes !== null) byName.set(file.name, file);
  for (const file of byName.values()) {
    const { file_category, created_time, updated_time, size_bytes } = file;
    sums.count(created_time?.slice(0, MONTH_LENGTH) ?? null, groupOf(file_category), size_bytes ?? 0);
    if (sums.isStale(created_time, updated_time)) sums.countStale(size_bytes ?? 0);
    sums.offer(file);
  }
  return sums.result(summarizeCopies([...byName.values()]));
}

/** Which files are stale. */
export interface StaleRule {
  readonly days: number;
  /** Milliseconds since 1970, the start of a UTC day. */
  readonly beforeMs: number;
}

/** Finds the moment before which a file was last changed to be stale: so many days before the start of this UTC day. */
export function staleRule(nowMs: number, days: number = DEFAULT_STALE_DAYS): StaleRule {
  return { days, beforeMs: (Math.floor(nowMs / DAY_MS) - days) * DAY_MS };
}

/** Of a timestamp, `2026-11`. */
export const MONTH_LENGTH = 7;

/** The running review of a stream of files but for their contents. Holds sums for each month and a few files. */
export class ReviewSums {
  /** Of the stale files that were offered. */
  readonly largestStale: TopList<SizedFile, FileRecord> = createLargest(REVIEWED.staleFiles);
  readonly #months = new Map<string | null, GroupTallies>();
  readonly #stale: Tally = emptyTally();
  readonly #rule: StaleRule;
  readonly #before: string;

  constructor(rule: StaleRule) {
    this.#rule = rule;
    this.#before = toTimestamp(rule.beforeMs);
  }

  /** Counts a file, or several of `bytes` together, by the month of their creation: `2026-11`. */
  count(month: string | null, group: CategoryGroup, bytes: number, files = 1): void {
    addToTally(this.#monthOf(month)[group], bytes, files);
  }

  /** Decides by the timestamps of a record, which all have one width, so that their texts order as their times do. */
  isStale(created: string | null, updated: string | null): boolean {
    const changed = updated ?? created;
    return changed !== null && changed < this.#before;
  }

  /** Takes the file among the largest stale ones, if it is one. */
  offer(file: FileRecord): void {
    if (this.isStale(file.created_time, file.updated_time)) this.largestStale.add(file);
  }

  countStale(bytes: number, files = 1): void {
    addToTally(this.#stale, bytes, files);
  }

  /** Takes in the sums of other files. */
  addSums(other: ReviewSums): void {
    for (const [month, groups] of other.#months) {
      const into = this.#monthOf(month);
      mapGroups((group) => {
        addTally(into[group], groups[group]);
      });
    }
    addTally(this.#stale, other.#stale);
    for (const file of other.largestStale.result()) this.largestStale.add(file);
  }

  result(duplicates: DuplicateSummary | null): InventoryReview {
    const months = [...this.#months].sort(([a], [b]) => compareMonths(a, b));
    const stale: StaleFiles = {
      days: this.#rule.days,
      before: this.#before,
      ...tallyTotals(this.#stale),
      largest: this.largestStale.result(),
    };
    return {
      by_month: months.map(([month, groups]): MonthOfFiles => ({
        month,
        ...tallyTotals(sumOfGroups(groups)),
        categorized_summary: summaryOfGroups(groups),
      })),
      stale,
      duplicates,
    };
  }

  #monthOf(month: string | null): GroupTallies {
    let groups = this.#months.get(month);
    if (groups === undefined) {
      groups = mapGroups(emptyTally);
      this.#months.set(month, groups);
    }
    return groups;
  }
}

function compareMonths(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareNames(a, b);
}

/** Sums up which of these files are copies; their names are all different. */
export function summarizeCopies(files: readonly HashedFile[]): DuplicateSummary {
  const whole = files.filter(({ size_bytes }) => size_bytes !== 0);
  const groups = groupCopies(whole);
  const wasted = groups.reduce((sum, { wasted_bytes }) => sum + wasted_bytes, 0);
  return {
    groups: groups.length,
    redundant_files: groups.reduce((sum, group) => sum + group.files.length - 1, 0),
    wasted_bytes: wasted,
    wasted_mb: toMegabytes(wasted),
    not_compared: whole.filter((file) => !hasHash(file)).length,
    largest: groups.slice(0, REVIEWED.duplicates).map(toCopiedFile),
  };
}

function toCopiedFile({ basis, size_bytes, wasted_bytes, files }: DuplicateGroup<HashedFile>): CopiedFile {
  const names = files.slice(0, REVIEWED.names).map(({ name }) => name);
  return { basis, copies: files.length, size_bytes, wasted_bytes, names };
}
