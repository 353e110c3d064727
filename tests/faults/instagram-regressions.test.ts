import { afterEach, describe, expect, it } from 'vitest';

import { isGraphApiError, isInsightInventoryError } from '../../src/base/errors.ts';
import type { InstagramAnalytics } from '../../src/documents/analytics.ts';
import type { MediaRecord } from '../../src/documents/media.ts';
import type { MediaNode } from '../../src/testing/graph/dataset/graph-dataset.ts';
import type { Fault } from '../../src/testing/shared/fault.ts';
import {
  asksMetric,
  closeStudios,
  refuse,
  rejectionOf,
  retireMetric,
  startStudio,
  type Studio,
} from '../unit/instagram/studio.ts';

afterEach(closeStudios);

/** Changes the posts at some places; 0 is the newest. */
const change =
  (places: readonly number[], partial: Partial<MediaNode>) =>
  (media: readonly MediaNode[]): readonly MediaNode[] =>
    media.map((post, place) => (places.includes(place) ? { ...post, ...partial } : post));

/** Gives the posts of a document; it must have some. */
function postsOf(document: InstagramAnalytics): readonly MediaRecord[] {
  if (document.recent_media === null) throw new Error('The list of posts failed.');
  return document.recent_media;
}

const codes = (document: InstagramAnalytics): string[] => document.issues.map((issue) => issue.code);

/** Gives what the platform holds for a metric of a post. */
const held = (studio: Studio, id: string, metric: string): number | undefined =>
  studio.dataset.media.find((post) => post.id === id)?.insights?.[metric];

/** Expects that every value of a metric equals what the platform holds; those of the posts left out are `null`. */
function expectMetric(
  studio: Studio,
  document: InstagramAnalytics,
  metric: 'views' | 'reach' | 'likes',
  without: string[] = [],
): void {
  for (const post of postsOf(document)) {
    const expected = without.includes(post.id) ? null : held(studio, post.id, metric);
    expect({ id: post.id, [metric]: post.insights[metric] }).toEqual({ id: post.id, [metric]: expected });
  }
}

describe('a retired metric among good ones', () => {
  it.each(['facebook', 'instagram'] as const)('costs only itself on %s login', async (login) => {
    const studio = await startStudio({ simulator: { login, faults: [retireMetric('reposts')] } });
    const document = await studio.manager.collect();
    expectMetric(studio, document, 'views');
    for (const post of postsOf(document)) {
      expect([post.insights.reposts, post.unavailable['insights.reposts']]).toEqual([null, 'unsupported']);
      expect(post.insights.skip_rate).toBe(held(studio, post.id, 'reels_skip_rate'));
    }
    expect(document.issues.filter((issue) => issue.scope === 'media_insights')).toHaveLength(1);
  });

  it('is not asked for again on later pages', async () => {
    const studio = await startStudio({
      account: { posts: 120, commentsPerPost: 0 },
      simulator: { faults: [retireMetric('reposts')] },
    });
    await studio.manager.collect({ limit: 120 });
    const asked = studio.simulator.requests.filter(({ query }) => query.get('fields')?.includes('reposts') === true);
    expect(asked).toHaveLength(1);
  });

  it('is mapped to what replaced it when the caller names it, with an issue', async () => {
    const studio = await startStudio();
    const document = await studio.manager.collect({ insights: ['plays', 'reach'] });
    expectMetric(studio, document, 'views');
    for (const post of postsOf(document)) {
      expect(post.insights.plays).toBe(post.insights.views);
      expect(post.metric_sources).toMatchObject({ plays: 'views', impressions: 'views' });
      expect(post.unavailable['insights.likes']).toBe('not_requested');
    }
    expect(codes(document)).toEqual(['metric:retired:plays']);
    expect(studio.simulator.stats().misuse).toEqual([]);
  });

  it('of the account costs only itself too', async () => {
    const message =
      '(#100) metric[11] must be one of the following values: reach, views, likes, comments, saves, shares';
    const fault = refuse(
      ({ endpoint, query }) =>
        endpoint === '/{ig-user}/insights' && (query.get('metric') ?? '').includes('profile_views'),
      { code: 100, message },
    );
    const studio = await startStudio({ simulator: { faults: [fault] } });
    const clean = await (await startStudio()).manager.collect();
    const document = await studio.manager.collect();
    const { account_insights: insights, unavailable } = document.account_info ?? {};
    for (const metric of ['reach', 'views', 'likes', 'comments', 'saves', 'shares']) {
      expect(insights?.[metric]).toEqual(clean.account_info?.account_insights?.[metric]);
    }
    expect(unavailable?.['account_insights.profile_views.day']).toBe('unsupported');
    expect(codes(document)).toContain('graph:100:profile_views');
  });
});

