import { fc, test } from '@fast-check/vitest';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import { MEDIA_INSIGHT_KEYS, mediaRecordSchema, type MediaRecord } from '../../../src/documents/media.ts';
import { UNAVAILABLE_REASONS } from '../../../src/documents/shapes.ts';
import { metricsFor } from '../../../src/graph/media-metrics.ts';
import { createDraft, type DraftPost } from '../../../src/instagram/media-record.ts';
import { toMediaRecord, type RecordContext } from '../../../src/instagram/media-record.ts';
import { readMediaRow } from '../../../src/instagram/wire-rows.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const CONTEXT: RecordContext = {
  login: 'facebook',
  now: NOW,
  followers: 1_000,
  includeMediaUrls: true,
  maxComments: 10,
};

function draftOf(row: Readonly<Record<string, unknown>>, withComments = false): DraftPost {
  const read = readMediaRow({
    id: '18000000000000001',
    media_type: 'VIDEO',
    media_product_type: 'REELS',
    timestamp: '2026-11-20T13:00:34+0000',
    ...row,
  });
  if (read === null) throw new Error('That is no post.');
  return createDraft(read, withComments);
}

const rows = (values: Readonly<Record<string, number>>): unknown => ({
  data: Object.entries(values).map(([name, value]) => ({ name, period: 'lifetime', values: [{ value }] })),
});

function recordOf(
  row: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, number>> = {},
  context: Partial<RecordContext> = {},
): MediaRecord {
  const post = draftOf(row);
  post.insights.take(rows(values), metricsFor(post.product, 'facebook', null));
  return toMediaRecord(post, { ...CONTEXT, ...context });
}

/** Lists the paths of measured values that are `null` in a record. */
function gapsOf(record: MediaRecord): string[] {
  const insights = MEDIA_INSIGHT_KEYS.filter((key) => record.insights[key] === null).map((key) => `insights.${key}`);
  const own = (['media_url', 'thumbnail_url', 'like_count', 'comments_count'] as const).filter(
    (key) => record[key] === null,
  );
  return [...insights, ...own, ...(record.comments === null ? ['comments'] : [])];
}

describe('every null of a record', () => {
  test.prop([
    fc.constantFrom('VIDEO', 'IMAGE', 'CAROUSEL_ALBUM', 'HOLOGRAM'),
    fc.constantFrom('REELS', 'FEED', 'STORY', 'AD', undefined),
    fc.subarray(['media_url', 'thumbnail_url', 'like_count', 'comments_count', 'caption', 'permalink']),
    fc.subarray([
      'views',
      'reach',
      'likes',
      'saved',
      'reels_skip_rate',
      'follows',
      'navigation',
      'impressions',
      'plays',
    ]),
    fc.boolean(),
    fc.constantFrom<'facebook' | 'instagram'>('facebook', 'instagram'),
    fc.constantFrom('open', 'missing', 'read', 'not_asked'),
  ])(
    'has a reason, and nothing else has one',
    (media_type, product, fields, metrics, includeMediaUrls, login, comments) => {
      const given: Record<string, unknown> = { media_type, media_product_type: product };
      for (const field of fields) given[field] = field.endsWith('_count') ? 3 : 'https://x.test/y';
      const post = draftOf(given, comments !== 'not_asked');
      if (comments === 'missing') post.comments = { state: 'missing', reason: 'forbidden' };
      if (comments === 'read') post.comments = { state: 'read', comments: [], after: null };
      post.insights.take(
        rows(Object.fromEntries(metrics.map((name) => [name, 5]))),
        metricsFor(post.product, login, null),
      );
      const record = toMediaRecord(post, { ...CONTEXT, includeMediaUrls, login });
      expect(Object.keys(record.unavailable).sort()).toEqual(gapsOf(record).sort());
      expect(Object.values(record.unavailable).every((reason) => UNAVAILABLE_REASONS.includes(reason))).toBe(true);
      expect(v.is(mediaRecordSchema, record)).toBe(true);
    },
  );
});

