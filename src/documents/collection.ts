import * as v from 'valibot';

import type { CollectionIssue } from '../base/issues.ts';
import { collectionIssueSchema } from './issue.ts';
import { count, textOrNull, timestamp } from './shapes.ts';

export type SourceStatus = 'complete' | 'partial' | 'failed' | 'skipped';

/** How one source of a collection went. */
export interface SourceSummary {
  status: SourceStatus;
  /** Path of the document; `null` when none was written. */
  file: string | null;
  size_bytes: number | null;
  sha256: string | null;
  /** What was collected, by name: `{ media: 7, comments: 6 }`. */
  counts: Record<string, number>;
  /** Graph calls, or listing requests. */
  calls: number;
  duration_ms: number;
}

/** How a whole collection went. A source is `partial` when its document has an issue of any kind but `unsupported` and `truncated`. */
export interface CollectionSummary {
  summary_version: '2.0';
  status: 'complete' | 'partial' | 'failed';
  started_at: string;
  finished_at: string;
  duration_ms: number;
  sources: Record<'instagram' | 'gcs', SourceSummary>;
  issues: CollectionIssue[];
  planning_file: string | null;
  summary_file: string;
}

const sourceSummary: v.GenericSchema<unknown, SourceSummary> = v.object({
  status: v.picklist(['complete', 'partial', 'failed', 'skipped']),
  file: textOrNull,
  size_bytes: v.nullable(count),
  sha256: textOrNull,
  counts: v.record(v.string(), v.number()),
  calls: count,
  duration_ms: count,
});

export const collectionSummarySchema: v.GenericSchema<unknown, CollectionSummary> = v.object({
  summary_version: v.literal('2.0'),
  status: v.picklist(['complete', 'partial', 'failed']),
  started_at: timestamp,
  finished_at: timestamp,
  duration_ms: count,
  sources: v.object({ instagram: sourceSummary, gcs: sourceSummary }),
  issues: v.array(collectionIssueSchema),
  planning_file: textOrNull,
  summary_file: v.string(),
});
