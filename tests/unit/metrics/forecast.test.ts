import { describe, expect, it } from 'vitest';

import { forecastPost, type ForecastDocuments, type PostInput } from '../../../src/metrics/index.ts';
import { eightTags } from './scenarios.ts';
import { simulateHistory } from './simulated-history.ts';
import { snapshot } from './snapshots.ts';

const WEEK_MS = 7 * 86_400_000;

/** Everything but the last post, collected a week after the one before it. */
function documentsOf(media: readonly PostInput[]): ForecastDocuments {
  const { analytics } = snapshot(0, 100, []);
  const collected = new Date(Date.parse(media.at(-2)?.timestamp ?? '') + WEEK_MS).toISOString();
  return {
    analytics: {
      ...analytics,
      export_info: { ...analytics.export_info, exported_at: collected },
      recent_media: media.slice(0, -1) as never,
    },
  };
}

describe('forecastPost', () => {
  it('holds what came in about four of five accounts, growth and tags included', () => {
    let held = 0;
    const seeds = 20;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const media = simulateHistory({ posts: 61, growth: 2, reachGrowth: 3, tags: eightTags(1.6) }, seed);
      const last = media.at(-1);
      if (last === undefined) continue;
      const { interactions } = forecastPost(last, documentsOf(media));
      const [low, high] = interactions.interval ?? [1, 0];
      const came = last.insights.total_interactions ?? 0;
      if (low <= came && came <= high) held += 1;
    }
    expect(held).toBeGreaterThanOrEqual(12);
    expect(held).toBeLessThanOrEqual(19);
  });

  it('follows the recent level and what the product type went together with', () => {
    const media = simulateHistory({ posts: 121, noise: 0.2, feed: 0.5, feedRatio: 0.2 }, 4);
    const timestamp = media.at(-1)?.timestamp ?? '';
    const forecast = (media_product_type: string): number =>
      forecastPost({ timestamp, media_product_type }, documentsOf(media)).interactions.value ?? 0;
    expect(forecast('FEED') / forecast('REELS')).toBeCloseTo(0.2, 1);
  });

  it('says too few under twelve posts of seven days, and never a number without an interval', () => {
    const media = simulateHistory({ posts: 12 }, 1);
    const { reach, views, interactions } = forecastPost({ timestamp: '2025-03-01T12:00:00Z' }, documentsOf(media));
    for (const estimate of [reach, views, interactions]) {
      expect(estimate).toMatchObject({ value: null, interval: null, n: 11, verdict: 'too_few' });
    }
  });

  it('says nothing about a time it cannot read', () => {
    const media = simulateHistory({ posts: 30 }, 1);
    expect(forecastPost({ timestamp: 'soon' }, documentsOf(media)).reach.value).toBeNull();
  });
});
