import { describe, expect, it } from 'vitest';

import type { InstagramAnalytics, MediaRecord, Snapshot } from '../../../../src/index.ts';
import { comparePeriods } from '../../../../src/metrics/compare-periods.ts';
import { createRandom } from '../../../../src/testing/shared/random.ts';
import { analyticsSample } from '../../../schemas/samples.ts';
import { open, tableOf, textOf } from '../parse-page.ts';

const DAY_MS = 86_400_000;
const END = Date.UTC(2026, 5, 30);
const iso = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

/** Makes one post a day at noon for 56 days, with so many views after a week; collected at the end. */
function account(viewsOf: (day: number) => number, at = END): InstagramAnalytics {
  const [sample] = analyticsSample.recent_media ?? [];
  if (sample === undefined || analyticsSample.account_info === null) throw new Error('There is no sample.');
  const media = Array.from({ length: 56 }, (_, day): MediaRecord => {
    const published = END - (day + 0.5) * DAY_MS;
    const age = (at - published) / (7 * DAY_MS);
    const insights = { ...sample.insights, views: Math.round(viewsOf(day) * age) };
    return { ...sample, id: String(day), timestamp: iso(published), maturing: age < 2 / 7, insights };
  }).filter(({ timestamp }) => Date.parse(timestamp) <= at);
  const account_info = { ...analyticsSample.account_info, followers_count: 100 + Math.round((at - END) / DAY_MS) };
  const export_info = { ...analyticsSample.export_info, exported_at: iso(at) };
  return { ...analyticsSample, account_info, export_info, recent_media: media };
}

const history = (viewsOf: (day: number) => number): Snapshot[] =>
  Array.from({ length: 60 }, (_, day) => {
    const analytics = account(viewsOf, END - (day + 1) * DAY_MS);
    return { taken_at: analytics.export_info.exported_at, analytics };
  });

describe('two periods', () => {
  it('are compared at the same age where the history has it: older posts are no better for being old', () => {
    const views = (day: number): number => 1_000 + (day % 7) * 10;
    const compared = comparePeriods(account(views), { days: 28, history: history(views) });
    const change = compared?.changes.find(({ measure }) => measure === 'views');
    expect(change).toMatchObject({ age_hours: 168, estimate: { verdict: 'no_evidence' } });
    expect(change?.estimate.value).toBeCloseTo(1, 1);
    expect(compared).toMatchObject({
      published: { before: 28, after: 28 },
      followers_gained: { before: 28, after: 28 },
    });
    // As they are by now, the later posts look worse for being young, and the age says so.
    const now = comparePeriods(account(views), { days: 28, history: [] })?.changes.find(
      ({ measure }) => measure === 'views',
    );
    expect(now?.age_hours).toBeNull();
    expect(now?.estimate.value).toBeLessThan(0.7);
  });

  it('find a planted doubling and, of noise, hardly ever a difference', () => {
    const verdicts = Array.from({ length: 100 }, (_, seed) => {
      const random = createRandom(seed + 1);
      const noise = Array.from({ length: 56 }, () => Math.exp(random() * 2));
      const of = (ratio: number): string | undefined =>
        comparePeriods(
          account((day) => 500 * (noise[day] ?? 1) * (day < 28 ? ratio : 1) * (7 / (day + 0.5))),
        )?.changes.find(({ measure }) => measure === 'views')?.estimate.verdict;
      return { noise: of(1), doubled: of(2) };
    });
    expect(verdicts.filter(({ noise }) => noise !== 'no_evidence').length).toBeLessThanOrEqual(12);
    expect(verdicts.filter(({ doubled }) => doubled === 'rising').length).toBeGreaterThanOrEqual(95);
  });

  it('of too few posts say so', () => {
    const compared = comparePeriods(analyticsSample);
    expect(compared?.changes.map(({ estimate }) => estimate.verdict)).toEqual(Array(4).fill('too_few'));
    expect(compared?.followers_gained).toEqual({ before: null, after: null });
  });

  it('of an account without posts have none published; of posts that were not read there is nothing to compare', () => {
    const none = comparePeriods({ ...analyticsSample, recent_media: [] });
    expect(none?.published).toEqual({ before: 0, after: 0 });
    expect(none?.changes.map(({ before, after, estimate }) => [before, after, estimate.verdict])).toEqual(
      Array(4).fill([null, null, 'too_few']),
    );
    expect(comparePeriods({ ...analyticsSample, recent_media: null })).toBeNull();
  });

  it('stand on the page with their medians, posts, ages and verdicts', () => {
    const views = (day: number): number => (day < 28 ? 3_000 : 1_000) + (day % 7) * 10;
    const page = open({ analytics: account(views), history: history(views) });
    const table = tableOf(page, 'periods', 'Both');
    const rows = new Map(table.map((row) => [row['Figure'], row]));
    expect(rows.get('Posts published')).toMatchObject({ Before: '28', 'Last period': '28' });
    expect(rows.get('Followers gained')).toMatchObject({ Before: '+28', 'Last period': '+28' });
    expect(rows.get('Views of a post, median, after 7 days')).toMatchObject({
      Before: '1,030 28 posts',
      'Last period': '▲up to 3,030 21 posts',
      Verdict: 'rising',
    });
    expect(textOf(page, '#periods p')).toContain('More than chance: views of a post rising');
  });

  it('do not call a fall what age alone can make: counts as they are by now', () => {
    const page = open({ analytics: account(() => 1_000) });
    const views = tableOf(page, 'periods', 'Both').find(({ Figure }) => Figure === 'Views of a post, median');
    expect(views?.['Verdict']).toBe('lower, but the earlier posts had longer to grow');
    expect(textOf(page, '#periods p')).toContain('Lower counts may be age: nothing else changed by more than chance.');
    expect(textOf(page, '#periods p')).not.toContain('falling');
  });

  it('have the length asked for', () => {
    const page = open({ analytics: account(() => 1_000) }, { periodDays: 7 });
    expect(textOf(page, '#periods h2')).toBe('The last 7 days against those before');
    expect(tableOf(page, 'periods', 'Both')[0]).toMatchObject({ Before: '7', 'Last period': '7' });
  });
});
