import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import { accountsComparisonSchema } from '../../../src/documents/collection.ts';
import type { InstagramAnalytics, MediaRecord } from '../../../src/index.ts';
import { compareAccounts } from '../../../src/metrics/index.ts';
import { analyticsSample } from '../../schemas/samples.ts';

const NOW = '2026-11-22';
const [SAMPLE] = analyticsSample.recent_media ?? [];

/** Makes an account whose posts, a day apart, have these rates by reach and by views. */
function account(
  id: string,
  posts: readonly { reach?: number; views?: number; maturing?: boolean }[],
): InstagramAnalytics {
  if (SAMPLE === undefined || analyticsSample.account_info === null) throw new Error('There is no sample.');
  const recent_media = posts.map(({ reach = null, views = null, maturing = false }, index): MediaRecord => ({
    ...SAMPLE,
    id: `${id}${String(index)}`,
    timestamp: `2026-10-${String(index + 1).padStart(2, '0')}T10:00:00Z`,
    maturing,
    insights: { ...SAMPLE.insights, reach: reach === null ? null : reach * 100, views: 500 },
    engagement: {
      ...SAMPLE.engagement,
      interactions: 10,
      rate_by_reach: reach,
      rate_by_views: views,
      rate_by_followers: null,
    },
  }));
  return {
    ...analyticsSample,
    account_info: { ...analyticsSample.account_info, account_id: id },
    recent_media,
    issues: [],
  };
}

describe('compareAccounts', () => {
  it('gives medians of settled posts, at the basis that most accounts have', () => {
    const comparison = compareAccounts(
      [
        account('1', [{ reach: 1, views: 9 }, { reach: 2 }, { reach: 6 }, { reach: 50, maturing: true }]),
        account('2', [{ views: 3 }, { views: 4 }, { views: 5 }]),
        account('3', [
          { reach: 4, views: 3 },
          { reach: 5, views: 3 },
          { reach: 6, views: 2 },
        ]),
        account('4', []),
      ],
      NOW,
    );
    // By reach: accounts 1 and 3; by views: 2 and 3. Of equals reach is first.
    expect(comparison.comparison_info).toMatchObject({ basis: 'reach', accounts_with_rate: 2 });
    expect(comparison.accounts.map(({ engagement_rate }) => engagement_rate.reach)).toEqual([
      { median: 2, posts: 3 },
      { median: null, posts: 0 },
      { median: 5, posts: 3 },
      { median: null, posts: 0 },
    ]);
    expect(comparison.accounts[0]).toMatchObject({
      engagement_rate: { views: { median: null, posts: 1 } },
      reach: { median: 200, posts: 3 },
      views: { median: 500, posts: 3 },
      posts_read: 4,
      posts_mature: 3,
      // Three gaps in three days.
      posts_per_week: 7,
      status: 'complete',
    });
    expect(comparison.counts).toEqual({ complete: 4, partial: 0, failed: 0, open: 0 });
    expect(v.is(accountsComparisonSchema, JSON.parse(JSON.stringify(comparison)))).toBe(true);
  });

  it('is refused for a document that does not say whose it is', () => {
    const nameless = { ...account('1', []), account_info: null };
    expect(() => compareAccounts([account('2', []), nameless], NOW)).toThrow('documents[1].account_info');
  });

  it('calls an account complete whose gaps are the platform’s, as a collection does', () => {
    const [issue] = analyticsSample.issues;
    if (issue === undefined) throw new Error('There is no sample.');
    const statusOf = (kind: 'unsupported' | 'transient'): string | undefined =>
      compareAccounts([{ ...account('1', []), issues: [{ ...issue, kind }] }], NOW).accounts[0]?.status;
    expect([statusOf('unsupported'), statusOf('transient')]).toEqual(['complete', 'partial']);
  });

  it('has no basis where no account has a rate, and takes no account at all', () => {
    expect(compareAccounts([account('1', [])], NOW).comparison_info).toMatchObject({
      basis: null,
      accounts_with_rate: 0,
    });
    expect(compareAccounts([], new Date(NOW))).toMatchObject({
      comparison_info: { generated_at: '2026-11-22T00:00:00Z', basis: null },
      accounts: [],
    });
  });
});

describe('a row of an account', () => {
  const [first] = [account('1', [{ reach: 1 }, { reach: 2 }, { reach: 3 }])];

  it('names the account and what was read', () => {
    const [row] = compareAccounts([first], NOW).accounts;
    expect(row).toMatchObject({
      account_id: '1',
      username: analyticsSample.account_info?.username,
      followers_count: analyticsSample.account_info?.followers_count,
      collected_at: analyticsSample.export_info.exported_at,
      graph_calls: analyticsSample.export_info.calls.graph_calls,
      interactions: { median: 10, posts: 3 },
      issue: null,
    });
    const [issue] = analyticsSample.issues;
    expect(compareAccounts([{ ...first, issues: issue === undefined ? [] : [issue] }], NOW).accounts[0]?.issue).toBe(
      issue,
    );
    expect(compareAccounts([{ ...first, recent_media: null }], NOW).accounts[0]).toMatchObject({
      posts_read: 0,
      posts_mature: 0,
      posts_per_week: null,
    });
  });

  it('has a rhythm from three posts on that have a time', () => {
    const perWeek = (...times: string[]): number | null | undefined => {
      const posts = (first.recent_media ?? []).slice(0, times.length).map((post, index) => ({
        ...post,
        timestamp: times[index] ?? '',
      }));
      return compareAccounts([{ ...first, recent_media: posts }], NOW).accounts[0]?.posts_per_week;
    };
    const [a, b, c] = ['2026-10-01T00:00:00Z', '2026-10-03T00:00:00Z', '2026-10-08T00:00:00Z'] as const;
    // Two gaps in seven days; the order does not matter.
    expect(perWeek(a, b, c)).toBe(2);
    expect(perWeek(c, a, b)).toBe(2);
    expect(perWeek(a, b)).toBeNull();
    expect(perWeek(a, b, 'soon')).toBeNull();
    expect(perWeek(a, a, a)).toBeNull();
  });

  it('takes the basis most accounts have, though it is not the first', () => {
    const views = account('2', [{ views: 3 }, { views: 4 }, { views: 5 }]);
    const comparison = compareAccounts([first, views, { ...views, account_info: account('3', []).account_info }], NOW);
    expect(comparison.comparison_info).toMatchObject({ basis: 'views', accounts_with_rate: 2 });
  });
});
