import { percentOf } from '../base/sums.ts';
import { commentsOf, insightOf } from './engagement.ts';
import type { EngagementInput, PostInput } from './post.ts';

/** The rates of one post: percent, unrounded, but for `retention_ratio`. */
export interface PostRates {
  /** saved / reach × 100. */
  save_rate: number | null;
  /** shares / reach × 100. */
  share_rate: number | null;
  /** comments / reach × 100. */
  comment_rate: number | null;
  /** Follows that came from the post, per 100 accounts reached. */
  follow_rate: number | null;
  /** shares / views × 100. */
  virality_rate: number | null;
  /** reach / followers × 100; above 100 when the post went beyond the followers. */
  reach_rate: number | null;
  /** Viewers who left in the first three seconds, as Graph gives it. */
  skip_rate: number | null;
  /** 100 − skip rate: viewers who stayed. */
  hook_rate: number | null;
  /** Average watch time / duration, a plain ratio: above 1 when viewers let it run again, and kept so. */
  retention_ratio: number | null;
}

/** What the rates read of a post. Retention needs the length, from probed `media_details`. */
export type RatesInput = EngagementInput & Pick<PostInput, 'media_details'>;

/**
 * Save, share, comment, follow, virality, reach, skip and hook rates and retention of one post. Each is `null` when a
 * term is missing or the denominator is 0.
 *
 * @source saves and shares by reach, retention, skip rate within 3 s: docs/analytics.md; virality as shares by
 *   impressions (views succeed them): https://socialk.it/en/blog/virality-rate-and-amplification-explained (2026-11-22)
 * @example
 * computeRates({ insights: { saved: 3, reach: 200 } }).save_rate; //=> 1.5
 */
export function computeRates(
  media: RatesInput,
  options: { readonly followers?: number | null | undefined } = {},
): PostRates {
  const reach = insightOf(media, 'reach');
  const shares = insightOf(media, 'shares');
  const skipRate = insightOf(media, 'skip_rate');
  return {
    save_rate: percentOf(insightOf(media, 'saved'), reach),
    share_rate: percentOf(shares, reach),
    comment_rate: percentOf(commentsOf(media), reach),
    follow_rate: percentOf(insightOf(media, 'follows'), reach),
    virality_rate: percentOf(shares, insightOf(media, 'views')),
    reach_rate: percentOf(reach, options.followers ?? null),
    skip_rate: skipRate,
    hook_rate: skipRate === null ? null : 100 - skipRate,
    retention_ratio: retentionOf(media),
  };
}

function retentionOf(media: RatesInput): number | null {
  const watched = insightOf(media, 'avg_watch_time_ms');
  const seconds = media.media_details?.duration_seconds ?? null;
  return watched === null || seconds === null || seconds === 0 ? null : watched / (seconds * 1000);
}