describe('views rejected by a video from before reels', () => {
  it('is null for that video alone', async () => {
    const studio = await startStudio({ account: { posts: 8, mix: { reels: 3, image: 3, feed_video: 2 } } });
    const document = await studio.manager.collect();
    const legacy = postsOf(document).filter((post) => post.is_video && post.media_product_type === 'FEED');
    expect(legacy).toHaveLength(2);
    expectMetric(
      studio,
      document,
      'views',
      legacy.map((post) => post.id),
    );
    expectMetric(studio, document, 'reach');
    for (const post of legacy) {
      expect(post.unavailable).toMatchObject({ 'insights.views': 'unsupported', 'insights.impressions': 'retired' });
      expect(post.insights.profile_visits).toBe(held(studio, post.id, 'profile_visits'));
    }
    expect(codes(document)).toContain('graph:100:views');
    expect(studio.simulator.stats().misuse).toEqual([]);
  });

  it('rejected by one single picture leaves the views of the other pictures alone, on every page', async () => {
    const account = { posts: 120, mix: { image: 1 }, commentsPerPost: 0 };
    const media = change([3], { rejects: ['views'] });
    for (const login of ['facebook', 'instagram'] as const) {
      const studio = await startStudio({ account, media, simulator: { login } });
      const rejecting = studio.dataset.media[3]?.id ?? '';
      expectMetric(studio, await studio.manager.collect({ limit: 120 }), 'views', [rejecting]);
      const paged: MediaRecord[] = [];
      for await (const post of studio.manager.iterateMedia()) paged.push(post);
      expect(paged.filter((post) => post.insights.views === null).map((post) => post.id)).toEqual([rejecting]);
    }
  });

  it('together with another metric on one post does not settle a third unasked', async () => {
    const media = (all: readonly MediaNode[]): readonly MediaNode[] =>
      change([0], { rejects: ['saved'] })(
        change([1, 2], { rejects: ['saved', 'views'] })(change([3], { rejects: ['views'] })(all)),
      );
    const studio = await startStudio({ account: { posts: 6, mix: { image: 1 } }, media });
    const ids = studio.dataset.media.map((post) => post.id);
    const document = await studio.manager.collect();
    expectMetric(studio, document, 'views', [ids[1] ?? '', ids[2] ?? '', ids[3] ?? '']);
    const saved = postsOf(document).map((post) => post.insights.saved);
    expect(saved.map((value) => value === null)).toEqual([true, true, true, false, false, false]);
  });
});

describe('a post from before the business account', () => {
  it('has no insights and a reason; the posts on its page keep theirs', async () => {
    const studio = await startStudio({ account: { flaws: { beforeBusinessAccount: 2 } } });
    const document = await studio.manager.collect();
    const old = postsOf(document).slice(-2);
    expectMetric(
      studio,
      document,
      'views',
      old.map((post) => post.id),
    );
    for (const post of old) {
      const { views, reach, likes } = post.insights;
      expect([views, reach, likes]).toEqual([null, null, null]);
      expect(post.unavailable['insights.reach']).toBe('before_business_account');
      expect(post.comments).not.toHaveLength(0);
      expect(post.like_count).not.toBeNull();
    }
    expect(document.issues.map(({ code, id }) => ({ code, id }))).toEqual(
      old.map(({ id }) => ({ code: 'graph:100/2108006', id })),
    );
    expect(document.coverage.media_insights).toEqual({ asked: 6, got: 4 });
  });
});

describe('a story that too few have seen', () => {
  it('has no numbers and no error: that is how the platform says not enough data', async () => {
    const studio = await startStudio({ account: { stories: 1, flaws: { fewViewers: 1 } } });
    const story = studio.dataset.media.find((post) => post.media_product_type === 'STORY');
    const result = await studio.manager.getMediaInsights(story?.id ?? '');
    expect(Object.values(result.insights).every((value) => value === null)).toBe(true);
    expect(result.unavailable).toMatchObject({
      'insights.reach': 'not_enough_data',
      'insights.navigation': 'not_enough_data',
      'insights.likes': 'not_applicable',
    });
    // Its kind, and its insights once.
    expect(studio.simulator.stats().graphCalls).toBe(2);
  });
});

