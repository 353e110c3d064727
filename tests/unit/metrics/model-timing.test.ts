import { describe, expect, it } from 'vitest';

import { readPooled } from '../../../src/metrics/model-contrasts.ts';
import { buildDesign, readTraits, selectPosts, type ModelPost } from '../../../src/metrics/model-design.ts';
import { fitDesign } from '../../../src/metrics/model-fit.ts';
import { describeSlots, type ModelSlot, type TimingFinding } from '../../../src/metrics/model-timing.ts';
import { slotName } from '../../../src/metrics/post-traits.ts';
import { post } from './posts.ts';
import { createNormal } from './simulated-account.ts';

const labels = { method: 'm', basis: 'b' };
const HOUR_MS = 3_600_000;

/** Makes a post every 30 hours from a Monday on; those of evenings do twice as well. */
function posts(count: number): readonly ModelPost[] {
  const normal = createNormal(1);
  const media = Array.from({ length: count }, (_, index) => {
    const time = Date.UTC(2026, 0, 5, 3) + index * 30 * HOUR_MS;
    const isEvening = Math.floor(new Date(time).getUTCHours() / 6) === 3;
    const rate = (isEvening ? 200 : 100) * Math.exp(0.1 * normal());
    return post(index, { reach: 10_000, total_interactions: rate }, { timestamp: new Date(time).toISOString() });
  });
  return selectPosts(media, {}).posts;
}

function slotsOf(count: number, findings: readonly TimingFinding[] = [], timezone = 'UTC'): ModelSlot[] {
  const of = posts(count);
  const fit = fitDesign(buildDesign(of, readTraits(of, { timezone })));
  return describeSlots(of, fit, findings, labels, timezone);
}

const named = (slots: readonly ModelSlot[], name: string): ModelSlot | undefined =>
  slots.find((slot) => slotName(slot) === name);

describe('describeSlots', () => {
  it('has every slot of the week, counted, and says too few without a fit', () => {
    const slots = describeSlots(posts(40), null, [], labels, 'UTC');
    expect(slots).toHaveLength(28);
    expect(slots.reduce((sum, { posts: n }) => sum + n, 0)).toBe(40);
    for (const { lift, posts: n } of slots)
      expect(lift).toEqual({ value: null, n, interval: null, ...labels, verdict: 'too_few' });
  });

  it('measures slots with a post from twenty posts on', () => {
    const measured = (count: number): number => slotsOf(count).filter(({ lift }) => lift.value !== null).length;
    expect(measured(19)).toBe(0);
    expect(measured(20)).toBeGreaterThan(5);
    for (const { posts: n, lift } of slotsOf(40)) expect(lift.value !== null).toBe(n > 0);
  });

  it('measures none whose part of the day or day type has under five posts', () => {
    // Mornings but for four posts at night.
    const few = posts(40).map((one, index) => ({
      ...one,
      time: Date.UTC(2026, 0, 5, index % 10 === 0 ? 3 : 9) + index * 24 * HOUR_MS,
    }));
    const fit = fitDesign(buildDesign(few, readTraits(few, {})));
    const slots = describeSlots(few, fit, [], labels, 'UTC');
    expect(slots.filter(({ daypart, posts: n }) => daypart === 'night' && n > 0)).not.toEqual([]);
    for (const { daypart, lift } of slots) if (daypart === 'night') expect(lift.value).toBeNull();
    expect(slots.some(({ daypart, lift }) => daypart === 'morning' && lift.value !== null)).toBe(true);
  });

  it('reads the effects of a slot less those of the posts in the others', () => {
    const of = posts(60);
    const fit = fitDesign(buildDesign(of, readTraits(of, {})));
    const slot = named(describeSlots(of, fit, [], labels, 'UTC'), '1/evening');
    const inSlot = (time: number): boolean => new Date(time).getUTCDay() === 1 && new Date(time).getUTCHours() >= 18;
    const others = of.filter(({ time }) => !inSlot(time));
    const belongs: Readonly<Record<string, (time: number) => boolean>> = {
      'day_type:working_day': (time) => new Date(time).getUTCDay() % 6 !== 0,
      'day_type:weekend': (time) => new Date(time).getUTCDay() % 6 === 0,
      'daypart:night': (time) => new Date(time).getUTCHours() < 6,
      'daypart:morning': (time) => Math.floor(new Date(time).getUTCHours() / 6) === 1,
      'daypart:afternoon': (time) => Math.floor(new Date(time).getUTCHours() / 6) === 2,
      'daypart:evening': (time) => new Date(time).getUTCHours() >= 18,
    };
    const monday = Date.UTC(2026, 0, 5, 20);
    const contrast = [...fit.design.timing].map(([name, column]): [number, number] => {
      const of = belongs[name];
      if (of === undefined) throw new Error(`What is ${name}?`);
      return [column, (of(monday) ? 1 : 0) - others.filter(({ time }) => of(time)).length / others.length];
    });
    expect(slot?.lift.value).toBeCloseTo(Math.exp(readPooled(fit, contrast).estimate), 9);
    expect(slot?.lift.value).toBeGreaterThan(1.4);
    const [low = 0, high = 0] = slot?.lift.interval ?? [];
    expect(low).toBeLessThan(slot?.lift.value ?? 0);
    expect(high).toBeGreaterThan(slot?.lift.value ?? 0);
    expect(slot?.lift).toMatchObject({ n: slot?.posts, ...labels });
  });

  it('has a verdict only of a finding that points the same way', () => {
    const verdicts = (...findings: TimingFinding[]): (string | undefined)[] => {
      const slots = slotsOf(60, findings);
      return ['1/evening', '1/morning'].map((name) => named(slots, name)?.lift.verdict);
    };
    expect(verdicts()).toEqual(['no_evidence', 'no_evidence']);
    const evening = { kind: 'daypart', value: 'evening' } as const;
    expect(verdicts({ ...evening, direction: 'helps' })).toEqual(['helps', 'no_evidence']);
    expect(verdicts({ ...evening, direction: 'hurts' })).toEqual(['no_evidence', 'no_evidence']);
    expect(verdicts({ kind: 'weekday', value: '1', direction: 'helps' })).toEqual(['helps', 'no_evidence']);
    expect(verdicts({ kind: 'day_type', value: 'working_day', direction: 'hurts' })).toEqual(['no_evidence', 'hurts']);
    expect(verdicts({ kind: 'slot', value: '1/evening', direction: 'helps' })).toEqual(['helps', 'no_evidence']);
    expect(verdicts({ kind: 'day_type', value: 'weekend', direction: 'helps' })).toEqual([
      'no_evidence',
      'no_evidence',
    ]);
  });
});
