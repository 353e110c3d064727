import type { InstagramAnalyticsManager } from 'insight-inventory';

/**
 * Counts posts, as something of yours that reads an account: how many of the newest posts a brand would call good, and
 * which it cannot judge.
 */
export async function countGoodPosts(
  instagram: InstagramAnalyticsManager,
  { leastRate = 5, limit = 25 } = {},
): Promise<{ good: number; unknown: number }> {
  const media = await instagram.getRecentMedia({ limit, comments: false });
  const rates = media.map((post) => post.engagement.rate_by_reach);
  return {
    good: rates.filter((rate) => rate !== null && rate >= leastRate).length,
    unknown: rates.filter((rate) => rate === null).length,
  };
}
