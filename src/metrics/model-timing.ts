import { addAt, numberAt } from '../base/lists.ts';
import { studentHalfWidth } from '../base/stats.ts';
import type { Estimate } from '../documents/shapes.ts';
import { readPooled } from './model-contrasts.ts';
import type { Design, ModelPost, TraitName, TraitTest } from './model-design.ts';
import type { Fit } from './model-fit.ts';
import { isWeekend, type Slot, slotName, slotReader, SLOTS, type TraitKind } from './post-traits.ts';

/** One part of one day of the week, as the model pools it. */
export interface ModelSlot extends Slot {
  /** Mature posts in it with a rate. */
  posts: number;
  /**
   * Ratio to the account's other slots: effects of day type and part of the day together with the slot's own small
   * deviation. `helps` or `hurts` only where one of these is a finding and the interval leaves out 1.
   */
  lift: Estimate;
}

/** A finding about timing. */
export interface TimingFinding {
  readonly kind: TraitKind;
  readonly value: string;
  readonly direction: 'helps' | 'hurts';
}

/** Fewest posts overall, and in the part of the day and the day type of a slot, for a measured lift. */
const MIN_SLOT_MODEL_POSTS = 20;
const MIN_POSTS_PER_EFFECT = 5;

/** Describes every slot of the week: pooled where its part of the day has been tried, else `too_few`. */
export function describeSlots(
  posts: readonly ModelPost[],
  fit: Fit | null,
  findings: readonly TimingFinding[],
  labels: { readonly method: string; readonly basis: string },
  timezone: string,
): ModelSlot[] {
  const readSlot = slotReader(timezone);
  const slotOf = posts.map(({ time }) => readSlot(time));
  const counts = new Map<string, number>();
  for (const slot of slotOf) for (const name of namesOf(slot)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return SLOTS.map((slot): ModelSlot => {
    const n = counts.get(`slot:${slotName(slot)}`) ?? 0;
    const none: Estimate = { value: null, n, interval: null, ...labels, verdict: 'too_few' };
    const known = [`daypart:${slot.daypart}`, `day_type:${dayType(slot)}`].every(
      (name) => (counts.get(name) ?? 0) >= MIN_POSTS_PER_EFFECT,
    );
    if (fit === null || n === 0 || n === posts.length || !known || posts.length < MIN_SLOT_MODEL_POSTS) {
      return { ...slot, posts: n, lift: none };
    }
    const { estimate, variance, degreesOfFreedom } = readPooled(fit, contrastSlot(slot, n, counts, posts.length, fit));
    const half = studentHalfWidth(0.8, degreesOfFreedom) * Math.sqrt(variance);
    const direction = estimate > 0 ? 'helps' : 'hurts';
    const names = namesOf(slot);
    const found =
      Math.abs(estimate) > half &&
      findings.some((finding) => finding.direction === direction && names.includes(`${finding.kind}:${finding.value}`));
    return {
      ...slot,
      posts: n,
      lift: {
        value: Math.exp(estimate),
        n,
        interval: [Math.exp(estimate - half), Math.exp(estimate + half)],
        ...labels,
        verdict: found ? direction : 'no_evidence',
      },
    };
  });
}

function dayType({ weekday }: Slot): string {
  return isWeekend(weekday) ? 'weekend' : 'working_day';
}

function namesOf(slot: Slot): string[] {
  return [
    `day_type:${dayType(slot)}`,
    `daypart:${slot.daypart}`,
    `weekday:${String(slot.weekday)}`,
    `slot:${slotName(slot)}`,
  ];
}

/** Contrasts the timing columns of a slot with the mean of the posts in the other slots. */
function contrastSlot(
  slot: Slot,
  n: number,
  counts: ReadonlyMap<string, number>,
  total: number,
  fit: Fit,
): [number, number][] {
  const own = new Set(namesOf(slot));
  return [...fit.design.timing].map(([name, column]): [number, number] => {
    const inside = own.has(name) ? n : 0;
    return [column, (own.has(name) ? 1 : 0) - ((counts.get(name) ?? 0) - inside) / (total - n)];
  });
}

/** Traits this much correlated, either way, are named as used with each other. */
const USED_WITH_CORRELATION = 0.8;
/** Only the most used traits are compared with each other. */
const MAX_TRAITS = 1_500;

/**
 * Finds, for each judged trait, the others mostly on the same posts or mostly on the other ones, which it cannot be told
 * from. Levels of one trait exclude each other and are no companions; weekdays and slots are parts of the rest.
 */
export function findCompanions(design: Design): Map<TraitTest, TraitName[]> {
  const posts = design.y.length;
  const tests = [...design.tests, ...design.extra]
    .filter(({ enough, names }) => enough && names.every(({ kind }) => kind !== 'slot' && kind !== 'weekday'))
    .sort((a, b) => b.members.length - a.members.length)
    .slice(0, MAX_TRAITS);
  const both = countTogether(tests, posts);
  const companions = new Map<TraitTest, TraitName[]>(tests.map((test) => [test, []]));
  tests.forEach((first, index) => {
    for (let other = index + 1; other < tests.length; other += 1) {
      const second = tests[other];
      if (second === undefined || sharesKind(first, second)) continue;
      const [a, b] = [first.members.length / posts, second.members.length / posts];
      const together = numberAt(both, index * tests.length + other) / posts;
      const correlation = (together - a * b) / Math.sqrt(a * (1 - a) * b * (1 - b));
      if (Math.abs(correlation) < USED_WITH_CORRELATION) continue;
      companions.get(first)?.push(...second.names);
      companions.get(second)?.push(...first.names);
    }
  });
  return companions;
}

/** Counts how many posts carry each pair of traits, in one triangle. */
function countTogether(tests: readonly TraitTest[], posts: number): Float64Array {
  const byPost: number[][] = Array.from({ length: posts }, () => []);
  tests.forEach(({ members }, index) => {
    for (const post of members) byPost[post]?.push(index);
  });
  const counts = new Float64Array(tests.length ** 2);
  for (const carried of byPost) {
    for (const [position, first] of carried.entries()) {
      for (const second of carried.slice(position + 1)) addAt(counts, first * tests.length + second, 1);
    }
  }
  return counts;
}

function sharesKind(a: TraitTest, b: TraitTest): boolean {
  const kind = a.names[0]?.kind;
  return kind === b.names[0]?.kind && kind !== 'hashtag' && kind !== 'series';
}
