import { describe, expect, it } from 'vitest';

import type { InstagramAnalytics, Snapshot } from '../../../src/documents/analytics.ts';
import type { MediaRecord } from '../../../src/documents/media.ts';
import type { DraftLine, PlanningLineKind } from '../../../src/documents/planning.ts';
import type { EngagementModel } from '../../../src/metrics/engagement-model.ts';
import { resolveDocuments } from '../../../src/planning/documents.ts';
import { describeState } from '../../../src/planning/state.ts';
import { analytics, post } from '../assistant/samples.ts';
import { estimate, model } from './models.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const ago = (days: number): string => new Date(NOW - days * 86_400_000).toISOString();

function stateOf(
  account: InstagramAnalytics | null,
  history: readonly Snapshot[] = [],
  fitted: EngagementModel = model(),
): DraftLine[] {
  return describeState(resolveDocuments({ analytics: account, history }), fitted);
}

const only = (kind: PlanningLineKind, lines: readonly DraftLine[]): DraftLine[] =>
  lines.filter((line) => line.kind === kind);

function counted(followers: number | null, over: Partial<InstagramAnalytics> = {}): InstagramAnalytics {
  const account = analytics([], over);
  if (account.account_info !== null) account.account_info = { ...account.account_info, followers_count: followers };
  return account;
}

function earlier(days: number, followers: number | null): Snapshot {
  const account = counted(followers);
  account.export_info = { ...account.export_info, exported_at: ago(days) };
  return { taken_at: ago(days), analytics: account };
}

describe('describeState', () => {
  it('says nothing without an account', () => {
    expect(stateOf(null)).toEqual([]);
  });

  it('says nothing of an account of which nothing was read', () => {
    expect(stateOf(analytics([], { account_info: null, recent_media: null }))).toEqual([]);
  });
});

describe('followers', () => {
  const line = (figures: DraftLine['figures']): DraftLine[] => [
    { kind: 'followers', subject: [], figures, evidence: [] },
  ];

  it.each<[string, number | null, Snapshot[], DraftLine[]]>([
    ['alone', 1_000, [], line({ followers: 1_000, change: null, from: null, to: null })],
    ['none', 0, [], line({ followers: 0, change: null, from: null, to: null })],
    ['not known', null, [], []],
    ['not known, with one collection', null, [earlier(9, 900)], []],
    [
      'of several collections, in any order',
      1_000,
      [earlier(5, 950), earlier(9, 900)],
      line({ followers: 1_000, change: 100, from: ago(9), to: '2026-11-22T12:00:00Z' }),
    ],
    [
      'not known now',
      null,
      [earlier(9, 900), earlier(5, 880)],
      line({ followers: 880, change: -20, from: ago(9), to: ago(5) }),
    ],
    [
      'not known once',
      1_000,
      [earlier(9, null), earlier(5, 950)],
      line({ followers: 1_000, change: 50, from: ago(5), to: '2026-11-22T12:00:00Z' }),
    ],
  ])('%s', (_what, followers, history, expected) => {
    expect(only('followers', stateOf(counted(followers), history))).toEqual(expected);
  });
});

describe('reach', () => {
  const reached = (reach: object | undefined): DraftLine[] => {
    const account = counted(null);
    const account_insights = (reach === undefined ? {} : { reach }) as never;
    if (account.account_info !== null) account.account_info = { ...account.account_info, account_insights };
    return only('account_reach', stateOf(account));
  };

  it('is given for the periods that are known', () => {
    expect(reached({ day: 5, week: null, days_28: 700 })).toEqual([
      { kind: 'account_reach', subject: [], figures: { day: 5, week: null, days_28: 700 }, evidence: [] },
    ]);
    expect(reached({ week: 0 })[0]?.figures).toEqual({ day: null, week: 0, days_28: null });
  });

  it('is left out where no period is known', () => {
    expect(reached({ day: null, week: null, days_28: null })).toEqual([]);
    expect(reached(undefined)).toEqual([]);
    expect(only('account_reach', stateOf(counted(null)))).toEqual([]);
  });
});

describe('rhythm', () => {
  const rhythm = (days: readonly number[]): DraftLine['figures'] | undefined => {
    const media = days.map((day, index) => post({ id: String(index), timestamp: ago(day) }));
    return only('rhythm', stateOf(analytics(media)))[0]?.figures;
  };

  it('of no post is none', () => {
    expect(rhythm([])).toBeUndefined();
    expect(only('rhythm', stateOf(analytics([post({ timestamp: 'soon' })])))).toEqual([]);
    // Nor is there one where nobody knows when the account was collected.
    const undated = analytics([post({ timestamp: ago(2) })]);
    undated.export_info = { ...undated.export_info, exported_at: 'soon' };
    expect(only('rhythm', stateOf(undated))).toEqual([]);
  });

  it('of one post counts at least a week', () => {
    expect(rhythm([2])).toEqual({
      per_week_now: 1,
      per_week_before: null,
      days_since_last: 2,
      longest_gap_days: null,
      posts: 1,
      span_days: 0,
    });
  });

  it('counts from the first post where it is younger than 28 days', () => {
    // Four posts in 14 days.
    const figures = {
      per_week_now: 2,
      per_week_before: null,
      days_since_last: 3,
      longest_gap_days: 6,
      posts: 4,
      span_days: 11,
    };
    for (const days of [
      [14, 10, 9, 3],
      [9, 3, 14, 10],
    ]) {
      const media = days.map((day, index) => post({ id: String(index), timestamp: ago(day) }));
      expect(only('rhythm', stateOf(analytics(media)))).toEqual([
        { kind: 'rhythm', subject: [], figures, evidence: [] },
      ]);
    }
  });

  it('counts a post of 28 days ago as one of now', () => {
    expect(rhythm([28, 21, 14, 7])?.['per_week_now']).toBe(1);
    expect(rhythm([28.1, 21, 14, 7])?.['per_week_now']).toBe(0.8);
  });

  it('before is that of three posts at least, between the first and the last of them', () => {
    expect(rhythm([60, 40])?.['per_week_before']).toBeNull();
    // Two steps in 20 days are 0.7 a week; the oldest post is no longer of now.
    expect(rhythm([60, 50, 40, 10])).toMatchObject({ per_week_before: 0.7, per_week_now: 0.3, longest_gap_days: 30 });
    // Three on one day count as of one day.
    expect(rhythm([60, 60, 60])).toMatchObject({ per_week_before: 14, per_week_now: 0 });
  });
});

