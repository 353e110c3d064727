import { describe, expect, it } from 'vitest';

import type { InstagramAnalytics, Snapshot } from '../../../src/documents/analytics.ts';
import type { MediaMetadata } from '../../../src/documents/file.ts';
import type { MediaRecord } from '../../../src/documents/media.ts';
import type { DraftLine, PlanningLineKind } from '../../../src/documents/planning.ts';
import type { EngagementModel } from '../../../src/metrics/engagement-model.ts';
import { SLOTS } from '../../../src/metrics/post-traits.ts';
import { resolveDocuments } from '../../../src/planning/documents.ts';
import {
  describeFindings,
  describeFormats,
  describeHooks,
  describeState,
  describeTiming,
  openingOf,
} from '../../../src/planning/findings.ts';
import { analytics, post } from '../assistant/samples.ts';
import { estimate, model, trait } from './models.ts';

describe('describeFindings', () => {
  it('says nothing without posts, and that nothing was found of some', () => {
    expect(describeFindings(model())).toEqual([]);
    const none = { kind: 'no_finding', subject: [], evidence: [] };
    const traits = [
      trait({ verdict: 'no_evidence' }),
      trait({ verdict: 'too_few', lift: estimate({ value: null, verdict: 'too_few' }) } as never),
      trait({ verdict: 'no_evidence', value: 'mud' }),
      trait({ kind: 'slot' }),
    ];
    expect(describeFindings(model({ posts_used: 30, posts_maturing: 2, traits }))).toEqual([
      { ...none, figures: { posts: 30, traits: 2, excluded: 2 } },
    ]);
    for (const over of [
      { posts_maturing: 1 },
      { posts_unrated: 1 },
      { posts_used: 1 },
      { posts_used: 1, posts_unrated: 1 },
      { posts_used: 1, posts_maturing: 1 },
    ])
      expect(describeFindings(model(over))).toHaveLength(1);
  });

  it('gives what was found, and not that nothing was', () => {
    expect(describeFindings(model({ posts_used: 30, traits: [trait()] })).map(({ kind }) => kind)).toEqual(['trait']);
  });

  it('gives the traits with a verdict, but those of time', () => {
    const kinds = ['hashtag', 'day_type', 'weekday', 'daypart', 'slot', 'series'] as const;
    const traits = kinds.map((kind) => trait({ kind, value: kind, verdict: kind === 'series' ? 'hurts' : 'helps' }));
    expect(describeFindings(model({ traits }))).toEqual([
      {
        kind: 'trait',
        subject: ['hashtag'],
        figures: { trait: 'hashtag', posts: 9, verdict: 'helps', new: false },
        estimate: estimate({ verdict: 'helps' }),
        evidence: ['1', '2'],
      },
      {
        kind: 'trait',
        subject: ['series'],
        figures: { trait: 'series', posts: 9, verdict: 'hurts', new: false },
        estimate: estimate({ verdict: 'hurts' }),
        evidence: ['1', '2'],
      },
    ]);
  });

  it('makes one line of traits of a kind on the very same posts', () => {
    const traits = [
      trait({ value: 'clay', new: true, used_with: ['mud', 'daypart:evening'] }),
      trait({ value: 'mud' }),
      trait({ value: 'loam', media_ids: ['1', '3'] }),
      trait({ kind: 'series', value: 'tu' }),
    ];
    const lines = describeFindings(model({ traits }));
    expect(lines.map(({ subject, used_with: companions }) => [subject, companions])).toEqual([
      [['clay'], ['mud', 'daypart:evening']],
      [['loam'], undefined],
      [['tu'], undefined],
    ]);
    expect(lines[0]?.figures['new']).toBe(true);
  });
});

