import { afterAll, describe, expect, it } from 'vitest';

import { agedTables } from '../../../src/base/dated-table.ts';
import { GRAPH_TABLES, STORAGE_TABLES } from '../../../src/collector/requirements.ts';
import {
  ACCOUNT_FIELDS,
  ACCOUNT_METRICS,
  bareName,
  COMMENT_FIELDS,
  commentFields,
  commentsExpansion,
  dayTotalMetrics,
  fieldNames,
  HASHTAG_MEDIA_FIELDS,
  insightsExpansion,
  MEDIA_FIELDS,
  RETIRED_ACCOUNT_METRICS,
} from '../../../src/graph/fields.ts';
import { LOGINS, REMOVALS, SCOPES, scopesFor, versionNotice, VERSIONS } from '../../../src/graph/platform.ts';
import { closeStudios, startStudio } from '../instagram/studio.ts';

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

afterAll(closeStudios);

const NOW = Date.parse('2026-11-28T00:00:00Z');

describe('the table of versions', () => {
  it('lists versions newest first, each ending two years after the next one came, to within the platform’s own days', () => {
    expect(VERSIONS[0]).toMatchObject({ version: 'v27.0', introduced: '2026-11-04', ends: null });
    const majors = VERSIONS.map(({ version }) => Number(version.slice(1, -2)));
    expect(majors).toEqual(majors.map((_, index) => (majors[0] ?? 0) - index));
    for (const [index, { ends }] of VERSIONS.entries()) {
      const next = VERSIONS[index - 1]?.introduced ?? null;
      if (next === null) continue;
      const due = Date.parse(next.replace(/^\d+/, (year) => String(Number(year) + 2)));
      expect(Math.abs(Date.parse(ends ?? '') - due)).toBeLessThan(130 * 86_400_000);
    }
  });
});

describe('a version that is configured', () => {
  it.each([
    ['v27.0', null],
    ['v26.0', null],
    ['v22.0', null],
    ['v21.0', 'ending_soon'],
    ['v20.0', 'expired'],
    ['v19.0', 'expired'],
    ['v3.2', 'expired'],
    ['v28.0', 'not_checked'],
    ['v26.1', 'not_checked'],
  ])('%s is %s on 2026-11-28', (version, state) => {
    expect(versionNotice(version, NOW)?.state ?? null).toBe(state);
  });

  it('ends soon from 90 days before its end, and is expired from its last day on', () => {
    const at = (day: string): string | null => versionNotice('v21.0', Date.parse(day))?.state ?? null;
    expect([at('2026-10-22'), at('2026-10-23'), at('2027-01-20'), at('2027-01-21')]).toEqual([
      null,
      'ending_soon',
      'ending_soon',
      'expired',
    ]);
  });

  it('is named with the version that answers in its place', () => {
    expect(versionNotice('v20.0', NOW)?.issue.message).toBe(
      'Graph v20.0 ended on 2026-09-24: Graph answers with v21.0 in its place.',
    );
    expect(versionNotice('v20.0', Date.parse('2027-06-01'))?.issue.message).toContain('answers with v23.0');
  });
});

describe('a collection', () => {
  it.each([
    ['v20.0', 'config', 'config:apiVersion'],
    ['v21.0', 'unsupported', 'graph:version_ending'],
    ['v28.0', 'unsupported', 'graph:version_not_checked'],
  ])('with %s is delivered, with one issue', async (apiVersion, kind, code) => {
    const { managerWith } = await startStudio();
    const document = await managerWith({ apiVersion }).collect();
    expect(document.recent_media?.length).toBeGreaterThan(0);
    expect(document.issues.filter(({ scope }) => scope === 'api_version')).toMatchObject([{ kind, code, id: null }]);
  });

  it.each(['v27.0', 'v26.0', 'v25.0'])('with %s has no word of it', async (apiVersion) => {
    const { managerWith } = await startStudio();
    expect((await managerWith({ apiVersion }).collect()).issues).toEqual([]);
  });
});

describe('the dated tables', () => {
  it('are fresh until 90 days after their oldest entry was checked', () => {
    const aged = (day: string): string[] =>
      agedTables([...GRAPH_TABLES, ...STORAGE_TABLES], Date.parse(day)).map(({ name }) => name);
    expect(aged('2027-02-20')).toEqual([]);
    expect(aged('2027-02-21')).toContain('post metrics');
    expect(aged('2027-02-21')).toContain('Cloud Storage');
    expect(aged('2027-02-21')).not.toContain('Graph versions');
    expect(aged('2027-02-26')).toContain('Graph versions');
  });

  it('have a source and a day in every entry', () => {
    for (const { entries } of [...GRAPH_TABLES, ...STORAGE_TABLES]) {
      expect(entries.length).toBeGreaterThan(0);
      for (const { source, checkedOn } of entries) {
        expect(source).not.toBe('');
        expect(checkedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      }
    }
  });
});
