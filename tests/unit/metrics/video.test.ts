import { describe, expect, it } from 'vitest';

import { VIDEO_METRIC_KEYS } from '../../../src/documents/vocabulary.ts';
import { describeVideo } from '../../../src/metrics/index.ts';
import { post } from './posts.ts';
import { at, media, snapshot } from './snapshots.ts';

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

describe('a video described whole', () => {
  const figures = {
    likes: 1,
    comments: 2,
    impressions: 3,
    views: 4,
    reach: 200,
    plays: 6,
    saved: 7,
    shares: 8,
    avg_watch_time_ms: 9,
    total_watch_time_ms: 10,
    skip_rate: 11,
  };
  const comments = [
    {
      id: '1',
      text: 'A lovely bowl, well made!',
      username: 'a',
      from_id: null,
      timestamp: null,
      like_count: null,
      replies: [],
      replies_truncated: false,
    },
    {
      id: '2',
      text: 'Thank you all so much.',
      username: 'studio',
      from_id: null,
      timestamp: null,
      like_count: null,
      replies: [],
      replies_truncated: false,
    },
  ];

  it('names every figure, its comments and what they say', () => {
    const video = post(1, figures, {
      permalink: 'https://www.instagram.com/p/1/',
      caption: 'A bowl.',
      comments,
    });
    const described = describeVideo(video, { ownUsername: 'studio' });
    expect(described).toMatchObject({
      video_id: '1',
      permalink: 'https://www.instagram.com/p/1/',
      caption: 'A bowl.',
      timestamp: video.timestamp,
      engagement_metrics: figures,
      recent_comments: comments,
      performance_summary: {
        play_rate: 3,
        comment_quality: 'medium',
        comment_quality_detail: { score: expect.closeTo(100 / 3, 9) as number, comments: 1, own: 1, substantive: 1 },
      },
      metric_sources: {},
      unavailable: {},
    });
    expect(described.recent_comments).not.toBe(comments);
    expect(described.performance_summary).not.toHaveProperty('compared_to_median');
    // Given comments go before those of the record.
    expect(describeVideo(video, { comments: [] }).recent_comments).toEqual([]);
  });

  it('says why each gap is one', () => {
    const gaps = describeVideo({ ...post(1, { likes: 1 }), unavailable: { permalink: 'forbidden' } }).unavailable;
    expect(gaps).toMatchObject({
      permalink: 'forbidden',
      recent_comments: 'not_requested',
      'engagement_metrics.reach': 'not_requested',
    });
    expect(gaps).not.toHaveProperty(['engagement_metrics.likes']);
    expect(describeVideo(post(1)).unavailable['permalink']).toBe('not_requested');
  });

  it('judges comments that were read though the post counts some, and calls none of none', () => {
    expect(describeVideo(post(1, { comments: 2 }, { comments })).performance_summary.comment_quality).toBe('medium');
    expect(describeVideo(post(1, { comments: 0 }), { comments: [] }).performance_summary.comment_quality).toBe('none');
  });

  it('is set against the others at its age, where there is a history', () => {
    const { compared_to_median: alone } = describeVideo(post(1, figures), { history: [] }).performance_summary;
    expect(alone).toMatchObject({ value: null, verdict: 'too_few', basis: 'views_at_same_age' });
    const others = [1, 2, 3, 4, 5].map((views, index) => media(`o${String(index)}`, 0, { views }));
    const own = media('own', 0, { views: 6 });
    const compared = describeVideo(own, { history: [snapshot(24, 1, others)], takenAt: at(24) });
    expect(compared.performance_summary.compared_to_median).toMatchObject({ value: 2, n: 5 });
  });
});