describe('describeTiming', () => {
  const berlin = { timezone: 'Europe/Berlin', onlineFollowers: null };
  const slots = (posts: Readonly<Record<string, number>>): EngagementModel['slots'] =>
    SLOTS.map(
      (slot) =>
        ({ ...slot, posts: posts[`${String(slot.weekday)}/${slot.daypart}`] ?? 0 }) as EngagementModel['slots'][0],
    );

  it('says nothing without posts', () => {
    expect(describeTiming(model({ slots: slots({}) }), berlin)).toEqual([]);
  });

  it('names the slots that were tried, most posts first, and those that were not', () => {
    const tried = slots({ '1/morning': 2, '3/evening': 7, '7/night': 3 });
    const [none, used, unused, ...more] = describeTiming(model({ slots: tried }), berlin);
    expect(more).toEqual([]);
    expect(none).toEqual({
      kind: 'no_slot',
      subject: [],
      figures: { posts: 12, timezone: 'Europe/Berlin' },
      evidence: [],
    });
    expect(used).toEqual({
      kind: 'tried_slots',
      subject: ['3/evening/7', '7/night/3', '1/morning/2'],
      figures: { timezone: 'Europe/Berlin', slots: 3 },
      evidence: [],
    });
    expect(unused).toMatchObject({
      kind: 'untried_slots',
      figures: { timezone: 'Europe/Berlin', slots: 25, hardly: 1 },
      evidence: [],
    });
    expect(unused?.subject.slice(0, 3)).toEqual(['1/night', '1/afternoon', '1/evening']);
  });

  it('gives the times with a verdict in place of that nothing was found', () => {
    const traits = [trait({ kind: 'daypart', value: 'evening' }), trait({ kind: 'hashtag' })];
    const lines = describeTiming(model({ slots: slots({ '1/evening': 20 }), traits }), berlin);
    expect(lines.map(({ kind }) => kind)).toEqual(['trait', 'tried_slots', 'untried_slots']);
    expect(lines[0]?.subject).toEqual(['evening']);
  });

  it.each<[Record<string, number> | null, string[] | null, number | null]>([
    [null, null, null],
    [{}, null, null],
    [{ '1': 0, '2': 0 }, null, null],
    [{ '7': 10 }, ['7'], 1],
    // 30 and 20 and 10 against a mean of 15.
    [{ '0': 0, '7': 10, '8': 30, '9': 20 }, ['8', '9', '7'], 1.33],
  ])('of followers online %j names %j', (onlineFollowers, hours, ratio) => {
    const [line] = describeTiming(model({ slots: [] }), { timezone: 'UTC', onlineFollowers });
    expect(line ?? null).toEqual(
      hours && { kind: 'online_hours', subject: hours, figures: { timezone: 'UTC', ratio }, evidence: [] },
    );
  });
});

/** Makes reels with a rate of so many percent each. */
function rated(rates: readonly number[], over: Parameters<typeof post>[0], prefix = 'r'): MediaRecord[] {
  return rates.map((rate, index) =>
    post({
      ...over,
      id: `${prefix}${String(index)}`,
      insights: { ...over.insights, reach: 100, total_interactions: rate },
    }),
  );
}

const seconds = (duration: number): { media_details: MediaMetadata } => ({
  media_details: { duration_seconds: duration, orientation: null } as MediaMetadata,
});

describe('describeFormats', () => {
  it('gives the medians of groups of five posts, where there are two', () => {
    const five = rated([1, 2, 3, 4, 5], { media_product_type: 'REELS' });
    const six = rated([6, 7, 8, 9, 10, 11], { media_product_type: 'FEED' }, 'f');
    expect(describeFormats([...five, ...six], model())).toMatchObject([
      {
        kind: 'format',
        subject: ['FEED'],
        figures: { trait: 'product_type', measure: 'engagement_rate', posts: 6, overall: 6 },
        estimate: { value: 8.5, n: 6, basis: 'engagement_by_reach' },
        evidence: [],
      },
      { subject: ['REELS'], figures: { posts: 5 }, estimate: { value: 3, n: 5 } },
    ]);
    expect(describeFormats([...five, ...six.slice(0, 4)], model())).toEqual([]);
    expect(describeFormats(five, model())).toEqual([]);
    expect(describeFormats([], model())).toEqual([]);
  });

  it('looks at product type, length, orientation, caption, audio and AI', () => {
    const one = rated([1, 1, 1, 1, 1], {
      media_product_type: 'REELS',
      caption: 'Short.',
      media_audio_type: 'MUSIC',
      is_ai_generated: true,
      media_details: { duration_seconds: 5, orientation: 'portrait' } as MediaMetadata,
    });
    const other = rated(
      [2, 2, 2, 2, 2],
      {
        media_product_type: 'FEED',
        caption: 'x'.repeat(60),
        media_audio_type: 'ORIGINAL_SOUND',
        is_ai_generated: false,
        media_details: { duration_seconds: 70, orientation: 'landscape' } as MediaMetadata,
      },
      'o',
    );
    const lines = describeFormats([...one, ...other], model());
    expect(lines.map(({ figures, subject }) => [figures['trait'], ...subject])).toEqual([
      ['product_type', 'FEED'],
      ['product_type', 'REELS'],
      ['duration', '60_to_90s'],
      ['duration', 'under_7s'],
      ['orientation', 'landscape'],
      ['orientation', 'portrait'],
      ['caption_length', '51_to_150'],
      ['caption_length', 'up_to_50'],
      ['audio', 'ORIGINAL_SOUND'],
      ['audio', 'MUSIC'],
      ['ai', 'not_ai'],
      ['ai', 'ai'],
    ]);
  });
});

