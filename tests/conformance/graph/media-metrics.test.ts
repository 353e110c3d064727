import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { GraphSimulator } from '../../../src/testing/graph/start-graph-simulator.ts';
import { ask, rowsOf, startBakery } from './ask.ts';
import { BAKERY, CAROUSEL, IMAGE, OLD_VIDEO, REEL, STORY } from './bakery.ts';

/**
 * The table of the facts (§4.1), typed in a second time: metric, then feed image or carousel, legacy feed video, reel,
 * story, and the login. A question mark in the facts is a refusal here, a tick with a question mark is not.
 */
const TABLE = `
MM-01 views                          yes no  yes yes both
MM-02 reach                          yes yes yes yes both
MM-03 likes                          yes yes yes no  both
MM-04 comments                       yes yes yes no  both
MM-05 shares                         yes yes yes yes both
MM-06 saved                          yes yes yes no  both
MM-07 total_interactions             yes yes yes yes both
MM-08 follows                        yes yes no  yes both
MM-09 profile_visits                 yes yes no  yes both
MM-10 profile_activity               yes yes no  yes both
MM-11 reposts                        yes no  yes yes both
MM-12 ig_reels_avg_watch_time        no  no  yes no  both
MM-13 ig_reels_video_view_total_time no  no  yes no  both
MM-14 reels_skip_rate                no  no  yes no  both
MM-15 crossposted_views              no  no  yes no  both
MM-16 facebook_views                 yes no  yes yes both
MM-17 navigation                     no  no  no  yes both
MM-18 replies                        no  no  no  yes both
MM-19 link_clicks                    no  no  no  yes facebook
MM-20 total_likes                    yes yes yes no  facebook
MM-21 total_comments                 yes yes yes no  facebook
MM-22 total_views                    yes yes yes yes facebook
`;
const ROWS = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [id = '', metric = '', feed, video, reel, story, login] = line.split(/\s+/);
    return { id, metric, accepts: { feed, video, reel, story }, login };
  });
/** Every post has a value for every metric, so that a missing row is a refusal. */
const FULL = Object.fromEntries(ROWS.map(({ metric }, index) => [metric, index]));
const MEDIA = {
  feed: [IMAGE, CAROUSEL],
  video: [OLD_VIDEO],
  reel: [REEL],
  story: [STORY],
};
const all = Object.values(MEDIA).flat();
const dataset = { ...BAKERY, media: all.map((media) => ({ ...media, insights: FULL })) };

let facebook: GraphSimulator;
let instagram: GraphSimulator;
beforeAll(async () => {
  facebook = await startBakery({ dataset });
  instagram = await startBakery({ dataset, login: 'instagram' });
});
afterAll(async () => {
  await facebook.close();
  await instagram.close();
});

