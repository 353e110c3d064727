import { type PostInput } from '../../../src/metrics/index.ts';
import { createRandom } from '../../../src/testing/shared/random.ts';

/** Makes a generator of standard normal numbers from a seed, by Box and Muller. */
export function createNormal(seed: number): () => number {
  const random = createRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Noise of log engagement, as the project's own bar states it. */
const NOISE_SD = 0.6;
const HOUR_MS = 3_600_000;
const MONDAY = Date.UTC(2026, 0, 5);

export interface PlannedPost {
  /** Hours since the first Monday, 00:00 UTC. */
  hours: number;
  /** Sum of the true effects on log engagement. */
  effect: number;
  tags?: string[];
}

/** Makes posts of 20,000 accounts reached each and around 3 % engagement, log-normal with the planned effects. */
export function simulatePosts(plans: readonly PlannedPost[], seed: number): PostInput[] {
  const normal = createNormal(seed);
  return plans.map(({ hours, effect, tags }, index) => {
    const rate = Math.exp(Math.log(0.03) + effect + NOISE_SD * normal());
    return {
      id: String(index),
      timestamp: new Date(MONDAY + hours * HOUR_MS).toISOString(),
      media_product_type: 'REELS',
      hashtags: tags ?? [],
      insights: { reach: 20_000, total_interactions: Math.round(20_000 * rate) },
    };
  });
}

/** The 28 slots as hours from Monday 00:00: the middle of each part of each day. */
export const SLOT_HOURS: readonly number[] = Array.from({ length: 28 }, (_, slot) => slot * 6 + 3);

/** Plans `perSlot` weeks with a post in every given slot, each slot with its own effect. */
export function planSlots(slotHours: readonly number[], effects: readonly number[], perSlot: number): PlannedPost[] {
  return Array.from({ length: perSlot }, (_, week) =>
    slotHours.map((hours, slot) => ({ hours: week * 168 + hours, effect: effects[slot] ?? 0 })),
  ).flat();
}

/** Plans one post every 20 hours; each tag on `perTag` posts drawn at random. */
export function planTags(
  effects: Readonly<Record<string, number>>,
  size: { readonly posts: number; readonly perTag: number },
  seed: number,
): PlannedPost[] {
  const random = createRandom(seed);
  const plans = Array.from({ length: size.posts }, (_, index): PlannedPost & { tags: string[] } => ({
    hours: index * 20,
    effect: 0,
    tags: [],
  }));
  for (const [tag, effect] of Object.entries(effects)) {
    const shuffled = plans.map((plan) => ({ plan, key: random() })).sort((a, b) => a.key - b.key);
    for (const { plan } of shuffled.slice(0, size.perTag)) {
      plan.tags.push(tag);
      plan.effect += effect;
    }
  }
  return plans;
}