describe('a reel that is not shared to Facebook', () => {
  it('is not asked for its views there by default', async () => {
    const studio = await startStudio();
    const document = await studio.manager.collect();
    expect(postsOf(document)[0]?.unavailable['insights.crossposted_views']).toBe('not_requested');
    expect(studio.simulator.stats().callsByErrorCode).toEqual({});
  });

  it('has not_applicable for them when they are named, and keeps the rest; a shared one has them', async () => {
    const media = change([1], {
      notCrossposted: false,
      insights: { views: 90, reach: 50, crossposted_views: 7, facebook_views: 3 },
    });
    const studio = await startStudio({ media });
    const document = await studio.manager.collect({ insights: ['views', 'crossposted_views', 'facebook_views'] });
    expectMetric(studio, document, 'views');
    const [first, second] = postsOf(document);
    expect(first?.insights.crossposted_views).toBeNull();
    expect(first?.unavailable).toMatchObject({
      'insights.crossposted_views': 'not_applicable',
      'insights.facebook_views': 'not_applicable',
    });
    expect(second?.insights).toMatchObject({ crossposted_views: 7, facebook_views: 3 });
    expect(document.issues).toEqual([]);
  });
});

describe('what owners and licences keep back', () => {
  it('leaves hidden likes null, with the likes of the insights still there', async () => {
    const studio = await startStudio({ account: { flaws: { hiddenLikes: 1 } } });
    const document = await studio.manager.collect();
    const hidden = postsOf(document).filter((post) => post.like_count === null);
    expect(hidden).toHaveLength(1);
    expect(hidden[0]?.unavailable['like_count']).toBe('hidden');
    expect(hidden[0]?.insights.likes).toBeTypeOf('number');
    expectMetric(studio, document, 'likes');
    expect(document.issues).toEqual([]);
  });

  it('leaves a missing media_url null with its reason, where addresses were asked for', async () => {
    const studio = await startStudio({ account: { flaws: { missingMediaUrl: 1 } } });
    const posts = await studio.manager.getRecentMedia({ includeMediaUrls: true });
    const missing = posts.filter((post) => post.media_url === null);
    expect(missing).toHaveLength(1);
    expect(missing[0]?.unavailable['media_url']).toBe('hidden');
    expect(posts.filter((post) => post.media_url !== null).every((post) => !('media_url' in post.unavailable))).toBe(
      true,
    );
  });

  it('leaves insights that are valid but empty null, never 0', async () => {
    const studio = await startStudio({ account: { flaws: { withoutInsights: 2 } } });
    const document = await studio.manager.collect();
    const empty = postsOf(document).filter((post) => post.insights.reach === null);
    expect(empty).toHaveLength(2);
    expect(empty[0]?.unavailable['insights.reach']).toBe('not_enough_data');
    expect(empty[0]?.engagement.rate_by_reach).toBeNull();
    expect(document.issues).toEqual([]);
  });
});

