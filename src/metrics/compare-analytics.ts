import { HOUR_MS, toEpochMs } from '../base/time.ts';
import type { InstagramAnalytics } from '../documents/analytics.ts';
import type { MediaRecord } from '../documents/media.ts';
import { measureChange, type Change } from './change.ts';
import { measurePosts } from './measures.ts';
import { sortNewestFirst } from './post.ts';
import type { GrowingMeasure } from './post-series.ts';

const COUNTS = ['followers_count', 'following_count', 'media_count'] as const;
const RATES = ['avg_engagement_rate', 'median_engagement_rate', 'weighted_engagement_rate'] as const;
/** A figure of a post that is compared. */
export type ComparedMeasure = Exclude<GrowingMeasure, 'total_watch_time_ms'>;
const MEASURES: readonly ComparedMeasure[] = ['views', 'reach', 'likes', 'comments', 'saved', 'shares', 'interactions'];

/** One post in both collections. */
export interface MediaChange {
  media_id: string;
  timestamp: string;
  /** Its age at the later collection. */
  age_hours: number | null;
  /** Counts with their velocity per hour. */
  changes: Record<ComparedMeasure, Change>;
}

/** What changed from one collection to a later one. */
export interface AnalyticsComparison {
  /** When the earlier collection was made; ISO 8601, UTC. */
  from: string;
  to: string;
  hours: number | null;
  account: Record<'followers_count' | 'following_count' | 'media_count', Change>;
  /** Percent rates; `null` throughout when the two are on different bases. The posts behind them may differ. */
  summary: Record<'avg_engagement_rate' | 'median_engagement_rate' | 'weighted_engagement_rate', Change>;
  /** Posts in both, newest first. `null` when either has no list of posts. */
  media: MediaChange[] | null;
  /** Only in the later collection, newest first. */
  new_media_ids: string[] | null;
  /** Only in the earlier one: deleted, or beyond the number of posts the later one read. */
  missing_media_ids: string[] | null;
}

/**
 * What changed between two collections: the account, the rates, and each post with the velocity of its figures. What
 * either side does not know is `null`; nothing missing is taken for 0.
 *
 * @source velocity, Δmetric per hour: docs/analytics.md (2026-11-22)
 */
export function compareAnalytics(before: InstagramAnalytics, after: InstagramAnalytics): AnalyticsComparison {
  const [from, to] = [before.export_info.exported_at, after.export_info.exported_at];
  const hours = hoursBetween(from, to);
  const bases = [before.summary_metrics?.engagement_basis, after.summary_metrics?.engagement_basis];
  const [older, newer] = [before.recent_media, after.recent_media];
  const olderById = new Map((older ?? []).map((post) => [post.id, post]));
  const newerIds = new Set((newer ?? []).map((post) => post.id));
  return {
    from,
    to,
    hours,
    account: mapKeys(COUNTS, (key) =>
      measureChange(before.account_info?.[key] ?? null, after.account_info?.[key] ?? null, hours),
    ),
    summary: mapKeys(RATES, (key) =>
      bases[0] === bases[1]
        ? measureChange(before.summary_metrics?.[key] ?? null, after.summary_metrics?.[key] ?? null, hours)
        : measureChange(null, null, hours),
    ),
    media:
      older === null || newer === null
        ? null
        : sortNewestFirst(newer).flatMap((post) => {
            const earlier = olderById.get(post.id);
            return earlier === undefined ? [] : [compareMedia(earlier, post, to, hours)];
          }),
    new_media_ids: older === null || newer === null ? null : idsOf(newer.filter((post) => !olderById.has(post.id))),
    missing_media_ids: older === null || newer === null ? null : idsOf(older.filter((post) => !newerIds.has(post.id))),
  };
}

function compareMedia(before: MediaRecord, after: MediaRecord, to: string, hours: number | null): MediaChange {
  return {
    media_id: after.id,
    timestamp: after.timestamp,
    age_hours: hoursBetween(after.timestamp, to),
    changes: mapKeys(MEASURES, (measure) => {
      const [was, is] = [before, after].map((post) => measurePosts([post], measure, {}).values.get(post) ?? null);
      return measureChange(was ?? null, is ?? null, hours);
    }),
  };
}

function mapKeys<K extends string>(keys: readonly K[], changeOf: (key: K) => Change): Record<K, Change> {
  const changes: Partial<Record<K, Change>> = {};
  for (const key of keys) changes[key] = changeOf(key);
  return changes as Record<K, Change>;
}

function idsOf(posts: readonly MediaRecord[]): string[] {
  return sortNewestFirst(posts).map(({ id }) => id);
}

function hoursBetween(from: string, to: string): number | null {
  const [start, end] = [toEpochMs(from), toEpochMs(to)];
  return start === null || end === null ? null : (end - start) / HOUR_MS;
}
