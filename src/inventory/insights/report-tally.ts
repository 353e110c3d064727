import { type InsightInventoryError, ResponseValidationError } from '../../base/errors.ts';
import type { CollectionIssue, ErrorCode, IssueKind } from '../../base/issues.ts';
import { type ObjectRow, rowTimestamp } from '../../files/describe-file.ts';
import type { LeftOut, ReportManifest } from './report-row.ts';

/** Slots of the largest table: 128 MiB, for about twelve million names. */
const MAX_SLOTS = 16_777_216;
const FIRST_SLOTS = 4_096;

/** Share of the slots that may be taken. */
const FULL = 0.7;

/**
 * Remembers which names were seen, by 64 bits of hash each: eight bytes a name and no text. Of a million names two
 * different ones are taken for one with a chance of 3 in 100,000,000.
 */
export class SeenNames {
  #low = new Uint32Array(FIRST_SLOTS);
  #high = new Uint32Array(FIRST_SLOTS);
  #taken = 0;

  /** Whether no more names can be remembered: later repetitions are not noticed. */
  get isFull(): boolean {
    return this.#taken >= MAX_SLOTS * FULL;
  }

  /** Remembers a name; false when it was seen before. */
  add(name: string): boolean {
    const [low, high] = hashName(name);
    if (this.#contains(low, high)) return false;
    if (this.isFull) return true;
    if (this.#taken >= this.#low.length * FULL) this.#grow();
    this.#put(low, high);
    this.#taken += 1;
    return true;
  }

  #contains(low: number, high: number): boolean {
    const slot = this.#slotOf(low, high);
    return this.#low[slot] !== 0 || this.#high[slot] !== 0;
  }

  #put(low: number, high: number): void {
    const slot = this.#slotOf(low, high);
    this.#low[slot] = low;
    this.#high[slot] = high;
  }

