import type { InstagramAnalytics } from './analytics.ts';

/** One collection, kept for comparison over time. */
export interface Snapshot {
  taken_at: string;
  analytics: InstagramAnalytics;
}

/** Which files a published post was made from; written by whoever publishes. */
export interface LedgerEntry {
  media_id: string;
  files: string[];
  published_at: string | null;
}