describe('toMediaRecord', () => {
  it('names the reason that fits each kind of gap', () => {
    const { unavailable } = recordOf(
      { media_type: 'IMAGE', media_product_type: 'FEED' },
      { reach: 10 },
      { login: 'instagram' },
    );
    expect(unavailable).toMatchObject({
      'insights.views': 'not_enough_data',
      'insights.skip_rate': 'not_applicable',
      'insights.facebook_views': 'not_requested',
      'insights.link_clicks': 'not_applicable',
      'insights.impressions': 'retired',
      'insights.plays': 'not_applicable',
      media_url: 'hidden',
      thumbnail_url: 'not_applicable',
      like_count: 'hidden',
    });
  });

  it('gives an album no address of its own', () => {
    const album = { media_type: 'CAROUSEL_ALBUM', media_product_type: 'FEED', children: { data: [{ id: '1' }] } };
    expect(recordOf(album).unavailable['media_url']).toBe('not_applicable');
    expect(recordOf(album).children).toEqual([{ id: '1', media_type: null }]);
  });

  it('lets retired names take the value of views, and says where it comes from', () => {
    const record = recordOf({}, { views: 40 });
    expect([record.insights.impressions, record.insights.plays]).toEqual([40, 40]);
    expect(record.metric_sources).toEqual({ impressions: 'views', plays: 'views' });
  });

  it('keeps a retired metric that the platform itself still sent', () => {
    const record = recordOf({ media_type: 'IMAGE', media_product_type: 'FEED' }, { views: 40, impressions: 55 });
    expect(record.insights.impressions).toBe(55);
    expect(record.metric_sources).toEqual({});
  });

  it('keeps a 0 that was sent', () => {
    const record = recordOf({ like_count: 0 }, { views: 0, saved: 0 });
    expect([record.like_count, record.insights.views, record.insights.saved]).toEqual([0, 0, 0]);
    expect(record.engagement.rate_by_views).toBeNull();
  });

  it('rounds rates to 2 decimals at the very end', () => {
    // 7 of 30 reached: 23.333… %; of 1,000 followers: 0.7 %.
    const { engagement } = recordOf({}, { total_interactions: 7, reach: 30 });
    expect(engagement).toMatchObject({ interactions: 7, rate_by_reach: 23.33, rate_by_followers: 0.7 });
  });

  it('knows no rate by followers without their number', () => {
    expect(recordOf({}, { total_interactions: 7 }, { followers: null }).engagement.rate_by_followers).toBeNull();
  });

  it('calls a post maturing for its first 48 hours', () => {
    const aged = (timestamp: string): boolean => recordOf({ timestamp }).maturing;
    expect(aged('2026-11-20T12:00:01+0000')).toBe(true);
    expect(aged('2026-11-20T12:00:00+0000')).toBe(false);
  });

  it('writes the time as documents do', () => {
    expect(recordOf({ timestamp: '2026-11-20T13:00:34+0000' }).timestamp).toBe('2026-11-20T13:00:34Z');
    expect(recordOf({ timestamp: '2026-11-20T13:00:34-0800' }).timestamp).toBe('2026-11-20T21:00:34Z');
  });

  it('leaves signed addresses out unless they are asked for', () => {
    const record = recordOf(
      { media_url: 'https://cdn.test/a', thumbnail_url: 'https://cdn.test/b' },
      {},
      { includeMediaUrls: false },
    );
    expect([record.media_url, record.thumbnail_url]).toEqual([null, null]);
    expect(record.unavailable).toMatchObject({ media_url: 'not_requested', thumbnail_url: 'not_requested' });
  });

  it('calls comments truncated only when there were more', () => {
    const comment = {
      id: '1',
      text: '',
      username: null,
      from_id: null,
      timestamp: null,
      like_count: null,
      replies: [],
      replies_truncated: false,
    };
    const post = draftOf({}, true);
    const truncated = (count: number, after: string | null): boolean | undefined => {
      post.comments = { state: 'read', comments: Array(count).fill(comment) as (typeof comment)[], after };
      return toMediaRecord(post, { ...CONTEXT, maxComments: 2 }).comments_truncated;
    };
    expect([truncated(2, null), truncated(2, 'QVFI'), truncated(3, null)]).toEqual([false, true, true]);
  });
});