  /** Finds the slot that holds the hash, else the first free one behind where it belongs. */
  #slotOf(low: number, high: number): number {
    const mask = this.#low.length - 1;
    let slot = low & mask;
    for (;;) {
      const l = this.#low[slot];
      const h = this.#high[slot];
      if ((l === 0 && h === 0) || (l === low && h === high)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const [lows, highs] = [this.#low, this.#high];
    this.#low = new Uint32Array(lows.length * 2);
    this.#high = new Uint32Array(highs.length * 2);
    for (let index = 0; index < lows.length; index += 1) {
      const [low = 0, high = 0] = [lows[index], highs[index]];
      if (low !== 0 || high !== 0) this.#put(low, high);
    }
  }
}

/** Makes two 32-bit hashes of a text, never both 0. The mixing is that of MurmurHash3. */
function hashName(name: string): [number, number] {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  for (let index = 0; index < name.length; index += 1) {
    const unit = name.charCodeAt(index);
    a = Math.imul(a ^ unit, 0xcc9e2d51);
    a = (a << 15) | (a >>> 17);
    b = Math.imul(b ^ unit, 0x1b873593);
    b = (b << 13) | (b >>> 19);
  }
  return [mix(a ^ name.length) || 1, mix(b + a)];
}

function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** What the rows of a report came to. */
export interface ReportCounts {
  /** Objects of the bucket as it is now, each once. */
  live: number;
  /** Rows that name an object again. */
  repeated: number;
  /** Live objects with a time that cannot be read. */
  undated: number;
  readonly leftOut: Record<LeftOut, number>;
  /** Whether there were more names than could be compared. */
  isUnchecked: boolean;
}

export function noRows(): ReportCounts {
  return { live: 0, repeated: 0, undated: 0, leftOut: { deleted: 0, other_bucket: 0, unnamed: 0 }, isUnchecked: false };
}

/** Counts the rows read, those that are left out among them. */
export function recordsOf({ live, repeated, leftOut }: ReportCounts): number {
  return live + repeated + leftOut.deleted + leftOut.other_bucket + leftOut.unnamed;
}

/** Counts what the rows of a report come to, and keeps each live object once. Holds eight bytes a name. */
export class ReportTally {
  readonly counts: ReportCounts = noRows();
  readonly #seen = new SeenNames();

  /** Gives the rows of a page that are objects of the bucket as it is now and were not given before. */
  take(page: readonly (ObjectRow | LeftOut)[]): ObjectRow[] {
    const { counts } = this;
    const live: ObjectRow[] = [];
    for (const row of page) {
      if (typeof row === 'string') counts.leftOut[row] += 1;
      else if (!this.#seen.add(row.name)) counts.repeated += 1;
      else {
        if (isUnreadableTime(row.timeCreated) || isUnreadableTime(row.updated)) counts.undated += 1;
        live.push(row);
      }
    }
    counts.live += live.length;
    counts.isUnchecked = this.#seen.isFull;
    return live;
  }
}

/**
 * Gives the last rows of shards that may have been cut in their size: with it where the manifest says that no row is
 * missing, for a text that was cut would lack rows, and the last line of a whole one need not have an end (RFC 4180
 * §2).
 *
 * @param rows - read beside them
 */
export function withoutAmbiguous(inDoubt: readonly ObjectRow[], rows: number, manifest: ReportManifest): ObjectRow[] {
  const isWhole = manifest.records === rows + inDoubt.length;
  return inDoubt.map((row) => (isWhole ? row : { ...row, size: null }));
}

/** A shard that could not be read, or not to its end. */
export interface FailedShard {
  readonly name: string;
  readonly error: InsightInventoryError;
}

/** What a report is, by its manifest. */
export interface ReportFound {
  /** The bucket the document is of. */
  readonly bucket: string;
  readonly manifest: ReportManifest;
  /** Name of the manifest. */
  readonly name: string;
  readonly failed: readonly FailedShard[];
}

/**
 * Reports what is missing from a report or was left out of it.
 *
 * @throws {ResponseValidationError} with code `gcs:report_other_bucket` when every row is another bucket's
 */
export function reportIssues(counts: ReportCounts, { bucket, manifest, name, failed }: ReportFound): CollectionIssue[] {
  const { records: expected, otherShards } = manifest;
  const { other_bucket: others } = counts.leftOut;
  const records = recordsOf(counts);
  if (others > 0 && counts.live === 0) throw otherBucket(bucket, others);
  const issues = failed.map(({ name: id, error }) => error.toIssue({ source: 'gcs', scope: 'report', id }));
  const report = (kind: IssueKind, code: ErrorCode, message: string, remedy: string): void => {
    issues.push({ source: 'gcs', scope: 'report', id: name, kind, code, message, remedy, retryable: false });
  };
  if (failed.length === 0 && expected !== null && expected !== records) {
    const message = `The manifest names ${String(expected)} rows, the shards have ${String(records)}.`;
    report('truncated', 'gcs:report_incomplete', message, ANOTHER_REPORT);
  } else if (failed.length === 0 && records === 0 && expected === null) {
    const message = 'The report has no row, which does not say that the bucket is empty.';
    report('not_found', 'gcs:report_empty', message, LIST);
  }
  if (otherShards > 0) {
    const message = `The manifest names shards of several snapshots; ${String(otherShards)} of earlier ones were not read.`;
    report('invalid_response', 'gcs:report_snapshots', message, 'Name the manifest of one snapshot.');
  }
  if (others > 0) {
    const message = `${countOf(others, 'row of other buckets is', 'rows of other buckets are')} left out.`;
    report('invalid_response', 'gcs:report_other_rows', message, 'Check which bucket the report is configured for.');
  }
  if (counts.repeated > 0) {
    const message = `${countOf(counts.repeated, 'row names', 'rows name')} an object again; each object counts once, by its first row.`;
    report('invalid_response', 'gcs:report_repeated', message, VERSIONS);
  }
  if (counts.isUnchecked) {
    const message = 'The report has more objects than can be compared here; repeated rows may count twice.';
    report('truncated', 'gcs:report_unchecked', message, LIST);
  }
  if (counts.undated > 0) {
    const message = `${countOf(counts.undated, 'row has', 'rows have')} a time that cannot be read; it is null.`;
    report('invalid_response', 'gcs:report_times', message, 'Have the times written as 2026-01-31T10:30:00Z.');
  }
  return issues;
}

const ANOTHER_REPORT = 'Use the report of another day, or list the bucket.';
const LIST = 'List the bucket with generateInventory.';
const VERSIONS = 'Add timeDeleted to the report: with it earlier versions can be left out.';

function countOf(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${String(count)} ${many}`;
}

function otherBucket(bucket: string, rows: number): ResponseValidationError {
  return new ResponseValidationError(
    `The inventory report has ${countOf(rows, 'row', 'rows')} of other buckets and none of gs://${bucket}.`,
    {
      kind: 'invalid_response',
      code: 'gcs:report_other_bucket',
      remedy: 'Name the manifest of this bucket’s report, or configure the bucket the report is of (gcs_bucket).',
    },
  );
}

function isUnreadableTime(text: string | null | undefined): boolean {
  return text !== null && text !== undefined && rowTimestamp(text) === null;
}
