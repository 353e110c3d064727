import { describe, expect, it } from 'vitest';

import { MEDIA_INSIGHT_KEYS } from '../../../src/documents/media.ts';
import {
  findMediaMetric,
  MEDIA_METRICS,
  metricsFor,
  productClassOf,
  sharedMetrics,
  type ProductClass,
} from '../../../src/graph/media-metrics.ts';
import { MEDIA_METRICS as SERVER_METRICS } from '../../../src/testing/graph/rules/metrics.ts';
import { fixtureMessage } from './fixtures.ts';

const product = (media_type: string, media_product_type: string | null): ProductClass =>
  productClassOf({ media_type, media_product_type });

/** Tells whether a metric is collected without being named: current, with a key in the record. */
function isCollected(name: string): boolean {
  const entry = findMediaMetric(name);
  return entry?.retired === null && entry.key !== null && !entry.onRequest;
}

describe('productClassOf', () => {
  it('tells reels from the videos of before by the product type alone', () => {
    expect(product('VIDEO', 'REELS')).toBe('reels');
    expect(product('VIDEO', 'FEED')).toBe('feed_video');
    expect(product('IMAGE', 'FEED')).toBe('feed');
    expect(product('CAROUSEL_ALBUM', 'FEED')).toBe('feed');
    expect(product('VIDEO', 'STORY')).toBe('story');
    expect(product('IMAGE', 'STORY')).toBe('story');
  });

  it('infers a missing product type: a video is a reel', () => {
    expect(product('VIDEO', null)).toBe('reels');
    expect(product('IMAGE', null)).toBe('feed');
  });

  it('does not look at the case, and treats unknown kinds as feed posts', () => {
    expect(product('video', 'reels')).toBe('reels');
    expect(product('HOLOGRAM', 'IMMERSIVE')).toBe('feed');
    expect(product('IMAGE', 'AD')).toBe('feed');
  });
});

describe('the table', () => {
  it('of the simulator has every name that the server listed in a recorded error', () => {
    const listed = (/values: (.*)$/.exec(fixtureMessage('error-100-unknown-metric'))?.[1] ?? '').split(', ');
    expect(listed.length).toBeGreaterThan(10);
    expect(SERVER_METRICS.map(({ name }) => name)).toEqual(expect.arrayContaining(listed));
  });

  it('asks for nothing that the server does not know', () => {
    const current = MEDIA_METRICS.filter((row) => row.retired === null).map((row) => row.metric);
    const accepted = SERVER_METRICS.map(({ name }) => name);
    expect(current.filter((metric) => !accepted.includes(metric))).toEqual([]);
  });

  it('has a row with a metric for every insight of a record', () => {
    const keys = new Set(MEDIA_METRICS.map((row) => row.key));
    expect(MEDIA_INSIGHT_KEYS.filter((key) => !keys.has(key))).toEqual([]);
  });

  it('has a source, a date of checking and a name of its own in every row', () => {
    expect(new Set(MEDIA_METRICS.map((row) => row.metric)).size).toBe(MEDIA_METRICS.length);
    for (const row of MEDIA_METRICS) {
      expect(row.source).not.toBe('');
      expect(row.checkedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      if (row.replacedBy !== null) expect(findMediaMetric(row.replacedBy)?.retired).toBeNull();
    }
  });
});

describe('metricsFor', () => {
  it('never asks for a retired metric, nor by default for one that fails on posts not shared to Facebook', () => {
    const asked = (['feed', 'feed_video', 'reels', 'story'] as const).flatMap((kind) =>
      metricsFor(kind, 'facebook', null),
    );
    for (const metric of ['impressions', 'plays', 'video_views', 'crossposted_views', 'facebook_views']) {
      expect(asked).not.toContain(metric);
    }
  });

  it.each(['feed', 'reels', 'story'] as const)(
    'asks of %s what the server answers for it, less what fails on posts not shared to Facebook',
    (kind) => {
      const answered = SERVER_METRICS.filter(({ on, needsCrosspost }) => on.includes(kind) && !needsCrosspost);
      const collected = answered.map(({ name }) => name).filter((name) => isCollected(name));
      expect(metricsFor(kind, 'facebook', null).toSorted()).toEqual(collected.toSorted());
    },
  );

  it('leaves out on Instagram login what only Facebook login has', () => {
    expect(metricsFor('story', 'instagram', null)).not.toContain('link_clicks');
    expect(metricsFor('story', 'instagram', ['link_clicks'])).toEqual([]);
  });

  it("takes the caller's choice by Graph's name and by ours, in table order, where the kind has it", () => {
    expect(metricsFor('reels', 'facebook', ['skip_rate', 'crossposted_views', 'views', 'navigation'])).toEqual([
      'views',
      'reels_skip_rate',
      'crossposted_views',
    ]);
    expect(metricsFor('reels', 'facebook', ['reels_skip_rate'])).toEqual(['reels_skip_rate']);
    expect(metricsFor('reels', 'facebook', [])).toEqual([]);
  });
});

describe('sharedMetrics', () => {
  it('holds only what both feed posts and reels take', () => {
    const shared = sharedMetrics('facebook', null);
    for (const kind of ['feed', 'reels'] as const) {
      expect(metricsFor(kind, 'facebook', null)).toEqual(expect.arrayContaining(shared));
    }
    expect(shared).toContain('reach');
    expect(shared).not.toContain('reels_skip_rate');
    expect(shared).not.toContain('follows');
  });
});
