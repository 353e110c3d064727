import { describe, expect, it } from 'vitest';

import { finish } from '../../../src/base/stats.ts';
import type { Snapshot } from '../../../src/documents/analytics.ts';
import { describeTrend, describeTrends, measureTrends, type TrendEffect } from '../../../src/metrics/model-trends.ts';
import type { PostInput } from '../../../src/metrics/post.ts';
import { post } from './posts.ts';
import { createNormal } from './simulated-account.ts';
import { snapshot } from './snapshots.ts';

const METHOD = 'generalised least squares on time inside product types, ratio per 30 days, 80 % interval';

function effectOf(
  measure: TrendEffect['measure'],
  media: readonly PostInput[],
  history: readonly Snapshot[] = [],
): TrendEffect {
  const found = finish(measureTrends(media, { history })).find((effect) => effect.measure === measure);
  if (found === undefined) throw new Error('There is no such trend.');
  return found;
}

/** Makes posts a day, whose views grow by so much in 30 days, with a little noise. */
function growing(
  count: number,
  ratio: number,
  fields: (index: number) => Partial<PostInput> = () => ({}),
): PostInput[] {
  const normal = createNormal(count);
  return Array.from({ length: count }, (_, day) =>
    post(day, { views: 1_000 * ratio ** (day / 30) * Math.exp(0.02 * normal()) }, fields(day)),
  );
}

describe('measureTrends', () => {
  it('gives one effect for each measure, by what it was measured on', () => {
    const media = Array.from({ length: 12 }, (_, day) =>
      post(day, { views: 100 + day, reach: 50 + (day % 3), total_interactions: 5 + (day % 2) }),
    );
    const effects = finish(measureTrends(media, {}));
    expect(effects.map(({ measure, key, basis, n }) => [measure, key, basis, n])).toEqual([
      ['engagement_rate', 'trend:engagement_rate', 'engagement_by_reach', 12],
      ['reach', 'trend:reach', 'reach', 12],
      ['views', 'trend:views', 'views', 12],
      ['interactions', 'trend:interactions', 'interactions', 12],
      ['followers', 'trend:followers', 'followers', 0],
    ]);
    expect(effects.map(({ effect }) => effect !== null)).toEqual([true, true, true, true, false]);
  });

  it.each([1.5, 0.5, 1])('finds that views change by the factor %d in 30 days', (ratio) => {
    const { effect } = effectOf('views', growing(40, ratio));
    expect(effect?.estimate).toBeCloseTo(Math.log(ratio), 1);
    expect(Math.sqrt(effect?.variance ?? 1)).toBeLessThan(0.05);
  });

  it('needs ten mature posts with a time and a count', () => {
    expect(effectOf('views', growing(9, 2))).toMatchObject({ n: 9, effect: null });
    expect(effectOf('views', growing(10, 2)).effect).not.toBeNull();
    const broken = growing(12, 2).map((one, index): PostInput => {
      if (index === 0) return { ...one, maturing: true };
      if (index === 1) return { ...one, timestamp: 'soon' };
      return index === 2 ? { ...one, insights: { views: -1 } } : one;
    });
    expect(effectOf('views', broken)).toMatchObject({ n: 9, effect: null });
    expect(
      effectOf(
        'views',
        growing(12, 2).map((one, index) => (index === 0 ? { ...one, insights: { views: 0 } } : one)),
      ).n,
    ).toBe(12);
  });

  it('has none where no post differs, or all are of one moment', () => {
    expect(
      effectOf(
        'views',
        Array.from({ length: 12 }, (_, day) => post(day, { views: 5 })),
      ).effect,
    ).toBeNull();
    const timestamp = '2026-01-01T00:00:00Z';
    expect(
      effectOf(
        'views',
        growing(12, 2, () => ({ timestamp })),
      ).effect,
    ).toBeNull();
  });

  it('takes another mix of product types for no trend', () => {
    // Feed posts have a fifth of the views, and are all of the later ones.
    const normal = createNormal(3);
    const mixed = Array.from({ length: 60 }, (_, day) => {
      const isFeed = day >= 20 && day % 4 !== 0;
      const views = (isFeed ? 200 : 1_000) * Math.exp(0.05 * normal());
      return post(day, { views }, { media_product_type: isFeed ? 'FEED' : day % 2 === 0 ? 'REELS' : null });
    });
    expect(Math.abs(effectOf('views', mixed).effect?.estimate ?? 9)).toBeLessThan(0.15);
  });
});