describe('things of the future', () => {
  it('keeps a post of an unknown type, with what it answers, and the posts around it whole', async () => {
    const studio = await startStudio({ account: { posts: 8, mix: { image: 1 }, flaws: { unknownType: 2 } } });
    const document = await studio.manager.collect();
    const unknown = postsOf(document).filter((post) => post.media_type === 'HOLOGRAM');
    expect(unknown).toHaveLength(2);
    expectMetric(studio, document, 'reach');
    expectMetric(
      studio,
      document,
      'views',
      unknown.map((post) => post.id),
    );
    expect(unknown[0]?.unavailable['insights.views']).toBe('unsupported');
    const [known] = postsOf(document).filter((post) => post.media_type === 'IMAGE');
    expect(known?.insights.profile_visits).toBe(held(studio, known?.id ?? '', 'profile_visits'));
  });

  it('refuses a metric name that nobody knows before any call', async () => {
    const studio = await startStudio();
    const error = await rejectionOf(studio.manager.collect({ insights: ['reach', 'vibes'] }));
    expect(isInsightInventoryError(error) && error.code).toBe('argument:insights');
    expect(studio.simulator.stats().requests).toBe(0);
  });

  it('prunes a metric of ours that this server has never heard of, by its own list', async () => {
    const studio = await startStudio({
      account: { mix: { image: 1 } },
      simulator: { faults: [retireMetric('profile_activity')] },
    });
    const document = await studio.manager.collect();
    expectMetric(studio, document, 'views');
    expect(postsOf(document).map((post) => post.insights.profile_activity)).toEqual(Array(6).fill(null));
    expect(postsOf(document)[0]?.insights.profile_visits).toBeTypeOf('number');
  });

  it('finds the metric by halves when the refusal has a text nobody knows', async () => {
    const fault = refuse(asksMetric('reposts'), { code: 100, message: 'Etwas daran gefällt uns nicht.' });
    const studio = await startStudio({ simulator: { faults: [fault] } });
    const document = await studio.manager.collect();
    expectMetric(studio, document, 'views');
    for (const post of postsOf(document)) {
      expect(post.insights.reposts).toBeNull();
      expect(post.unavailable['insights.reposts']).toMatch(/unsupported|failed/);
      expect(post.insights.total_interactions).toBeTypeOf('number');
      expect(post.insights.skip_rate).toBeTypeOf('number');
    }
    expect(document.issues.length).toBeGreaterThan(0);
  });

  it('leaves out a field the server no longer has, and tells it', async () => {
    const fault = refuse(({ query }) => (query.get('fields') ?? '').includes('media_audio_type'), {
      code: 100,
      message: '(#100) Tried accessing nonexisting field (media_audio_type)',
    });
    const studio = await startStudio({ simulator: { faults: [fault] } });
    const document = await studio.manager.collect();
    expectMetric(studio, document, 'views');
    expect(postsOf(document)[0]?.comments).not.toHaveLength(0);
    expect(document.issues.map((issue) => issue.scope)).toEqual(['media']);
  });
});

describe('a deleted post', () => {
  it('is not found with one call: leaving metrics out would not bring it back', async () => {
    const studio = await startStudio();
    const error = await rejectionOf(
      studio.manager.getMediaInsights({ id: '18000000000000042', media_type: 'VIDEO', media_product_type: 'REELS' }),
    );
    expect(isGraphApiError(error) && [error.kind, error.code]).toEqual(['not_found', 'graph:100/33']);
    expect(studio.simulator.stats().graphCalls).toBe(1);
  });

  it('in the middle of a collection leaves the others whole and is asked once', async () => {
    const studio = await startStudio({ account: { mix: { image: 1 } } });
    const gone = studio.dataset.media[2]?.id ?? '';
    const message = `Unsupported get request. Object with ID '${gone}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`;
    studio.simulator.addFault(refuse(`/${gone}/insights`, { code: 100, error_subcode: 33, message }));
    studio.simulator.addFault({
      ...refuse(({ query }) => (query.get('fields') ?? '').includes('insights.metric'), {
        code: 100,
        error_subcode: 2_108_006,
        message: 'Invalid parameter',
      }),
    });
    const document = await studio.manager.collect();
    expectMetric(studio, document, 'views', [gone]);
    expect(postsOf(document)[2]?.unavailable['insights.views']).toBe('failed');
    expect(studio.simulator.stats().callsByErrorCode['100/33'] ?? 1).toBe(1);
  });
});

describe('one post that the token may not read insights of', () => {
  it('does not silence the others', async () => {
    const studio = await startStudio({ account: { posts: 120, mix: { image: 1 }, commentsPerPost: 0 } });
    const foreign = studio.dataset.media[1]?.id ?? '';
    const message = '(#200) Insufficient permission to access this media';
    studio.simulator.addFault(refuse(`/${foreign}/insights`, { code: 200, message }, 403));
    studio.simulator.addFault(
      refuse(
        ({ query, path }) => path.endsWith('/media') && (query.get('fields') ?? '').includes('insights.metric'),
        { code: 200, message },
        403,
      ),
    );
    const paged: MediaRecord[] = [];
    for await (const post of studio.manager.iterateMedia()) paged.push(post);
    expect(paged.filter((post) => post.insights.views === null).map((post) => post.id)).toEqual([foreign]);
    expect(paged[1]?.unavailable['insights.views']).toBe('forbidden');
  });
});

