import { describe, expect, it } from 'vitest';
import { ACCOUNT_METRICS, RETIRED_ACCOUNT_METRICS, dayTotalMetrics } from '../../../src/graph/account-metrics.ts';
import {
  ACCOUNT_FIELDS,
  COMMENT_FIELDS,
  HASHTAG_MEDIA_FIELDS,
  MEDIA_FIELDS,
  bareName,
  commentFields,
  commentsExpansion,
  fieldNames,
  insightsExpansion,
} from '../../../src/graph/fields.ts';
import { LOGINS, REMOVALS, SCOPES, scopesFor } from '../../../src/graph/platform.ts';

/** The names the server lists for an account. Source: account insights probes of 2026-05 and 2026-07, 2026-11-22. */
const ACCEPTED = [
  ...['reach', 'follower_count', 'website_clicks', 'profile_views', 'online_followers', 'accounts_engaged'],
  ...['total_interactions', 'likes', 'comments', 'shares', 'saves', 'replies', 'engaged_audience_demographics'],
  ...['reached_audience_demographics', 'follower_demographics', 'follows_and_unfollows', 'profile_links_taps', 'views'],
  ...['threads_likes', 'threads_replies', 'reposts', 'quotes', 'threads_followers', 'threads_follower_demographics'],
  ...['content_views', 'threads_views', 'threads_clicks', 'threads_reposts'],
];

describe('account metrics', () => {
  it('are names the server accepts, each once', () => {
    const names = ACCOUNT_METRICS.map(({ metric }) => metric);
    expect(names.filter((name) => !ACCEPTED.includes(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('calls saves of an account saves, not saved as of a post', () => {
    expect(dayTotalMetrics()).toContain('saves');
    expect(dayTotalMetrics()).not.toContain('saved');
  });

  it('leaves out of the one-day totals what needs a breakdown of its own', () => {
    for (const { metric, requiredBreakdown, metricTypes } of ACCOUNT_METRICS) {
      if (requiredBreakdown !== null) expect(dayTotalMetrics()).not.toContain(metric);
      if (dayTotalMetrics().includes(metric)) expect(metricTypes).toContain('total_value');
    }
  });

  it('gives only reach the longer windows', () => {
    const longer = ACCOUNT_METRICS.filter(({ periods }) => periods.includes('week'));
    expect(longer.map(({ metric }) => metric)).toEqual(['reach']);
  });

  it('replaces retired names by current ones, or by nothing', () => {
    for (const [name, instead] of Object.entries(RETIRED_ACCOUNT_METRICS)) {
      expect(ACCEPTED).not.toContain(name);
      if (instead !== null) expect(ACCOUNT_METRICS.map(({ metric }) => metric)).toContain(instead);
    }
  });
});

describe('fields', () => {
  it('are named once each: a field named twice fails the whole request', () => {
    for (const table of [ACCOUNT_FIELDS, MEDIA_FIELDS, COMMENT_FIELDS, HASHTAG_MEDIA_FIELDS]) {
      for (const login of ['facebook', 'instagram'] as const) {
        const names = fieldNames(table, login).map(bareName);
        expect(new Set(names).size).toBe(names.length);
      }
    }
  });

  it('never hold what fails a request by itself', () => {
    const asked = [...ACCOUNT_FIELDS, ...MEDIA_FIELDS].map(({ field }) => bareName(field));
    for (const name of [
      'view_count',
      'copyright_check_information',
      'shopping_product_tag_eligibility',
      'video_title',
    ]) {
      expect(asked).not.toContain(name);
    }
  });

  it('ask for account_type and user_id on Instagram login only', () => {
    expect(fieldNames(ACCOUNT_FIELDS, 'facebook')).not.toContain('user_id');
    expect(fieldNames(ACCOUNT_FIELDS, 'instagram')).toContain('account_type');
  });

  it('ask nothing of hashtag posts that those do not have', () => {
    const names = HASHTAG_MEDIA_FIELDS.map(({ field }) => field);
    for (const name of ['username', 'owner', 'thumbnail_url']) expect(names).not.toContain(name);
    expect(fieldNames(HASHTAG_MEDIA_FIELDS, 'instagram')).toEqual([]);
  });

  it('can be left out one by one', () => {
    expect(fieldNames(MEDIA_FIELDS, 'facebook', new Set(['children', 'caption']))).not.toContain(
      'children{id,media_type}',
    );
  });

  it('bring comments with their replies along, no more than a page holds', () => {
    const fields = 'id,text,username,from,timestamp,like_count';
    expect(commentFields('facebook', 5)).toBe(`${fields},replies.limit(5){${fields}}`);
    expect(commentFields('facebook', 0)).toBe(fields);
    expect(commentsExpansion('facebook', { comments: 400, replies: 90 })).toBe(
      `comments.limit(50){${fields},replies.limit(50){${fields}}}`,
    );
    expect(insightsExpansion(['reach', 'views'])).toBe('insights.metric(reach,views)');
  });
});

describe('the platform calendar', () => {
  it('has a source and a day of checking in every row', () => {
    for (const { source, checkedOn } of [...REMOVALS, ...SCOPES, ...Object.values(LOGINS), ...ACCOUNT_METRICS]) {
      expect(source).not.toBe('');
      expect(checkedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });

  it('knows that Instagram login has no batches, hashtags, discovery or mentions', () => {
    expect(LOGINS.instagram).toMatchObject({
      batch: false,
      hashtagSearch: false,
      businessDiscovery: false,
      mentions: false,
    });
    expect(LOGINS.facebook.batch).toBe(true);
  });
});

describe('scopes', () => {
  it('are those of one login, by purpose', () => {
    expect(scopesFor('facebook', 'insights')).toEqual(['pages_read_engagement', 'instagram_manage_insights']);
    expect(scopesFor('instagram', 'comments')).toEqual(['instagram_business_manage_comments']);
    expect(SCOPES.some(({ scope }) => scope.startsWith('business_'))).toBe(false);
  });
});
