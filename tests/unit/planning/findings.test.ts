import { describe, expect, it } from 'vitest';

import type { MediaMetadata } from '../../../src/documents/file.ts';
import type { MediaRecord } from '../../../src/documents/media.ts';
import type { DraftLine } from '../../../src/documents/planning.ts';
import type { EngagementModel } from '../../../src/metrics/engagement-model.ts';
import { SLOTS } from '../../../src/metrics/post-traits.ts';
import {
  describeFindings,
  describeFormats,
  describeHooks,
  describeTiming,
  openingOf,
} from '../../../src/planning/findings.ts';
import { post } from '../assistant/samples.ts';
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

/** Reels with a rate of so many percent each. */
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
