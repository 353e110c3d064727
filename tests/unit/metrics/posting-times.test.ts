import { describe, expect, it } from 'vitest';

import { findBestPostingTimes, fitEngagementModel, type PostingTimes } from '../../../src/metrics/index.ts';
import type { ModelTrait } from '../../../src/metrics/engagement-model.ts';
import type { ModelSlot } from '../../../src/metrics/model-timing.ts';
import { slotName, SLOTS } from '../../../src/metrics/post-traits.ts';
import { post, SEVEN_REELS } from './posts.ts';
import { planSlots, simulatePosts, SLOT_HOURS } from './simulated-account.ts';
import { simulateHistory } from './simulated-history.ts';

const ONLINE = Object.fromEntries(Array.from({ length: 24 }, (_, hour) => [String(hour), hour < 18 ? 100 : 300]));

describe('findBestPostingTimes', () => {
  it('puts the slot that doubles first and shrinks it', () => {
    const effects = SLOT_HOURS.map((_, slot) => (slot === 7 ? Math.LN2 : 0));
    const media = simulatePosts(planSlots(SLOT_HOURS, effects, 30), 1);
    const { slots, enough_data, posts_used } = findBestPostingTimes(media, { timezone: 'UTC' });
    expect({ enough_data, posts_used, slots: slots.length }).toEqual({ enough_data: true, posts_used: 840, slots: 28 });
    // Slot 7 is the fourth part of the second day: Tuesday evening.
    expect(slots[0]).toMatchObject({ weekday: 2, daypart: 'evening', source: 'measured', lift: { n: 30 } });
    expect(slots[0]?.lift.verdict).toBe('helps');
    expect(slots[0]?.lift.value).toBeGreaterThan(1.3);
    expect(slots[0]?.lift.value).toBeLessThan(2.2);
  });

  // In each of these evenings, Saturdays or other slots got a share of it while all slots had one prior variance.
  it.each([8, 11, 21, 25])('credits a lone slot alone with what only it does: account %i', (seed) => {
    const media = simulateHistory({ posts: 300, noise: 0.4, saturdayEveningRatio: 1.8 }, seed);
    const { slots, effects } = findBestPostingTimes(media, { timezone: 'UTC' });
    const helpful = slots.filter(({ lift }) => lift.verdict === 'helps');
    expect(helpful.map(({ weekday, daypart }) => [weekday, daypart])).toEqual([[6, 'evening']]);
    expect(effects.filter(({ lift }) => lift.verdict !== 'no_evidence')).toEqual([]);
  });

  it('reads the local hour on both sides of a change to daylight saving', () => {
    // 17:30 in New York is 22:30 UTC in winter and 21:30 UTC in summer; the clocks changed on 8 March 2026.
    const winter = Array.from({ length: 15 }, (_, week) => Date.UTC(2025, 10, 24, 22, 30) + week * 7 * 86_400_000);
    const summer = Array.from({ length: 15 }, (_, week) => Date.UTC(2026, 2, 9, 21, 30) + week * 7 * 86_400_000);
    const media = [...winter, ...summer].map((time, index) =>
      post(index, { reach: 100, total_interactions: index }, { timestamp: new Date(time).toISOString() }),
    );
    const { slots } = findBestPostingTimes(media, { timezone: 'America/New_York' });
    expect(slots.map(({ weekday, daypart, lift }) => [weekday, daypart, lift.n])).toEqual([[1, 'afternoon', 30]]);
  });

  it('takes the weekday where the account lives, not in UTC', () => {
    // Sunday 20:00 UTC is Monday 05:00 in Tokyo and Sunday 16:00 in New York (summer time).
    const media = [post(1, { reach: 10, total_interactions: 1 }, { timestamp: '2026-06-07T20:00:00Z' })];
    const slotIn = (timezone: string): unknown => {
      const slot = findBestPostingTimes(media, { timezone }).slots[0];
      return [slot?.weekday, slot?.daypart];
    };
    expect(slotIn('Asia/Tokyo')).toEqual([1, 'night']);
    expect(slotIn('America/New_York')).toEqual([7, 'afternoon']);
  });

  it('says too few of a real account of seven reels, and no number', () => {
    const result = findBestPostingTimes(SEVEN_REELS, { timezone: 'UTC' });
    expect(result).toMatchObject({ enough_data: false, posts_used: 7 });
    for (const { lift } of result.slots)
      expect(lift).toMatchObject({ value: null, interval: null, verdict: 'too_few' });
  });

  it('falls back to the followers online, labelled as prior', () => {
    const result = findBestPostingTimes(SEVEN_REELS, { timezone: 'UTC', onlineFollowers: ONLINE });
    expect(result.enough_data).toBe(false);
    expect(result.slots).toHaveLength(28);
    // The mean hour has (18 × 100 + 6 × 300) / 24 = 150 followers online: evening 300 / 150 = 2.
    expect(result.slots[0]).toMatchObject({
      weekday: 1,
      daypart: 'evening',
      source: 'prior',
      lift: { value: 2, interval: null, basis: 'online_followers', verdict: 'too_few' },
    });
    expect(result.slots.every(({ source }) => source === 'prior')).toBe(true);
  });

  it('takes empty readings for none', () => {
    const result = findBestPostingTimes(SEVEN_REELS, { timezone: 'UTC', onlineFollowers: {} });
    expect(result.slots.every(({ lift }) => lift.value === null)).toBe(true);
  });

  it('measures no slot of under three posts, even in a long history', () => {
    const media = simulatePosts(planSlots([3, 9], [0, 0], 15), 1);
    const extra = post(500, { reach: 100, total_interactions: 90 }, { timestamp: '2026-01-11T21:00:00Z' });
    const { slots } = findBestPostingTimes([...media, extra], { timezone: 'UTC' });
    expect(slots.at(-1)).toMatchObject({ weekday: 7, daypart: 'evening', lift: { value: null, n: 1 } });
  });

  it('has nothing to say of posts without a rate', () => {
    expect(findBestPostingTimes([post(1)], { timezone: 'UTC' })).toMatchObject({
      slots: [],
      effects: [],
      enough_data: false,
      timezone: 'UTC',
      posts_used: 0,
      posts_maturing: 0,
    });
  });

  it('refuses a time zone nobody knows', () => {
    expect(() => findBestPostingTimes([], { timezone: 'Mars/Olympus' })).toThrow(/timezone: found "Mars/);
  });
});

describe('times by what a model says', () => {
  const lift = (value: number | null): ModelTrait['lift'] => ({
    value,
    n: 5,
    interval: null,
    method: 'm',
    basis: 'b',
    verdict: value === null ? 'too_few' : 'no_evidence',
  });
  const trait = (kind: ModelTrait['kind'], value: string, ratio: number | null): ModelTrait => ({
    kind,
    value,
    posts: 5,
    lift: lift(ratio),
    adjusted_p: null,
    new: false,
    used_with: [`with ${value}`],
    log_effect: null,
    media_ids: [],
  });
  const slots = (of: Readonly<Record<string, readonly [posts: number, ratio: number | null]>>): ModelSlot[] =>
    SLOTS.map((slot) => {
      const [posts, ratio] = of[slotName(slot)] ?? [0, null];
      return { ...slot, posts, lift: lift(ratio) };
    });
  const fitted = fitEngagementModel([]);
  const times = (over: Partial<typeof fitted>, onlineFollowers?: Record<string, number>): PostingTimes =>
    findBestPostingTimes([], { timezone: 'UTC', onlineFollowers, model: { ...fitted, ...over } });
  const named = (found: PostingTimes): unknown[] =>
    found.slots.map(({ source, lift: { value }, ...slot }) => [slotName(slot), source, value]);
  const tried = {
    '1/night': [3, 0.9],
    '2/morning': [9, 1.4],
    '3/evening': [2, null],
    '1/afternoon': [4, 1.4],
  } as const;

  it('lists slots with a post, measured ones first, the best first, then in the order of the week', () => {
    expect(named(times({ slots: slots(tried) }))).toEqual([
      ['1/afternoon', 'measured', 1.4],
      ['2/morning', 'measured', 1.4],
      ['1/night', 'measured', 0.9],
      ['3/evening', 'measured', null],
    ]);
    const [, , , bare] = times({ slots: slots(tried), engagement_basis: 'reach' }).slots;
    expect(bare?.lift).toMatchObject({ n: 2, basis: 'engagement_by_reach', verdict: 'too_few' });
    expect(bare?.lift.method).toMatch(/^engagement model/);
  });

  it('stands followers online in for what was not measured, by part of the day', () => {
    // A mean of 20: the night half of it, the evening twice; nobody looked in the afternoon.
    const found = times({ slots: slots(tried) }, { '0': 10, '5': 10, '6': 20, '18': 40 });
    expect(found.slots).toHaveLength(28);
    expect(named(found).slice(0, 5)).toEqual([
      ['1/afternoon', 'measured', 1.4],
      ['2/morning', 'measured', 1.4],
      ['1/night', 'measured', 0.9],
      ['1/evening', 'prior', 2],
      ['2/evening', 'prior', 2],
    ]);
    expect(named(found).slice(-7)).toEqual([
      ['7/night', 'prior', 0.5],
      ...[2, 3, 4, 5, 6, 7].map((day) => [`${String(day)}/afternoon`, 'measured', null]),
    ]);
    expect(found.slots[3]?.lift).toEqual({
      value: 2,
      n: 0,
      interval: null,
      method: "followers online in these hours against the day's mean",
      basis: 'online_followers',
      verdict: 'too_few',
    });
    expect(named(times({ slots: slots(tried) }, { '0': 0 }))).toHaveLength(4);
  });

  it('gives day types, weekdays and parts of the day, the largest first, and no other trait', () => {
    const traits = [
      trait('daypart', 'evening', 1.2),
      trait('weekday', '6', 1.2),
      trait('day_type', 'weekend', 1.5),
      trait('daypart', 'night', null),
      trait('slot', '6/evening', 1.9),
      trait('hashtag', 'clay', 1.9),
    ];
    expect(times({ traits }).effects).toEqual([
      { trait: 'day_type', value: 'weekend', lift: lift(1.5), used_with: ['with weekend'] },
      { trait: 'weekday', value: '6', lift: lift(1.2), used_with: ['with 6'] },
      { trait: 'daypart', value: 'evening', lift: lift(1.2), used_with: ['with evening'] },
    ]);
  });

  it('calls slots of under three posts untried, and twenty posts enough', () => {
    const { untried, enough_data: enough } = times({ slots: slots(tried), posts_used: 20 });
    expect(untried).toHaveLength(25);
    expect(untried.find(({ weekday, daypart }) => weekday === 3 && daypart === 'evening')).toEqual({
      weekday: 3,
      daypart: 'evening',
      posts: 2,
    });
    expect([enough, times({ posts_used: 19 }).enough_data]).toEqual([true, false]);
    expect(times({ posts_used: 7, posts_maturing: 2 })).toMatchObject({
      posts_used: 7,
      posts_maturing: 2,
      method: fitted.method,
      timezone: 'UTC',
    });
  });
});
