import type { CollectionIssue } from '../base/issues.ts';
import type { FileCategory, FileRecord } from '../documents/file.ts';
import type { DuplicateSummary, InventoryReview } from '../documents/inventory-review.ts';
import { groupOf } from '../files/summarize-files.ts';
import type { HashedFile } from '../files/find-duplicates.ts';
import { type ObjectRow, rowTimestamp } from '../files/object-row.ts';
import { MONTH_LENGTH, ReviewSums, type StaleRule, staleRule, summarizeCopies } from '../files/review-files.ts';
import type { ReviewOption } from './options.ts';

/** The most files whose contents are compared in this process: some 100 MB of names and checksums. A database compares any number. */
const MAX_COMPARED_FILES = 500_000;

/** What the review of one run is made by; all its listings share it. */
export class ReviewPlan {
  readonly rule: StaleRule;
  #left: number;

  constructor(rule: StaleRule, limit: number = MAX_COMPARED_FILES) {
    this.rule = rule;
    this.#left = limit;
  }

  /** Whether there were more files than are compared. */
  get exceeded(): boolean {
    return this.#left < 0;
  }

  /** Pays for one more file; false when there are too many, and those that were kept are to be dropped. */
  take(): boolean {
    if (this.#left >= 0) this.#left -= 1;
    return !this.exceeded;
  }
}

/** Plans the review that was asked for; `null` for none. */
export function planReview(asked: ReviewOption | undefined, nowMs: number): ReviewPlan | null {
  if (asked === undefined || asked === false) return null;
  return new ReviewPlan(staleRule(nowMs, asked === true ? undefined : asked.staleDays));
}

/** What the review of a document is made of, for one listing or for several put together. */
export class ReviewFigures {
  readonly sums: ReviewSums;
  readonly plan: ReviewPlan;
  #compared: HashedFile[] = [];

  constructor(plan: ReviewPlan) {
    this.plan = plan;
    this.sums = new ReviewSums(plan.rule);
  }

  /** Takes one more file in. */
  add(row: ObjectRow, category: FileCategory, bytes: number, describe: (row: ObjectRow) => FileRecord): void {
    const { sums } = this;
    const { name, md5Hash, crc32c } = row;
    const created = rowTimestamp(row.timeCreated);
    sums.count(created?.slice(0, MONTH_LENGTH) ?? null, groupOf(category), bytes);
    if (sums.isStale(created, rowTimestamp(row.updated))) {
      sums.countStale(bytes);
      if (sums.largestStale.wouldKeep({ name, size_bytes: bytes })) sums.largestStale.add(describe(row));
    }
    if (bytes === 0) return;
    if (this.plan.take())
      this.#compared.push({ name, size_bytes: bytes, md5_hash: md5Hash ?? null, crc32c: crc32c ?? null });
    else this.#compared = [];
  }

  /** Takes in the figures of other files. */
  addFigures(other: ReviewFigures): void {
    this.sums.addSums(other.sums);
    if (!this.plan.exceeded) for (const file of other.#compared) this.#compared.push(file);
  }

  /** @param duplicates - what a database found. @default what these files come to */
  result(duplicates?: DuplicateSummary): InventoryReview {
    if (duplicates !== undefined) return this.sums.result(duplicates);
    return this.sums.result(this.plan.exceeded ? null : summarizeCopies(this.#compared));
  }
}

export function tooManyToCompare(): CollectionIssue {
  return {
    source: 'gcs',
    scope: 'review.duplicates',
    id: null,
    kind: 'truncated',
    code: 'gcs:too_many_to_compare',
    message: `Duplicates were not looked for: there are more than ${MAX_COMPARED_FILES.toLocaleString('en-US')} files.`,
    remedy: 'Make the inventory of a report with engine "duckdb", or of a dataset, or of fewer folders.',
    retryable: false,
  };
}
