import { afterEach, describe, expect, it } from 'vitest';

import { closeStudios, startStudio, type Studio } from './studio.ts';

afterEach(closeStudios);

const REELS = { reels: 1 };
/** In 25 posts: 10 reels, 7 pictures, 7 carousels and 1 video from before reels, which refuses views. */
const MIX = { reels: 10, image: 7, carousel: 7, feed_video: 1 };
const FLAWS = { beforeBusinessAccount: 1, rejectingViews: 1 };

interface Cost {
  readonly http: number;
  readonly graph: number;
}

/** Collects everything but the audience and checks that the platform was asked nothing it forbids. */
async function costOf(studio: Studio, limit: number): Promise<Cost> {
  const document = await studio.manager.collect({ limit });
  const stats = studio.simulator.stats();
  expect(stats.misuse).toEqual([]);
  expect(document.recent_media).toHaveLength(limit);
  expect(document.coverage.comments).toEqual({ asked: limit, got: limit });
  expect(document.account_info?.account_insights?.['reach']?.days_28).toBeTypeOf('number');
  expect(document.export_info.calls).toMatchObject({ http_requests: stats.requests, graph_calls: stats.graphCalls });
  return { http: stats.requests, graph: stats.graphCalls };
}

describe('Facebook login', () => {
  it('takes 3 HTTP requests for 25 reels, as planned', async () => {
    const studio = await startStudio({ account: { posts: 25, mix: REELS } });
    // Account and its three groups of insights in a batch; the page; what only reels have.
    expect(await costOf(studio, 25)).toEqual({ http: 3, graph: 6 });
    expect(studio.manager.plan({ limit: 25 }).min).toBe(6);
  });

  it('takes at most 12 for a mixed 25 of which three refuse what the others take', async () => {
    const studio = await startStudio({ account: { posts: 25, mix: MIX, flaws: FLAWS } });
    expect((await costOf(studio, 25)).http).toBeLessThanOrEqual(12);
  });

  it.each([
    ['reels', { mix: REELS }],
    ['every kind', {}],
    ['every kind with 60 that refuse', { flaws: { beforeBusinessAccount: 40, rejectingViews: 15, unknownType: 5 } }],
  ])('takes at most 60 for 1,000 posts of %s', async (_name, account) => {
    const studio = await startStudio({ account: { posts: 1_000, commentsPerPost: 1, ...account } });
    expect((await costOf(studio, 1_000)).http).toBeLessThanOrEqual(60);
  });
});

describe('Instagram login, without batches', () => {
  it('takes 6 HTTP requests for 25 reels', async () => {
    const studio = await startStudio({ account: { posts: 25, mix: REELS }, simulator: { login: 'instagram' } });
    expect(await costOf(studio, 25)).toEqual({ http: 6, graph: 6 });
  });

  it('takes at most 40 for the mixed 25', async () => {
    const studio = await startStudio({
      account: { posts: 25, mix: MIX, flaws: FLAWS },
      simulator: { login: 'instagram' },
    });
    expect((await costOf(studio, 25)).http).toBeLessThanOrEqual(40);
  });
});

describe('the plan', () => {
  it.each(['facebook', 'instagram'] as const)(
    'is kept to the call on %s login when nothing is refused',
    async (login) => {
      for (const options of [
        { limit: 25 },
        { limit: 6, comments: false },
        { limit: 6, insights: false },
        { limit: 6, insights: false, comments: false },
        { limit: 1 },
        { limit: 6, insights: ['reach'] },
        { limit: 6, audience: true },
        { limit: 6, stories: true },
      ]) {
        const studio = await startStudio({ account: { posts: 25, mix: REELS }, simulator: { login } });
        const plan = studio.manager.plan(options);
        const document = await studio.manager.collect(options);
        const { graphCalls, requests } = studio.simulator.stats();
        expect({ options, graph: graphCalls }).toEqual({ options, graph: plan.min });
        expect({ options, http: requests }).toEqual({
          options,
          http: plan.steps.reduce((sum, step) => sum + step.http_requests, 0),
        });
        expect(document.export_info.calls.planned).toBe(plan.min);
        expect(document.issues).toEqual([]);
      }
    },
  );

  it('bounds what a mixed account with refusals takes', async () => {
    const studio = await startStudio({
      account: { posts: 25, mix: MIX, flaws: { beforeBusinessAccount: 3, rejectingViews: 5, unknownType: 2 } },
    });
    await studio.manager.collect({ limit: 25 });
    expect(studio.simulator.stats().graphCalls).toBeLessThanOrEqual(studio.manager.plan({ limit: 25 }).max);
  });

  it('bounds what an account takes whose every post is of a kind nobody knows', async () => {
    for (const login of ['facebook', 'instagram'] as const) {
      const studio = await startStudio({
        account: { posts: 6, mix: { image: 1 }, flaws: { unknownType: 6 } },
        simulator: { login },
      });
      await studio.manager.collect({ limit: 6 });
      expect(studio.simulator.stats().graphCalls).toBeLessThanOrEqual(studio.manager.plan({ limit: 6 }).max);
    }
  });

  it('sends nothing', async () => {
    const studio = await startStudio();
    studio.manager.plan({ limit: 10_000, audience: true });
    expect(studio.simulator.stats().requests).toBe(0);
  });
});