describe('trends', () => {
  const measures = ['engagement_rate', 'reach', 'views', 'interactions', 'followers'] as const;
  const flat = Object.fromEntries(measures.map((measure) => [measure, estimate({ verdict: 'no_evidence' })])) as never;
  const lines = (over: Partial<EngagementModel>): DraftLine[] => only('trend', stateOf(analytics([]), [], model(over)));

  it('of no post are none', () => {
    expect(lines({ trends: flat })).toEqual([]);
  });

  it('without a verdict are that of the rate', () => {
    const expected = [
      {
        kind: 'trend',
        subject: ['engagement_rate'],
        figures: { days: 30 },
        estimate: estimate({ verdict: 'no_evidence' }),
        evidence: [],
      },
    ];
    expect(lines({ trends: flat, posts_used: 1 })).toEqual(expected);
    expect(lines({ trends: flat, posts_maturing: 1 })).toEqual(expected);
    expect(lines({ trends: flat, posts_used: 1, posts_maturing: 1 })).toEqual(expected);
  });

  it('with a verdict are given, those without are not', () => {
    const trends = {
      ...(flat as EngagementModel['trends']),
      reach: estimate({ verdict: 'rising' }),
      views: estimate({ verdict: 'falling' }),
      interactions: estimate({ verdict: 'too_few' }),
    };
    expect(lines({ trends, posts_used: 20 }).map(({ subject }) => subject)).toEqual([['reach'], ['views']]);
  });
});

describe('the latest post', () => {
  const reels = (latest: number, views: number | null): MediaRecord[] => [
    post({ id: 'new', timestamp: ago(latest), insights: { views, reach: 50 } }),
    ...Array.from({ length: 5 }, (_, index) =>
      post({ id: `old${String(index)}`, timestamp: ago(20 + index), insights: { views: 100 } }),
    ),
  ];
  /** The others were read at the age the latest post has now. */
  const history = (latest: number): Snapshot[] =>
    [0, 1, 2, 3, 4].map((index) => {
      const account = analytics(reels(latest, null).slice(1));
      account.export_info = { ...account.export_info, exported_at: ago(20 + index - latest) };
      return { taken_at: ago(20 + index - latest), analytics: account };
    });
  const velocity = (latest: number, views: number | null, kept = history(latest)): DraftLine[] =>
    only('velocity', stateOf(analytics(reels(latest, views)), kept));

  it('is compared with the others at its age', () => {
    const [line, ...more] = velocity(2, 300);
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      kind: 'velocity',
      subject: ['new'],
      figures: { measure: 'views', age_hours: 48, typical: 100 },
      estimate: { value: 3, n: 5, basis: 'views_at_same_age' },
      evidence: ['new'],
    });
  });

  it('is compared while it is a week old, no longer', () => {
    expect(velocity(7, 300)).toHaveLength(1);
    expect(velocity(7.05, 300)).toEqual([]);
  });

  it('is compared by views, reach and interactions, where they are known', () => {
    const of = (index: number): MediaRecord['insights'] =>
      post({ insights: { views: 100, reach: 50, total_interactions: 10 * (index === 0 ? 4 : 1) } }).insights;
    const media = reels(2, 300).map((one, index) =>
      post({ ...one, insights: of(index), engagement: undefined as never }),
    );
    const kept = history(2).map((snapshot) => ({
      ...snapshot,
      analytics: { ...snapshot.analytics, recent_media: media.slice(1) },
    }));
    const lines = only('velocity', stateOf(analytics(media), kept));
    expect(lines.map(({ figures, estimate: ratio }) => [figures['measure'], figures['typical'], ratio?.value])).toEqual(
      [
        ['views', 100, 1],
        ['reach', 50, 1],
        ['interactions', 10, 4],
      ],
    );
  });

  it('is compared from the moment it was published', () => {
    expect(velocity(0, 300, history(0))).toHaveLength(1);
    const undated = analytics(reels(2, 300));
    undated.export_info = { ...undated.export_info, exported_at: 'soon' };
    expect(only('velocity', stateOf(undated, history(2)))).toEqual([]);
    const broken = reels(2, 300).map((one, index) => (index === 0 ? { ...one, timestamp: 'soon' } : one));
    expect(only('velocity', stateOf(analytics(broken.slice(0, 1)), history(2)))).toEqual([]);
  });

  it('is left out when nothing is known of it or of the others', () => {
    expect(velocity(2, null)).toEqual([]);
    expect(velocity(2, 300, [])).toEqual([]);
    expect(velocity(-1, 300, history(2))).toEqual([]);
    expect(only('velocity', stateOf(analytics([]), history(2)))).toEqual([]);
  });
});