describe('a token without the insights permission', () => {
  it('is one issue that names the scopes; everything else is delivered', async () => {
    for (const login of ['facebook', 'instagram'] as const) {
      const scopes =
        login === 'facebook'
          ? ['instagram_basic', 'pages_show_list', 'pages_read_engagement', 'instagram_manage_comments']
          : ['instagram_business_basic', 'instagram_business_manage_comments'];
      const studio = await startStudio({ simulator: { login, scopes } });
      const document = await studio.manager.collect();
      expect(postsOf(document).every((post) => post.unavailable['insights.reach'] === 'forbidden')).toBe(true);
      expect(postsOf(document).every((post) => post.comments?.length === 3)).toBe(true);
      expect(document.account_info?.followers_count).toBe(5_000);
      expect(document.account_info?.unavailable['account_insights.reach.day']).toBe('forbidden');
      expect(document.issues.map(({ scope, id, kind }) => ({ scope, id, kind }))).toEqual([
        { scope: 'account_insights', id: null, kind: 'permission' },
        { scope: 'media_insights', id: null, kind: 'permission' },
      ]);
      expect(document.issues[0]?.remedy).toContain(
        login === 'facebook' ? 'instagram_manage_insights' : 'instagram_business_manage_insights',
      );
    }
  });
});

describe('a token without the comments permission', () => {
  const denied = { code: 10, message: '(#10) Application does not have permission for this action' };

  it('is one issue that names the scope; insights still come along with the page', async () => {
    for (const login of ['facebook', 'instagram'] as const) {
      const studio = await startStudio({ account: { posts: 50 }, simulator: { login } });
      studio.simulator.addFault(refuse(({ query }) => (query.get('fields') ?? '').includes('comments.limit'), denied));
      studio.simulator.addFault(refuse('/comments', denied));
      const document = await studio.manager.collect({ limit: 50 });
      expectMetric(studio, document, 'views');
      expect(postsOf(document).every((post) => post.comments === null)).toBe(true);
      expect(postsOf(document)[0]?.unavailable['comments']).toBe('forbidden');
      expect(document.issues.map(({ scope, id, kind }) => ({ scope, id, kind }))).toEqual([
        { scope: 'comments', id: null, kind: 'permission' },
      ]);
      expect(document.issues[0]?.remedy).toContain('manage_comments');
      // A few posts are asked alone, not all fifty.
      expect(studio.simulator.stats().callsByEndpoint['/{media}/comments']).toBe(5);
      expect(studio.simulator.stats().callsByEndpoint['/{media}/insights'] ?? 0).toBe(0);
    }
  });

  it('for one post alone costs only that post', async () => {
    const studio = await startStudio({ account: { posts: 30 } });
    const foreign = studio.dataset.media[7]?.id ?? '';
    studio.simulator.addFault(refuse(({ query }) => (query.get('fields') ?? '').includes('comments.limit'), denied));
    studio.simulator.addFault(refuse(`/${foreign}/comments`, denied));
    const document = await studio.manager.collect({ limit: 30 });
    expect(
      postsOf(document)
        .filter((post) => post.comments === null)
        .map((post) => post.id),
    ).toEqual([foreign]);
  });
});

describe('the latest video', () => {
  it('is kept when the account cannot be read', async () => {
    const studio = await startStudio({ account: { mix: { image: 2, reels: 1 } } });
    const fault = refuse(
      ({ endpoint }) => endpoint === '/{ig-user}',
      { code: 2, message: 'Service temporarily unavailable' },
      500,
    );
    studio.simulator.addFault(fault);
    const newest = studio.dataset.media.find((post) => post.media_type === 'VIDEO');
    const video = await studio.manager.getLatestVideoPerformance();
    expect(video?.video_id).toBe(newest?.id);
    expect(video?.engagement_metrics.views).toBe(newest?.insights?.['views']);
  });

  it('is null when there is none', async () => {
    const studio = await startStudio({ account: { mix: { image: 1 } } });
    expect(await studio.manager.getLatestVideoPerformance()).toBeNull();
  });
});

describe('more comments than one page holds', () => {
  it('are read on, up to the limit, and what was read is kept when a later page fails', async () => {
    for (const fails of [false, true]) {
      const studio = await startStudio({
        account: { posts: 2, commentsPerPost: 130, repliesPerComment: 0 },
        config: { maxCommentsPerMedia: 120 },
      });
      const broken = studio.dataset.media[0]?.id ?? '';
      if (fails) {
        const match: Fault['match'] = ({ path, query }) =>
          path.includes(broken) && query.has('after') && query.get('limit') !== '50';
        studio.simulator.addFault({ match, action: { kind: 'html' } });
      }
      const document = await studio.manager.collect();
      const counts = postsOf(document).map((post) => [post.comments?.length, post.comments_truncated]);
      // Pages of 50, 50 and 20: the third is the one that fails.
      expect(counts).toEqual(
        fails
          ? [
              [100, true],
              [120, true],
            ]
          : [
              [120, true],
              [120, true],
            ],
      );
      expect(document.issues.map(({ scope, id }) => ({ scope, id }))).toEqual(
        fails ? [{ scope: 'comments', id: broken }] : [],
      );
      expect(studio.simulator.stats().misuse).toEqual([]);
    }
  });
});

