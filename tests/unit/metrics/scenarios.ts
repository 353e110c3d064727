import type { Scenario, Truth } from './run-scenario.ts';
import { simulateHistory, type SimulatedHistory, type SimulatedTag } from './simulated-history.ts';
import { simulateIrregular, type IrregularAccount, type IrregularTag } from './simulated-irregular.ts';

type Extras = Pick<Scenario, 'countSlots' | 'countChanges'>;

function regular(name: string, account: SimulatedHistory, extras: Extras = {}): Scenario {
  const truth: Truth = {
    tags: ratiosOf(account.tags ?? []),
    evening: account.eveningRatio !== undefined,
    saturdayEvening: account.saturdayEveningRatio !== undefined,
    weekend: account.weekendRatio !== undefined,
    feed: account.feedRatio !== undefined,
    grows: account.growth !== undefined,
  };
  return {
    name: `${name}, ${String(account.posts)} posts`,
    simulate: (seed) => simulateHistory(account, seed),
    truth,
    ...extras,
  };
}

function irregular(name: string, account: IrregularAccount, extras: Extras = {}): Scenario {
  const truth: Truth = {
    tags: ratiosOf(account.tags ?? []),
    evening: account.eveningRatio !== undefined,
    saturdayEvening: account.saturdayEveningRatio !== undefined,
    weekend: account.weekendRatio !== undefined,
    feed: account.varied === true,
    grows: account.growth !== undefined,
  };
  return {
    name: `irregular: ${name}, ${String(account.posts)} posts`,
    simulate: (seed) => simulateIrregular(account, seed),
    truth,
    ...extras,
  };
}

function ratiosOf(tags: readonly { readonly name: string; readonly ratio?: number }[]): Record<string, number> {
  return Object.fromEntries(tags.map(({ name, ratio = 1 }) => [name, ratio]));
}

const USUAL_SHARES = [0.15, 0.4] as const;

const random = (share: number): SimulatedTag['pattern'] => ({ on: 'random', share });

/** Makes eight tags on a quarter of the posts each; the first with the given ratio. */
export function eightTags(ratio = 1): SimulatedTag[] {
  return Array.from({ length: 8 }, (_, tag) => ({
    name: `tag${String(tag)}`,
    ratio: tag === 0 ? ratio : 1,
    pattern: random(0.25),
  }));
}

/** Every kind of account that once led to false findings, and those where there is something to find. */
export const SCENARIOS: readonly Scenario[] = [
  ...[60, 240].flatMap((posts): Scenario[] => {
    const late: SimulatedTag[] = [
      { name: 'late', pattern: { on: 'late', posts: Math.round(posts / 4) } },
      { name: 'other', pattern: random(0.3) },
    ];
    const runs: SimulatedTag[] = ['a', 'b', 'c'].map((name) => ({
      name,
      pattern: { on: 'runs', length: 8, share: 0.3 },
    }));
    return [
      regular('growth × 2, late tag', { posts, growth: 2, tags: late }),
      regular('growth × 4, late tag', { posts, growth: 4, tags: late }),
      regular('companion on 80 %', {
        posts,
        tags: [
          { name: 'good', ratio: 1.6, pattern: random(0.3) },
          { name: 'beside', pattern: { on: 'companion', of: 'good', share: 0.8 } },
          { name: 'other', pattern: random(0.3) },
        ],
      }),
      regular('weekend tag', {
        posts,
        weekendRatio: 1.6,
        tags: [
          { name: 'saturday', pattern: { on: 'weekend', share: 0.8 } },
          { name: 'other', pattern: random(0.3) },
        ],
      }),
      regular(
        'slots under a Friday to Sunday tag',
        { posts, tags: [{ name: 'party', ratio: 1.6, pattern: { on: 'friday_to_sunday', share: 0.85 } }] },
        { countSlots: true },
      ),
      regular('tags in runs, autoregression 0.7', { posts, autoregression: 0.7, tags: runs }),
      regular('half slow level 0.9', { posts, autoregression: 0.9, slowShare: 0.5, tags: runs }),
      regular('immature', {
        posts,
        immature: 4,
        tags: [...eightTags().slice(0, 3), { name: 'late', pattern: { on: 'late', posts: 12 } }],
      }),
      regular('missing reach 40 %', { posts, missingReach: 0.4, tags: eightTags(1.6) }),
      regular('viral 5 %', { posts, viral: 0.05, tags: eightTags(1.6) }),
      regular('few interactions', { posts, reach: 300, tags: eightTags(1.6) }),
      regular('bursts, noise 0.9', { posts, bursts: true, noise: 0.9, tags: eightTags(1.6) }),
      regular('feed and reels', { posts, feed: 0.4, feedRatio: 0.3, tags: eightTags(1.6) }),
      regular('evening × 1.6', { posts, eveningRatio: 1.6 }),
      regular('× 1.6 among eight', { posts, tags: eightTags(1.6) }),
      regular('÷ 1.6 among eight', { posts, tags: eightTags(1 / 1.6) }),
    ];
  }),
  regular('× 1.6 among four', { posts: 24, tags: eightTags(1.6).slice(0, 4) }),
];

