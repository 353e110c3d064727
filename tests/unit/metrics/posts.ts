import type { MediaInsightKey } from '../../../src/documents/media.ts';
import type { PostInput } from '../../../src/metrics/index.ts';

/** Makes a post with a running id and only the figures a test speaks of. */
export function post(
  id: number,
  insights: Partial<Record<MediaInsightKey, number | null>> = {},
  fields: Partial<PostInput> = {},
): PostInput {
  return {
    id: String(id),
    timestamp: new Date(Date.UTC(2026, 0, 1) + id * 86_400_000).toISOString(),
    media_product_type: 'REELS',
    insights,
    ...fields,
  };
}

/** The figures of a real account of seven reels (August 2025): likes, comments, reach, views, total interactions. */
export const SEVEN_REELS: PostInput[] = [
  [1, 0, 152, 232, 1],
  [1, 0, 305, 475, 1],
  [2, 0, 277, 456, 2],
  [22, 0, 2282, 3467, 22],
  [6, 0, 681, 1001, 6],
  [12, 6, 346, 633, 18],
  [1, 0, 163, 252, 1],
].map(([likes, comments, reach, views, total_interactions], index) =>
  post(
    100 - index,
    {
      likes: likes ?? null,
      comments: comments ?? null,
      reach: reach ?? null,
      views: views ?? null,
      saved: 0,
      shares: 0,
      total_interactions: total_interactions ?? null,
      impressions: views ?? null,
      plays: views ?? null,
    },
    { metric_sources: { impressions: 'views', plays: 'views' } },
  ),
);
