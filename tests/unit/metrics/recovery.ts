import type { Estimate } from '../../../src/documents/shapes.ts';
import { findBestPostingTimes, summarizeHashtags, type PostingSlot } from '../../../src/metrics/index.ts';
import { createNormal, planSlots, planTags, simulatePosts, SLOT_HOURS, type PlannedPost } from './simulated-account.ts';

/** How often something happened. */
export interface Share {
  hits: number;
  of: number;
}

export const shareOf = ({ hits, of }: Share): number => hits / of;

/** Standard deviation of the method's own prior on true effects. */
const PRIOR_SD = 0.3;

/**
 * A tag that lifts by 60 % among tags that do nothing, each on `perTag` of `posts` posts: found, and how often its
 * interval holds 1.6 although it is shrunk towards the others.
 */
export function recoverTag(
  seeds: number,
  size: { readonly posts: number; readonly perTag: number; readonly others: number },
): { found: Share; held: Share; quiet: Share } {
  const found = { hits: 0, of: 0 };
  const held = { hits: 0, of: 0 };
  const quiet = { hits: 0, of: 0 };
  for (let seed = 1; seed <= seeds; seed += 1) {
    const effects = { lifts: Math.log(1.6), ...nullEffects(size.others) };
    const rows = summarizeHashtags(simulatePosts(planTags(effects, size, seed * 7919), seed));
    for (const [tag, { lift }] of Object.entries(rows)) {
      if (tag === 'lifts') {
        tally(found, lift?.verdict === 'helps');
        tally(held, holds(lift, 1.6));
      } else tally(quiet, lift?.verdict === 'no_evidence');
    }
  }
  return { found, held, quiet };
}

/** A slot that doubles among slots that do nothing: found, ranked first, and how often its interval holds 2. */
export function recoverSlot(
  seeds: number,
  size: { readonly slots: number; readonly perSlot: number },
): { found: Share; first: Share; held: Share } {
  const found = { hits: 0, of: 0 };
  const held = { hits: 0, of: 0 };
  const first = { hits: 0, of: 0 };
  const hours = SLOT_HOURS.filter((_, slot) => slot % Math.floor(28 / size.slots) === 0).slice(0, size.slots);
  for (let seed = 1; seed <= seeds; seed += 1) {
    const planted = seed % hours.length;
    const effects = hours.map((_, slot) => (slot === planted ? Math.LN2 : 0));
    const media = simulatePosts(planSlots(hours, effects, size.perSlot), seed);
    const { slots } = findBestPostingTimes(media, { timezone: 'UTC' });
    const position = slots.findIndex((slot) => hourOf(slot) === hours[planted]);
    tally(found, slots[position]?.lift.verdict === 'helps');
    tally(held, holds(slots[position]?.lift, 2));
    tally(first, position === 0);
  }
  return { found, first, held };
}

/** Verdicts of `helps` or `hurts` where nothing has an effect. */
export function findFalseVerdicts(seeds: number): { tags: Share; slots: Share } {
  const tags = { hits: 0, of: 0 };
  const slots = { hits: 0, of: 0 };
  for (let seed = 1; seed <= seeds; seed += 1) {
    const plans = planTags(nullEffects(30), { posts: 300, perTag: 30 }, seed * 31);
    for (const { lift } of Object.values(summarizeHashtags(simulatePosts(plans, seed)))) tally(tags, isClaim(lift));
    const media = simulatePosts(planSlots(SLOT_HOURS, [], 30), seed);
    for (const { lift } of findBestPostingTimes(media, { timezone: 'UTC' }).slots) tally(slots, isClaim(lift));
  }
  return { tags, slots };
}

/** How often the interval of a tag's lift holds its true ratio to the posts without it, effects drawn from the prior. */
export function coverTags(
  seeds: number,
  size: { readonly posts: number; readonly perTag: number; readonly tags: number },
): Share {
  const covered = { hits: 0, of: 0 };
  for (let seed = 1; seed <= seeds; seed += 1) {
    const normal = createNormal(seed * 13 + 5);
    const effects = Object.fromEntries(
      Array.from({ length: size.tags }, (_, tag) => [`tag${String(tag)}`, PRIOR_SD * normal()]),
    );
    const plans = planTags(effects, size, seed * 101);
    for (const [tag, { lift }] of Object.entries(summarizeHashtags(simulatePosts(plans, seed)))) {
      tally(covered, holds(lift, trueRatio(plans, tag)));
    }
  }
  return covered;
}

/** How often the interval of a slot holds its true effect, effects drawn from the prior. */
export function coverSlots(seeds: number, perSlot: number): Share {
  const covered = { hits: 0, of: 0 };
  for (let seed = 1; seed <= seeds; seed += 1) {
    const normal = createNormal(seed * 17 + 3);
    const effects = SLOT_HOURS.map(() => PRIOR_SD * normal());
    const media = simulatePosts(planSlots(SLOT_HOURS, effects, perSlot), seed);
    for (const slot of findBestPostingTimes(media, { timezone: 'UTC' }).slots) {
      tally(covered, holds(slot.lift, Math.exp(effects[SLOT_HOURS.indexOf(hourOf(slot))] ?? Number.NaN)));
    }
  }
  return covered;
}

function nullEffects(tags: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: tags }, (_, tag) => [`tag${String(tag)}`, 0]));
}

function trueRatio(plans: readonly PlannedPost[], tag: string): number {
  const meanOf = (tagged: boolean): number => {
    const effects = plans.filter(({ tags }) => tags?.includes(tag) === tagged).map(({ effect }) => effect);
    return effects.reduce((sum, effect) => sum + effect, 0) / effects.length;
  };
  return Math.exp(meanOf(true) - meanOf(false));
}

function hourOf({ weekday, daypart }: PostingSlot): number {
  return (weekday - 1) * 24 + ['night', 'morning', 'afternoon', 'evening'].indexOf(daypart) * 6 + 3;
}

function holds(lift: Estimate | undefined, truth: number): boolean {
  const interval = lift?.interval ?? null;
  return interval !== null && interval[0] <= truth && truth <= interval[1];
}

function isClaim(lift: Estimate | undefined): boolean {
  return lift?.verdict === 'helps' || lift?.verdict === 'hurts';
}

function tally(share: Share, hit: boolean): void {
  share.of += 1;
  if (hit) share.hits += 1;
}
