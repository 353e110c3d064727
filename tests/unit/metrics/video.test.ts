import { describe, expect, it } from 'vitest';

import { VIDEO_METRIC_KEYS } from '../../../src/documents/vocabulary.ts';
import { describeVideo } from '../../../src/metrics/index.ts';
import { post } from './posts.ts';

describe('describeVideo', () => {
  it('divides plays by reach and names what plays came from', () => {
    const video = post(
      1,
      { views: 150, plays: 150, impressions: 150, reach: 100, total_interactions: 4, likes: 3, comments: 1 },
      { metric_sources: { impressions: 'views', plays: 'views' } },
    );
    const result = describeVideo(video);
    // 150 / 100 × 100 = 150 plays per 100 accounts reached; 4 / 100 × 100 = 4 %.
    expect(result.performance_summary).toMatchObject({
      play_rate: 150,
      engagement_rate: 4,
      engagement_basis: 'reach',
    });
    expect(result.metric_sources).toEqual({ impressions: 'views', plays: 'views' });
  });

  it('has every figure as null with a reason when nothing is known', () => {
    const result = describeVideo({ ...post(1), unavailable: { 'insights.reach': 'failed', comments: 'forbidden' } });
    for (const key of VIDEO_METRIC_KEYS) {
      expect(result.engagement_metrics[key]).toBeNull();
      expect(result.unavailable).toHaveProperty([`engagement_metrics.${key}`]);
    }
    expect(result.unavailable['engagement_metrics.reach']).toBe('failed');
    expect(result.unavailable['recent_comments']).toBe('forbidden');
    expect(result.performance_summary).toEqual({
      engagement_rate: null,
      engagement_basis: null,
      play_rate: null,
      comment_quality: null,
    });
  });

  it('judges comments only when they were read', () => {
    expect(describeVideo(post(1)).performance_summary.comment_quality).toBeNull();
    expect(describeVideo(post(1), { comments: [] }).performance_summary.comment_quality).toBe('none');
    expect(describeVideo(post(1, {}, { comments: [] }), { comments: null }).recent_comments).toBeNull();
  });

  it('does not call the comments none when the post counts some that could not be read', () => {
    const video = post(1, { comments: 6 });
    expect(describeVideo(video, { comments: [] }).performance_summary.comment_quality).toBeNull();
  });
});
