import { type InsightInventoryError, ResponseValidationError } from '../../base/errors.ts';
import type { CollectionIssue, IssueKind, ErrorCode } from '../../base/issues.ts';
import { rowTimestamp, type ObjectRow } from '../../files/object-row.ts';
import type { ReportManifest } from './read-manifest.ts';
import type { LeftOut } from './report-row.ts';
import { SeenNames } from './seen-names.ts';

/** Counts what the rows of a report come to, and keeps each live object once. Holds eight bytes a name. */
export class ReportTally {
  readonly #bucket: string;
  readonly #seen = new SeenNames();
  readonly #leftOut: Record<LeftOut, number> = { deleted: 0, other_bucket: 0, unnamed: 0 };
  #live = 0;
  #repeated = 0;
  #undated = 0;
  /** Shards that could not be read, or not to their end. */
  readonly failed: { readonly name: string; readonly error: InsightInventoryError }[] = [];

  constructor(bucket: string) {
    this.#bucket = bucket;
  }

  /** Rows read, those that are left out among them. */
  get records(): number {
    const { deleted, other_bucket: other, unnamed } = this.#leftOut;
    return this.#live + this.#repeated + deleted + other + unnamed;
  }

  get unnamed(): number {
    return this.#leftOut.unnamed;
  }

  /** The rows of a page that are objects of the bucket as it is now and were not given before. */
  take(page: readonly (ObjectRow | LeftOut)[]): ObjectRow[] {
    const live: ObjectRow[] = [];
    for (const row of page) {
      if (typeof row === 'string') this.#leftOut[row] += 1;
      else if (!this.#seen.add(row.name)) this.#repeated += 1;
      else {
        if (isUnreadableTime(row.timeCreated) || isUnreadableTime(row.updated)) this.#undated += 1;
        live.push(row);
      }
    }
    this.#live += live.length;
    return live;
  }

  /**
   * What is missing from the report or was left out of it.
   *
   * @throws {ResponseValidationError} with code `gcs:report_other_bucket` when every row is another bucket's
   */
  issues({ records: expected, otherShards }: ReportManifest, manifest: string): CollectionIssue[] {
    const { records, failed } = this;
    const { other_bucket: others } = this.#leftOut;
    if (others > 0 && this.#live === 0) throw otherBucket(this.#bucket, others);
    const issues = failed.map(({ name, error }) => error.toIssue({ source: 'gcs', scope: 'report', id: name }));
    const report = (kind: IssueKind, code: ErrorCode, message: string, remedy: string): void => {
      issues.push({ source: 'gcs', scope: 'report', id: manifest, kind, code, message, remedy, retryable: false });
    };
    if (failed.length === 0 && expected !== null && expected !== records) {
      const message = `The manifest names ${String(expected)} rows, the shards have ${String(records)}.`;
      report('truncated', 'gcs:report_incomplete', message, ANOTHER_REPORT);
    } else if (failed.length === 0 && records === 0 && expected === null) {
      report(
        'not_found',
        'gcs:report_empty',
        'The report has no row, which does not say that the bucket is empty.',
        LIST,
      );
    }
    if (otherShards > 0) {
      const message = `The manifest names shards of several snapshots; ${String(otherShards)} of earlier ones were not read.`;
      report('invalid_response', 'gcs:report_snapshots', message, 'Name the manifest of one snapshot.');
    }
    if (others > 0) {
      const message = `${countOf(others, 'row')} of other buckets are left out.`;
      report('invalid_response', 'gcs:report_other_rows', message, 'Check which bucket the report is configured for.');
    }
    if (this.#repeated > 0) {
      const message = `${countOf(this.#repeated, 'row')} name an object again; each object counts once, by its first row.`;
      report('invalid_response', 'gcs:report_repeated', message, VERSIONS);
    }
    if (this.#seen.isFull) {
      const message = 'The report has more objects than can be compared here; repeated rows may count twice.';
      report('truncated', 'gcs:report_unchecked', message, LIST);
    }
    if (this.#undated > 0) {
      const message = `${countOf(this.#undated, 'row')} have a time that cannot be read; it is null.`;
      report('invalid_response', 'gcs:report_times', message, 'Have the times written as 2026-01-31T10:30:00Z.');
    }
    return issues;
  }
}

const ANOTHER_REPORT = 'Use the report of another day, or list the bucket.';
const LIST = 'List the bucket with generateInventory.';
const VERSIONS = 'Add timeDeleted to the report: with it earlier versions can be left out.';

function countOf(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${String(count)} ${what}s`;
}

function otherBucket(bucket: string, rows: number): ResponseValidationError {
  return new ResponseValidationError(
    `The inventory report has ${countOf(rows, 'row')} of other buckets and none of gs://${bucket}.`,
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
