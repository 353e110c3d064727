import * as v from 'valibot';

import type { CollectionIssue } from '../base/issues.ts';
import { collectionIssueSchema, count, schemaReference, textOrNull, timestamp } from './shapes.ts';

/** How a source came out: `skipped` when it was not given, `failed` when there is no document. */
export type SourceStatus = 'complete' | 'partial' | 'failed' | 'skipped';

/** How one source of a collection went. */
export interface SourceSummary {
  status: SourceStatus;
  /** Path of the document; `null` when none was written. */
  file: string | null;
  /** Of the file as written, compressed or not; `null` when none was. */
  size_bytes: number | null;
  /** Of the file as written, in hexadecimal; `null` when none was. */
  sha256: string | null;
  /** What was collected, by name: `{ media: 7, comments: 6 }`. */
  counts: Record<string, number>;
  /** Graph calls, or listing requests; 0 when a source ended in an error that does not tell them. */
  calls: number;
  duration_ms: number;
}

/** How a whole collection went. A source is `partial` when its document has an issue of any kind but `unsupported` and `truncated`. */
export interface CollectionSummary {
  /** Identifier of the document's JSON Schema; in a written file. */
  $schema?: string;
  summary_version: '2.0';
  status: 'complete' | 'partial' | 'failed';
  started_at: string;
  finished_at: string;
  duration_ms: number;
  sources: Record<'instagram' | 'gcs', SourceSummary>;
  /** The issues of both documents and of the run itself. */
  issues: CollectionIssue[];
  /** Path of the planning document; `null` when it was not asked for or a source is missing. */
  planning_file: string | null;
  /** Path of the pictures of posts; `null` when none could be had, absent when they were not asked for. */
  thumbnails_file?: string | null;
  /** Path of this summary. */
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

/** Validates a {@link CollectionSummary}. */
export const collectionSummarySchema: v.GenericSchema<unknown, CollectionSummary> = v.object({
  $schema: schemaReference,
  summary_version: v.literal('2.0'),
  status: v.picklist(['complete', 'partial', 'failed']),
  started_at: timestamp,
  finished_at: timestamp,
  duration_ms: count,
  sources: v.object({ instagram: sourceSummary, gcs: sourceSummary }),
  issues: v.array(collectionIssueSchema),
  planning_file: textOrNull,
  thumbnails_file: v.exactOptional(textOrNull),
  summary_file: v.string(),
});