describe('describeHooks', () => {
  const short = rated([1, 2, 3, 4, 5], { ...seconds(5), caption: 'Why?', insights: { skip_rate: 40 } });
  const long = rated([6, 7, 8, 9, 10], { ...seconds(20), caption: 'So.', insights: { skip_rate: 20 } }, 'l');
  const kinds = (lines: readonly DraftLine[]): unknown[] =>
    lines.map(({ kind, subject, figures }) => [kind, ...subject, figures['measure']]);

  it('gives skip rate, retention and engagement by length and opening', () => {
    const lines = describeHooks([...short, ...long], model());
    expect(kinds(lines)).toEqual([
      ['length', 'under_7s', 'skip_rate'],
      ['length', '15_to_30s', 'skip_rate'],
      ['opening', 'question', 'skip_rate'],
      ['opening', 'short_line', 'skip_rate'],
      ['opening', 'question', 'engagement_rate'],
      ['opening', 'short_line', 'engagement_rate'],
    ]);
    expect(lines[0]).toMatchObject({
      figures: { trait: 'duration', measure: 'skip_rate', posts: 5, overall: 30 },
      estimate: { value: 40, n: 5, basis: 'skip_rate' },
      evidence: [],
    });
    expect(lines[4]).toMatchObject({
      figures: { trait: 'opening', measure: 'engagement_rate', posts: 5, overall: 5.5 },
      estimate: { value: 3, n: 5, basis: 'engagement_by_reach' },
      evidence: [],
    });
  });

  it('leaves out openings with nothing to compare to', () => {
    expect(kinds(describeHooks(short, model()))).toEqual([['length', 'under_7s', 'skip_rate']]);
    const few = describeHooks([...short, ...long.slice(0, 4)], model());
    expect(kinds(few)).toEqual([['length', 'under_7s', 'skip_rate']]);
    expect(describeHooks([], model())).toEqual([]);
  });

  it('looks at videos over 48 hours alone', () => {
    for (const over of [{ is_video: false }, { maturing: true }]) {
      const media = [...short, ...long.map((one) => ({ ...one, ...over }))];
      expect(kinds(describeHooks(media, model()))).toEqual([['length', 'under_7s', 'skip_rate']]);
    }
  });
});

describe('openingOf', () => {
  it.each([
    [null, 'none'],
    ['', 'none'],
    ['  \n ', 'none'],
    ['#clay @studio', 'none'],
    ['#clay\nWhy?', 'none'],
    ['Why?\nSo.', 'question'],
    ['\n So.\nWhy?', 'short_line'],
    ['https://example.test/?a b', 'short_line'],
    ['x'.repeat(60), 'short_line'],
    ['x'.repeat(61), 'long_line'],
    ['👍'.repeat(60), 'short_line'],
  ])('of %j is %s', (caption, opening) => {
    expect(openingOf({ caption })).toBe(opening);
  });
});

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
  /** Makes a history: the others were read at the age the latest post has now. */
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