describe('an action block', () => {
  it('is not reported as a missing permission', async () => {
    const fault = refuse('/insights', {
      code: 368,
      message: 'The action attempted has been deemed abusive or is otherwise disallowed',
    });
    const studio = await startStudio({ simulator: { faults: [fault] } });
    const document = await studio.manager.collect();
    const issue = document.issues.find(({ code }) => code === 'graph:368');
    expect(issue?.remedy).toContain('blocked');
    expect(issue?.remedy).not.toContain('Grant');
  });
});

describe('too much data at once', () => {
  it('halves the page until it passes, and stays there', async () => {
    const studio = await startStudio({ account: { posts: 60 }, simulator: { maxWeight: 1_000 } });
    const document = await studio.manager.collect({ limit: 60 });
    expect(postsOf(document)).toHaveLength(60);
    expectMetric(studio, document, 'views');
    const limits = studio.simulator.requests
      .filter(({ endpoint }) => endpoint === '/{ig-user}/media')
      .map(({ query, errorCode }) => `${query.get('limit') ?? ''}${errorCode === null ? '' : ' refused'}`);
    expect(limits[0]).toBe('50 refused');
    expect(limits.filter((limit) => limit.startsWith('50'))).toHaveLength(1);
    expect(document.issues).toEqual([]);
  });

  it('ends even when a single post is too much', async () => {
    const studio = await startStudio({ simulator: { maxWeight: 2 } });
    const document = await studio.manager.collect();
    expect(studio.simulator.stats().requests).toBeLessThan(60);
    expect(document.account_info).not.toBeNull();
  });
});

describe('pages', () => {
  it('goes on behind empty and short pages that have a next one', async () => {
    const rows = ({ edge, index }: { edge: string; index: number }): number | undefined =>
      edge === 'media' ? [0, 2, 0, 0, 1][index] : undefined;
    const studio = await startStudio({ simulator: { paging: { rows } } });
    const document = await studio.manager.collect();
    expect(postsOf(document).map((post) => post.id)).toEqual(studio.dataset.media.map((post) => post.id));
    expectMetric(studio, document, 'views');
  });

  it('never follows the windows of account insights, nor any address it is given', async () => {
    const studio = await startStudio({
      account: { posts: 120 },
      simulator: { paging: { origin: 'https://evil.invalid' } },
    });
    const document = await studio.manager.collect({ limit: 120 });
    expect(postsOf(document)).toHaveLength(120);
    expect(studio.simulator.stats().misuse).toEqual([]);
    expect(studio.simulator.stats().callsByEndpoint['/{ig-user}/insights']).toBe(3);
  });

  it('ends when a server gives the same empty page over and over', async () => {
    const studio = await startStudio();
    const body = { data: [], paging: { cursors: { after: 'QVFIUsame' }, next: 'https://graph.facebook.com/next' } };
    studio.simulator.addFault({ match: '/media', action: { kind: 'status', status: 200, body } });
    const document = await studio.manager.collect();
    expect(studio.simulator.stats().requests).toBeLessThan(10);
    expect(document.issues.map((issue) => issue.scope)).toContain('media');
  });

  it('ends when a server gives the same full page over and over, each post once', async () => {
    const studio = await startStudio({ account: { posts: 3 } });
    const rows = studio.dataset.media.map(({ id, media_type, timestamp }) => ({ id, media_type, timestamp }));
    const body = { data: rows, paging: { cursors: { after: 'QVFIUsame' }, next: 'https://graph.facebook.com/next' } };
    studio.simulator.addFault({
      match: ({ endpoint }) => endpoint === '/{ig-user}/media',
      action: { kind: 'status', status: 200, body },
    });
    const document = await studio.manager.collect();
    expect(postsOf(document)).toHaveLength(3);
    expect(studio.simulator.stats().requests).toBeLessThan(12);
    const paged = await rejectionOf(
      (async () => {
        const ids: string[] = [];
        for await (const post of studio.manager.iterateMedia()) ids.push(post.id);
      })(),
    );
    expect(isInsightInventoryError(paged) && paged.kind).toBe('invalid_response');
  });

  it('delivers what was read of a list that breaks, with the cursor to go on from', async () => {
    const studio = await startStudio({ account: { posts: 120, commentsPerPost: 0 } });
    const message = '(#100) Something about this page';
    studio.simulator.addFault({
      ...refuse(({ query }) => query.has('after'), { code: 190, error_subcode: 463, message }),
      nth: 2,
    });
    const error = await rejectionOf(studio.manager.getRecentMedia({ limit: 120 }));
    if (!isInsightInventoryError(error) || error.partial === undefined)
      throw new Error('It should carry what was read.');
    expect(error.partial.items.length).toBeGreaterThanOrEqual(50);
    const rest: MediaRecord[] = [];
    for await (const page of studio.manager.iterateMediaPages({ after: error.partial.after })) rest.push(...page.items);
    expect(error.partial.items.length + rest.length).toBe(120);
  });
});