describe('the trend of followers', () => {
  const kept = (counts: readonly (number | null)[], hours = 24): Snapshot[] =>
    counts.map((followers, index) => snapshot(index * hours, followers, []));

  it('is the mean growth of the steps between collections', () => {
    // 1 % more, then 2 % more, a day, in turn: 1.5 % on average, 45 % of the logarithm in 30 days.
    const counts = [1_000];
    for (let step = 0; step < 6; step += 1) counts.push((counts.at(-1) ?? 0) * Math.exp(step % 2 === 0 ? 0.01 : 0.02));
    const { n, effect, basis } = effectOf('followers', [], kept(counts));
    expect([n, basis]).toEqual([6, 'followers']);
    expect(effect?.estimate).toBeCloseTo(0.45, 1);
    // Two days apart it is half of it.
    expect(effectOf('followers', [], kept(counts, 48)).effect?.estimate).toBeCloseTo(0.225, 1);
    const turned = effectOf('followers', [], kept(counts).toReversed());
    expect(turned.effect?.estimate).toBe(effect?.estimate);
  });

  it('needs five steps of 20 hours and more that are not all alike', () => {
    const uneven = [100, 101, 103, 104, 106, 107];
    expect(effectOf('followers', [], kept(uneven.slice(0, 5)))).toMatchObject({ n: 4, effect: null });
    expect(effectOf('followers', [], kept(uneven)).effect).not.toBeNull();
    expect(effectOf('followers', [], kept(uneven, 20)).n).toBe(5);
    // Every second one is 38 hours from the one before.
    expect(effectOf('followers', [], kept(uneven, 19)).n).toBe(2);
    expect(effectOf('followers', [], kept([100, 100, 100, 100, 100, 100, 100]))).toMatchObject({ n: 6, effect: null });
  });

  it('leaves out collections without followers or a moment', () => {
    const counts = [100, null, 101, 0, 103, 104, 106, 107];
    expect(effectOf('followers', [], kept(counts)).n).toBe(5);
    const broken = kept([100, 101, 103, 104, 106, 107]).map((one, index) =>
      index === 2 ? { ...one, taken_at: 'soon' } : one,
    );
    expect(effectOf('followers', [], broken).n).toBe(4);
  });
});

describe('a trend described', () => {
  const effect = { estimate: Math.log(1.2), variance: 0.01, degreesOfFreedom: 1e6 };
  const labels = { n: 12, basis: 'views' };

  it('is a ratio with an interval about it on the logarithm', () => {
    const described = describeTrend(effect, true, labels);
    expect(described).toMatchObject({ n: 12, basis: 'views', method: METHOD, verdict: 'rising' });
    expect(described.value).toBeCloseTo(1.2, 12);
    // 1.2816 standard errors of 0.1.
    expect(described.interval?.[0]).toBeCloseTo(1.2 * Math.exp(-0.12816), 3);
    expect(described.interval?.[1]).toBeCloseTo(1.2 * Math.exp(0.12816), 3);
    expect(describeTrend({ ...effect, estimate: -1 }, true, labels).verdict).toBe('falling');
    expect(describeTrend(effect, false, labels).verdict).toBe('no_evidence');
  });

  it('is too few where nothing was measured', () => {
    const trends = describeTrends(
      [
        { measure: 'views', key: 'trend:views', basis: 'views', n: 12, effect },
        { measure: 'reach', key: 'trend:reach', basis: 'reach', n: 12, effect },
        { measure: 'followers', key: 'trend:followers', basis: 'followers', n: 3, effect: null },
      ],
      new Map([['trend:views', {}]]),
    );
    expect([trends.views.verdict, trends.reach.verdict]).toEqual(['rising', 'no_evidence']);
    expect(trends.followers).toEqual({
      value: null,
      n: 3,
      interval: null,
      method: METHOD,
      basis: 'followers',
      verdict: 'too_few',
    });
  });
});
