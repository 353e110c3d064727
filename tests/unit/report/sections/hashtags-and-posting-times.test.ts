import { describe, expect, it } from 'vitest';

import type { Estimate } from '../../../../src/documents/shapes.ts';
import { analytics, post } from '../../assistant/samples.ts';
import { open, tableOf, textOf } from '../parse-page.ts';

const WEEK_MS = 7 * 86_400_000;

/** Makes posts on Monday mornings and Thursday evenings, week by week, of which one kind does better. */
function posts(mondays: number, thursdays: number): ReturnType<typeof post>[] {
  return Array.from({ length: 40 }, (_, index) => {
    const isMonday = index % 2 === 0;
    const week = Math.floor(index / 2) * WEEK_MS;
    const time = (isMonday ? Date.UTC(2026, 0, 5, 9) : Date.UTC(2026, 0, 8, 20)) + week;
    return post({
      id: String(index),
      timestamp: new Date(time).toISOString().replace('.000Z', 'Z'),
      hashtags: [isMonday ? 'monday' : 'thursday'],
      insights: { reach: 1_000, total_interactions: (isMonday ? mondays : thursdays) + (index % 5) },
    });
  });
}

describe('posting times', () => {
  it('in which posts did better and worse are outlined, with the verdict on each', () => {
    const page = open({ analytics: analytics(posts(200, 20)), timezone: 'UTC' });
    expect(textOf(page, '#times')).toContain('Posts did differently in 2 slots, outlined below.');
    expect(tableOf(page, 'times', 'Slots').map(({ Slot, Verdict }) => [Slot, Verdict])).toEqual([
      ['Monday morning', 'did better'],
      ['Thursday evening', 'did worse'],
    ]);
    const chart = textOf(page, '#times svg');
    expect(chart).toMatch(/▲ ?×\d/);
    expect(chart).toMatch(/▼ ?×0\.\d/);
  });

  it('with a reading of some hours are untried where neither posts nor followers are known', () => {
    const page = open({ analytics: analytics(posts(20, 20).slice(0, 2)), timezone: 'UTC', onlineFollowers: { 9: 50 } });
    const rows = tableOf(page, 'times', 'Slots');
    expect(rows.filter(({ Verdict }) => Verdict === 'prior: followers online, nothing measured')).toHaveLength(7);
    expect(textOf(page, '#times svg')).toContain('untried');
  });
});

describe('hashtags', () => {
  it('with lifts are drawn the best first; one without a lift is in the table alone', () => {
    const lift = (value: number, verdict: Estimate['verdict']): Estimate => ({
      ...{ value, interval: [value - 0.1, value + 0.1], level: 0.8, n: 20, method: 'a test', basis: 'reach' },
      ...(verdict === undefined ? {} : { verdict }),
    });
    const base = {
      usage_count: 20,
      avg_engagement: 1,
      avg_reach: 1,
      median_engagement_rate: 1,
      engagement_basis: null,
    };
    const page = open({
      analytics: analytics(posts(20, 20), {
        hashtag_performance: Object.fromEntries(
          Object.entries({
            worse: { lift: lift(0.5, 'hurts') },
            better: { lift: lift(1.5, 'helps') },
            unjudged: { lift: lift(1.1, undefined) },
            // As documents of an earlier version are.
            bare: {},
          }).map(([tag, more]) => [tag, { ...base, ...more } as never]),
        ),
      }),
    });
    expect(textOf(page, '#hashtags')).toContain('A difference was found for 2 of the 3 hashtags');
    expect([...new Set(textOf(page, '#hashtags svg').match(/#(?:better|bare|unjudged|worse)/g))]).toEqual([
      '#better',
      '#unjudged',
      '#worse',
    ]);
    const verdicts = tableOf(page, 'hashtags', 'Hashtags').map(({ Hashtag, Lift, Verdict }) => [
      Hashtag,
      Lift,
      Verdict,
    ]);
    expect(verdicts).toEqual([
      ['#worse', '×0.50', 'did worse'],
      ['#better', '×1.50', 'did better'],
      ['#unjudged', '×1.10', 'no verdict'],
      ['#bare', '— no lift in the document', '— no lift in the document'],
    ]);
  });
});