describe('odd bodies', () => {
  it('loses one unreadable post, not the page, and says so', async () => {
    const studio = await startStudio({ media: change([2], { timestamp: '2026-11-20T13:00:34+0000', fields: {} }) });
    const odd = studio.dataset.media[2]?.id ?? '';
    const rows = studio.dataset.media.map(({ id, media_type, timestamp }) => ({
      id,
      media_type,
      media_product_type: 'REELS',
      timestamp: id === odd ? 'yesterday' : timestamp,
    }));
    studio.simulator.addFault({
      match: ({ endpoint }) => endpoint === '/{ig-user}/media',
      action: { kind: 'status', status: 200, body: { data: rows } },
    });
    const document = await studio.manager.collect();
    expect(postsOf(document).map((post) => post.id)).not.toContain(odd);
    expect(postsOf(document)).toHaveLength(5);
    expect(document.issues.map(({ code }) => code)).toEqual(['graph:media_row']);
    expect(document.coverage.media).toEqual({ asked: 6, got: 5 });
  });

  it('keeps a post whose optional fields are of another form', async () => {
    const studio = await startStudio({ account: { posts: 1 } });
    const [post] = studio.dataset.media;
    const row = {
      id: post?.id,
      media_type: 'VIDEO',
      media_product_type: 'REELS',
      timestamp: post?.timestamp,
      like_count: '12',
      children: { data: [{}] },
      comments: 'none',
      insights: [],
    };
    studio.simulator.addFault({
      match: ({ endpoint }) => endpoint === '/{ig-user}/media',
      action: { kind: 'status', status: 200, body: { data: [row] } },
    });
    const document = await studio.manager.collect();
    expect(postsOf(document)).toHaveLength(1);
    expect(postsOf(document)[0]).toMatchObject({ like_count: 12, comments: null });
    expect(postsOf(document)[0]?.unavailable['comments']).toBe('failed');
  });

  it('keeps the posts when the comments or insights of one are no list', async () => {
    const studio = await startStudio({ account: { mix: { image: 1 } } });
    const odd = studio.dataset.media[1]?.id ?? '';
    studio.simulator.addFault(
      refuse(
        ({ query, endpoint }) =>
          endpoint === '/{ig-user}/media' && /comments\.|insights\./.test(query.get('fields') ?? ''),
        { code: 10, message: '(#10) Application does not have permission for this action' },
      ),
    );
    studio.simulator.addFault({ match: `/${odd}/`, action: { kind: 'status', status: 200, body: { surprise: true } } });
    const document = await studio.manager.collect();
    expectMetric(studio, document, 'views', [odd]);
    const post = postsOf(document).find(({ id }) => id === odd);
    expect(post?.unavailable['insights.views']).toBe('failed');
    expect(document.issues.some(({ id, kind }) => id === odd && kind === 'invalid_response')).toBe(true);
  });

  it('reads an account whose ids are numbers', async () => {
    const studio = await startStudio({ simulator: { login: 'instagram' } });
    const body = '{"id":123456789012345,"user_id":17841405309211845,"username":"example","followers_count":7}';
    studio.simulator.addFault({
      match: ({ endpoint }) => endpoint === '/{ig-user}',
      action: { kind: 'status', status: 200, body },
    });
    const account = await studio.manager.getAccountInfo();
    expect(account).toMatchObject({ account_id: '17841405309211845', followers_count: 7 });
  });
});