/** Accounts in which one slot of the week alone does better. */
export const LONE_SLOT: readonly Scenario[] = [60, 240, 300].flatMap((posts): Scenario[] => [
  regular('lone slot × 1.8', { posts, saturdayEveningRatio: 1.8 }, { countSlots: true }),
  irregular('lone slot × 1.8', { posts, saturdayEveningRatio: 1.8, tags: someTags() }, { countSlots: true }),
]);

/** Accounts in which nothing has an effect. */
export const NOTHING: readonly Scenario[] = [15, 30, 60, 240].flatMap((posts): Scenario[] => [
  regular('nothing', { posts, tags: eightTags() }, { countChanges: true }),
  regular('nothing, growth × 3', { posts, growth: 3, tags: eightTags() }),
]);

/** Makes tags on 15 to 40 % of the posts; the first, if it has an effect, on a quarter. */
function someTags(ratio = 1, { count = 8, share = 0.25 }: { count?: number; share?: number } = {}): IrregularTag[] {
  return Array.from({ length: count }, (_, tag): IrregularTag => {
    const winner = tag === 0 && ratio !== 1;
    return { name: `tag${String(tag)}`, ratio: tag === 0 ? ratio : 1, share: winner ? share : USUAL_SHARES };
  });
}

const other: IrregularTag = { name: 'other', share: 0.3 };

/** The same questions to the second generator, with its noise, tag frequency and schedule varied. */
export const IRREGULAR: readonly Scenario[] = [
  ...[60, 240].flatMap((posts): Scenario[] => [
    irregular('× 1.6 among eight', { posts, tags: someTags(1.6) }, { countChanges: true }),
    irregular('× 1.6, captions and formats vary', { posts, varied: true, tags: someTags(1.6) }),
    irregular('evening × 1.6', { posts, eveningRatio: 1.6, tags: someTags() }),
    irregular('growth × 2, late tag', { posts, growth: 2, tags: [{ name: 'late', share: 1, on: 'late' }, other] }),
    irregular('growth × 4, late tag', { posts, growth: 4, tags: [{ name: 'late', share: 1, on: 'late' }, other] }),
    irregular('companion on 80 %', {
      posts,
      tags: [{ name: 'good', ratio: 1.6, share: 0.35 }, { name: 'beside', share: 0.8, on: { tag: 'good' } }, other],
    }),
    irregular('weekend tag', {
      posts,
      weekendRatio: 1.6,
      tags: [{ name: 'saturday', share: 0.9, on: 'weekend' }, other],
    }),
    irregular(
      'slots under a Friday to Sunday tag',
      { posts, tags: [{ name: 'party', ratio: 1.6, share: 0.9, on: 'from_friday' }] },
      { countSlots: true },
    ),
    irregular('tags in runs, slow noise', {
      posts,
      shape: 'slow',
      tags: ['a', 'b', 'c', 'd'].map((name) => ({ name, share: 0.3, on: 'runs' })),
    }),
  ]),
  irregular('× 1.6, noise 0.4', { posts: 60, noise: 0.4, tags: someTags(1.6) }),
  irregular('× 1.6, noise 0.7', { posts: 60, noise: 0.7, tags: someTags(1.6) }),
  irregular('× 1.6, heavy tails', { posts: 60, shape: 'heavy', tags: someTags(1.6) }),
  irregular('× 1.6, 5 % viral', { posts: 60, viral: 0.05, tags: someTags(1.6) }),
  irregular('× 1.6 on 15 %', { posts: 60, tags: someTags(1.6, { share: 0.15 }) }),
  irregular('× 1.6 on 40 %', { posts: 60, tags: someTags(1.6, { share: 0.4 }) }),
  irregular('× 1.6, three posts a day', { posts: 60, postsPerWeek: 21, tags: someTags(1.6) }),
  irregular('× 1.6, two posts a week', { posts: 60, postsPerWeek: 2, tags: someTags(1.6) }),
  irregular('× 1.6, round the clock', { posts: 60, roundTheClock: true, tags: someTags(1.6) }),
  irregular('× 1.6, 250 reached', { posts: 60, reach: 250, tags: someTags(1.6) }),
  ...[15, 30, 60, 240].flatMap((posts): Scenario[] => [
    irregular('nothing', { posts, tags: someTags() }, { countChanges: true }),
    irregular('nothing, growth × 3', { posts, growth: 3, tags: someTags() }),
    irregular('nothing, captions and formats vary', { posts, varied: true, tags: someTags() }),
  ]),
  irregular('nothing, heavy tails', { posts: 60, shape: 'heavy', tags: someTags() }),
  irregular('nothing, slow noise', { posts: 60, shape: 'slow', tags: someTags() }),
  irregular('nothing, noise 0.3', { posts: 60, noise: 0.3, tags: someTags() }),
  irregular('nothing, 20 tags', { posts: 60, tags: someTags(1, { count: 20 }) }),
];