describe('each media metric is answered or refused by kind of media', () => {
  it.each(ROWS)('$id $metric', async ({ metric, accepts }) => {
    for (const kind of ['feed', 'video', 'reel', 'story'] as const) {
      for (const media of MEDIA[kind]) {
        const answer = await ask(facebook, `/${media.id}/insights?metric=${metric}`);
        const label = `${metric} of ${kind}`;
        if (accepts[kind] === 'yes') {
          expect(answer.status, label).toBe(200);
          expect(rowsOf(answer)[0], label).toMatchObject({
            name: metric,
            period: 'lifetime',
            values: [{ value: FULL[metric] }],
            id: `${media.id}/insights/${metric}/lifetime`,
          });
        } else {
          expect(answer.status, label).toBe(400);
          expect(answer.message, label).toBe(
            `(#100) The Media Insights API does not support the ${metric} metric for this media product type.`,
          );
        }
      }
    }
  });

  it.each(ROWS)('$id $metric on the other login', async ({ metric, login, accepts }) => {
    const media = (['reel', 'story'] as const).find((kind) => accepts[kind] === 'yes') ?? 'feed';
    const answer = await ask(instagram, `/${MEDIA[media][0]?.id ?? ''}/insights?metric=${metric}`);
    if (login === 'both') {
      expect(answer.status).toBe(200);
    } else {
      expect(answer.message).toMatch(/^\(#100\) metric\[0\] must be one of the following values: /);
      expect(answer.body).toMatchObject({ error: { type: 'IGApiException', code: 100 } });
      expect(answer.misuse).toContain('metric_of_other_login');
    }
  });

  it.each([
    ['MM-23', 'the names of the error are the 23 of the server, in its order', 'nonsense'],
    ['MM-24', 'a retired name is an unknown name', 'plays'],
    ['MM-25', 'engagement is one of them', 'engagement'],
  ])('%s %s', async (_, __, metric) => {
    const answer = await ask(facebook, `/${REEL.id}/insights?metric=reach,${metric}`);
    expect(answer.message).toBe(
      '(#100) metric[1] must be one of the following values: impressions, reach, replies, saved, likes, comments, shares, total_interactions, follows, profile_visits, profile_activity, navigation, ig_reels_video_view_total_time, ig_reels_avg_watch_time, views, reels_skip_rate, reposts, facebook_views, crossposted_views, total_views, total_likes, total_comments, link_clicks',
    );
  });

  it('MM-26 impressions live on v21 for posts before 2024-07-02, and nowhere else', async () => {
    const old = {
      ...IMAGE,
      id: '18000000000000060',
      timestamp: '2024-07-01T23:59:59+0000',
      insights: { impressions: 5 },
    };
    const young = {
      ...IMAGE,
      id: '18000000000000061',
      timestamp: '2024-07-02T00:00:00+0000',
      insights: { impressions: 5 },
    };
    const simulator = await startBakery({ dataset: { ...BAKERY, media: [old, young, REEL] } });
    const message = async (id: string, version: string): Promise<string | null> =>
      (await ask(simulator, `/${id}/insights?metric=impressions`, { version })).message;
    const retired = /^\(#100\) Starting from version v22.0 and above, the impressions metric is no longer supported/;
    expect(await message(old.id, 'v21.0')).toBeNull();
    expect(await message(young.id, 'v21.0')).toMatch(retired);
    expect(await message(old.id, 'v22.0')).toMatch(retired);
    expect(await message(REEL.id, 'v21.0')).toMatch(/does not support the impressions metric/);
    await simulator.close();
  });

  it('MM-27 media of a kind the table does not know answer what every kind answers', async () => {
    const ad = { ...IMAGE, id: '18000000000000062', media_product_type: 'AD', insights: FULL };
    const simulator = await startBakery({ dataset: { ...BAKERY, media: [ad] } });
    expect((await ask(simulator, `/${ad.id}/insights?metric=reach,shares,total_interactions`)).status).toBe(200);
    const refused = await ask(simulator, `/${ad.id}/insights?metric=views`);
    expect(refused.code).toBe('100');
    expect(refused.misuse).toEqual([]);
    await simulator.close();
  });
});

describe('what fails a whole insights request', () => {
  it('MI-01 one refused metric among good ones', async () => {
    const answer = await ask(facebook, `/${REEL.id}/insights?metric=reach,follows,likes`);
    expect(answer.code).toBe('100');
    expect(answer.misuse).toContain('inapplicable_metric');
  });

  it('MI-02 one incompatible post on a page', async () => {
    const path = `/${BAKERY.account.id}/media?fields=id,insights.metric(views)`;
    expect((await ask(facebook, path)).code).toBe('100');
    expect((await ask(facebook, path)).misuse).toEqual([]);
    expect((await ask(facebook, `${path}&limit=3`)).status).toBe(200);
  });

  it('MI-03 a metric no post of a list can have is a mistake', async () => {
    const path = `/${BAKERY.account.id}/media?fields=id,insights.metric(navigation)`;
    expect((await ask(facebook, path)).misuse).toContain('inapplicable_metric');
  });

  it('MI-04 a post from before the business account: 100/2108006 on its own and on a page', async () => {
    const simulator = await startBakery({
      dataset: { ...BAKERY, media: [REEL, { ...OLD_VIDEO, beforeBusinessAccount: true }] },
    });
    const paths = [
      `/${OLD_VIDEO.id}/insights?metric=reach`,
      `/${BAKERY.account.id}/media?fields=id,insights.metric(reach)`,
    ];
    for (const path of paths) expect((await ask(simulator, path)).code).toBe('100/2108006');
    await simulator.close();
  });

  it('MI-05 a story with fewer than 5 viewers: code 10 without a subcode', async () => {
    const simulator = await startBakery({ dataset: { ...BAKERY, media: [{ ...STORY, fewViewers: true }] } });
    const answer = await ask(simulator, `/${STORY.id}/insights?metric=reach`);
    expect([answer.status, answer.code]).toEqual([400, '10']);
    await simulator.close();
  });

  it('MI-06 a post that is not on Facebook: -1/2207086, which is no misuse', async () => {
    const simulator = await startBakery();
    for (const metric of ['crossposted_views', 'facebook_views']) {
      const answer = await ask(simulator, `/${REEL.id}/insights?metric=reach,${metric}`);
      expect([answer.status, answer.code, answer.message]).toEqual([400, '-1/2207086', 'Fatal']);
      expect(answer.misuse).toEqual([]);
    }
    await simulator.close();
  });

  it('MI-07 a metric one post rejects is no misuse', async () => {
    const simulator = await startBakery({ dataset: { ...BAKERY, media: [{ ...REEL, rejects: ['views'] }] } });
    const answer = await ask(simulator, `/${REEL.id}/insights?metric=reach,views`);
    expect(answer.message).toMatch(/does not support the views metric/);
    expect(answer.misuse).toEqual([]);
    await simulator.close();
  });

  it('MI-08 insights of a carousel child', async () => {
    const child = CAROUSEL.children?.[0]?.id ?? '';
    expect((await ask(facebook, `/${child}/insights?metric=reach`)).code).toBe('100');
    expect((await ask(facebook, `/${CAROUSEL.id}?fields=children{id,insights.metric(reach)}`)).code).toBe('100');
  });

  it('MI-09 no metric at all', async () => {
    expect((await ask(facebook, `/${REEL.id}/insights`)).message).toBe('(#100) The parameter metric is required');
    expect((await ask(instagram, `/${REEL.id}/insights`)).message).toBe('The parameter metric is required');
  });

  it('MI-10 insights of others', async () => {
    const tags = await ask(facebook, `/${BAKERY.account.id}/tags?fields=id,insights.metric(reach)`);
    expect([tags.code, tags.misuse]).toEqual(['10', ['insights_of_others']]);
  });
});

describe('breakdowns and parameters of media insights', () => {
  it.each([
    ['MB-01', REEL.id, 'views', 'follow_type', '(#100) Incompatible breakdowns (follow_type) for metric (views)'],
    ['MB-02', IMAGE.id, 'reach', 'action_type', '(#100) Incompatible breakdowns (action_type) for metric (reach)'],
    [
      'MB-03',
      IMAGE.id,
      'profile_activity,reach',
      'action_type',
      '(#100) Incompatible breakdowns (action_type) for metric (reach)',
    ],
    [
      'MB-04',
      IMAGE.id,
      'profile_activity',
      'age',
      '(#100) breakdown[0] must be one of the following values: follow_type, surface_type, action_type, story_navigation_action_type',
    ],
  ])('%s %s %s x %s', async (_, id, metric, breakdown, message) => {
    expect((await ask(facebook, `/${id}/insights?metric=${metric}&breakdown=${breakdown}`)).message).toBe(message);
  });

  it('MB-05 a breakdown adds total_value with lower-case values and keeps the plain value', async () => {
    const simulator = await startBakery();
    const answer = await ask(
      simulator,
      `/${STORY.id}/insights?metric=navigation&breakdown=story_navigation_action_type`,
    );
    const results = [
      { dimension_values: ['tap_forward'], value: 19 },
      { dimension_values: ['tap_back'], value: 4 },
      { dimension_values: ['tap_exit'], value: 1 },
      { dimension_values: ['swipe_forward'], value: 1 },
    ];
    expect(rowsOf(answer)[0]).toMatchObject({
      values: [{ value: 25 }],
      total_value: { value: 25, breakdowns: [{ dimension_keys: ['story_navigation_action_type'], results }] },
    });
    await simulator.close();
  });

  it('MB-06 any period is answered as lifetime', async () => {
    const answer = await ask(facebook, `/${REEL.id}/insights?metric=reach&period=day`);
    expect(rowsOf(answer)[0]).toMatchObject({ period: 'lifetime' });
  });

  it('MB-07 parameters of account insights have no place here', async () => {
    const answer = await ask(facebook, `/${REEL.id}/insights?metric=reach&metric_type=total_value&since=1`);
    expect(answer.misuse).toEqual(['inapplicable_parameter', 'inapplicable_parameter']);
  });
});

describe('what is valid but empty', () => {
  it('ME-01 a metric without a value has no row, and the rest is there', async () => {
    const simulator = await startBakery({ dataset: { ...BAKERY, media: [{ ...REEL, insights: { reach: 3 } }] } });
    const answer = await ask(simulator, `/${REEL.id}/insights?metric=reach,likes`);
    expect(rowsOf(answer).map(({ name }) => name)).toEqual(['reach']);
    await simulator.close();
  });

  it('ME-02 no value at all is an empty list, and no key in an expansion', async () => {
    const simulator = await startBakery({ dataset: { ...BAKERY, media: [{ ...REEL, insights: {} }] } });
    expect((await ask(simulator, `/${REEL.id}/insights?metric=reach`)).body).toEqual({ data: [] });
    expect((await ask(simulator, `/${REEL.id}?fields=insights.metric(reach)`)).body).toEqual({ id: REEL.id });
    await simulator.close();
  });

  it('ME-03 a story older than a day', async () => {
    const old = { ...STORY, timestamp: '2026-11-21T11:59:59+0000' };
    const simulator = await startBakery({ dataset: { ...BAKERY, media: [old] } });
    expect((await ask(simulator, `/${STORY.id}/insights?metric=reach`)).body).toEqual({ data: [] });
    await simulator.close();
  });

  it('ME-04 rows come in an order of their own, the same each time', async () => {
    const metrics = 'reach,likes,comments,shares,saved,total_interactions,views';
    const path = `/${REEL.id}/insights?metric=${metrics}`;
    const names = async (): Promise<string> =>
      rowsOf(await ask(facebook, path))
        .map(({ name }) => String(name))
        .join(',');
    expect(await names()).toBe(await names());
    expect(await names()).not.toBe(metrics);
    expect((await names()).split(',').toSorted()).toEqual(metrics.split(',').toSorted());
  });
});
