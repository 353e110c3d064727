import type { InstagramAnalytics } from './analytics.ts';

/** One collection, kept for comparison over time. */
export interface Snapshot {
  /** ISO 8601, UTC: `exported_at` of the document. */
  taken_at: string;
  analytics: InstagramAnalytics;
}

/** Which files a published post was made from; written by whoever publishes. */
export interface LedgerEntry {
  media_id: string;
  /** Names in the bucket. */
  files: string[];
  /** ISO 8601; `null` when it is not known. */
  published_at: string | null;
}
