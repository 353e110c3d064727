import { checkInput } from '../../base/check-input.ts';
import { inputObject, listOf, moment, oneOf, optional, text } from '../../base/inputs.ts';
import { toEpochMs } from '../../base/time.ts';
import type { Snapshot } from '../../documents/analytics.ts';
import { MEDIA_INSIGHT_KEYS, type MediaInsightKey, type MediaRecord } from '../../documents/media.ts';

/** The name of a figure of the account in a history: a count at the moment of the collection. */
export type AccountMetric = 'followers_count' | 'following_count' | 'media_count';
/** Figures of the account in a history. */
export const ACCOUNT_METRICS: readonly AccountMetric[] = ['followers_count', 'following_count', 'media_count'];

/** The name of a figure of a post in a history: an insight, a count, or interactions with their rates in percent. */
export type PostMetric =
  | MediaInsightKey
  | 'like_count'
  | 'comments_count'
  | 'interactions'
  | 'rate_by_reach'
  | 'rate_by_views'
  | 'rate_by_followers';
/** Those that are no insights, by where the record of a post has them. */
const COUNTS = ['like_count', 'comments_count'] as const;
const ENGAGEMENT = ['interactions', 'rate_by_reach', 'rate_by_views', 'rate_by_followers'] as const;
/** Figures of a post in a history. */
export const POST_METRICS: readonly PostMetric[] = [...MEDIA_INSIGHT_KEYS, ...COUNTS, ...ENGAGEMENT];
/** The name of a figure in a history. */
export type HistoryMetric = AccountMetric | PostMetric;

/** Which figures are read of a history. */
export interface HistoryQuery {
  /** Collections from this moment on, ISO 8601 or a `Date`. @default all */
  readonly since?: Date | string | undefined;
  /** Ids of posts; the account is read whatever they are. @default all */
  readonly media?: readonly string[] | undefined;
  /** Without one of the account no reading of the account is given, without one of posts none of posts. @default all */
  readonly metrics?: readonly HistoryMetric[] | undefined;
}

/** Figures of the account, or of one post, at one collection. Its key is account, moment and post. */
export interface HistoryReading {
  /** When the collection was made, as it was kept. */
  taken_at: string;
  /** `null` when the collection did not read the account. */
  account_id: string | null;
  /** `null` in a reading of the account. */
  media_id: string | null;
  /** The figures asked for that the account, or a post, has; `null` where the collection did not bring them. */
  values: Partial<Record<HistoryMetric, number | null>>;
}

const query = inputObject<HistoryQuery>({
  since: optional(moment()),
  media: optional(listOf(text('Give the id of a post.'))),
  metrics: optional(listOf(oneOf([...ACCOUNT_METRICS, ...POST_METRICS]))),
});

/** A checked {@link HistoryQuery}. */
export interface ResolvedHistoryQuery {
  /** Epoch milliseconds; `-Infinity` for all. */
  readonly since: number;
  readonly media: ReadonlySet<string> | null;
  readonly accountMetrics: readonly AccountMetric[];
  readonly postMetrics: readonly PostMetric[];
}

/**
 * Reads what is asked of a history.
 *
 * @throws {ArgumentError} for a moment, an id or a metric that is none
 */
export function resolveHistoryQuery(given: HistoryQuery = {}): ResolvedHistoryQuery {
  const { since, media, metrics } = checkInput('read', 'query', given, query);
  const asked = new Set<string>(metrics ?? [...ACCOUNT_METRICS, ...POST_METRICS]);
  return {
    since: (since === undefined ? null : toEpochMs(since)) ?? -Infinity,
    media: media === undefined ? null : new Set(media),
    accountMetrics: ACCOUNT_METRICS.filter((metric) => asked.has(metric)),
    postMetrics: POST_METRICS.filter((metric) => asked.has(metric)),
  };
}

/** Gives the figure of a post by its name. */
export function figureOf(post: MediaRecord, metric: PostMetric): number | null {
  if (isOneOf(COUNTS, metric)) return post[metric];
  return isOneOf(ENGAGEMENT, metric) ? post.engagement[metric] : post.insights[metric];
}

/** Puts a figure of a post where its record has it. */
export function setFigure(post: MediaRecord, metric: PostMetric, value: number | null): void {
  if (isOneOf(COUNTS, metric)) post[metric] = value;
  else if (isOneOf(ENGAGEMENT, metric)) post.engagement[metric] = value;
  else post.insights[metric] = value;
}

function isOneOf<const Name extends string>(names: readonly Name[], name: string): name is Name {
  return (names as readonly string[]).includes(name);
}

/** Computes readings from snapshots: oldest first, of each the account before its posts, these in the order of the document. */
export function readingsOf(snapshots: readonly Snapshot[], given?: HistoryQuery): HistoryReading[] {
  const { since, media, accountMetrics, postMetrics } = resolveHistoryQuery(given);
  return snapshots
    .filter(({ taken_at }) => (toEpochMs(taken_at) ?? 0) >= since)
    .toSorted(compareSnapshots)
    .flatMap(({ taken_at, analytics }) => {
      const account = analytics.account_info;
      const key = { taken_at, account_id: account?.account_id ?? null };
      const readings: HistoryReading[] = [];
      if (accountMetrics.length > 0) {
        const values = Object.fromEntries(accountMetrics.map((metric) => [metric, account?.[metric] ?? null]));
        readings.push({ ...key, media_id: null, values });
      }
      if (postMetrics.length === 0) return readings;
      for (const post of analytics.recent_media ?? []) {
        if (media?.has(post.id) === false) continue;
        const values = Object.fromEntries(postMetrics.map((metric) => [metric, figureOf(post, metric)]));
        readings.push({ ...key, media_id: post.id, values });
      }
      return readings;
    });
}

/** Orders snapshots by the moment they were taken, oldest first. */
export function compareSnapshots(a: Snapshot, b: Snapshot): number {
  return (toEpochMs(a.taken_at) ?? 0) - (toEpochMs(b.taken_at) ?? 0);
}
