import { fitEngagementModel, type EngagementModel } from '../../../src/metrics/index.ts';
import { simulateHistory, type SimulatedHistory, type SimulatedTag } from './simulated-history.ts';

/** A kind of account, and which of its traits do nothing. */
export interface Scenario {
  readonly name: string;
  readonly account: SimulatedHistory;
  /** Traits whose `helps` or `hurts` is false. @default tags with a ratio of 1 */
  readonly nulls?: ((model: EngagementModel) => string[]) | undefined;
  /** Whether the trend does nothing. */
  readonly flat?: boolean | undefined;
  /** Whether to count plans whose findings one more post changes. */
  readonly change?: boolean | undefined;
}

const random = (share: number): SimulatedTag['pattern'] => ({ on: 'random', share });

/** Eight tags on a quarter of the posts each; the first with the given ratio. */
export function eightTags(ratio = 1): SimulatedTag[] {
  return Array.from({ length: 8 }, (_, tag) => ({
    name: `tag${String(tag)}`,
    ratio: tag === 0 ? ratio : 1,
    pattern: random(0.25),
  }));
}

const companions = (posts: number): SimulatedHistory => ({
  posts,
  tags: [
    { name: 'good', ratio: 1.6, pattern: random(0.3) },
    { name: 'beside', pattern: { on: 'companion', of: 'good', share: 0.8 } },
    { name: 'other', pattern: random(0.3) },
  ],
});
const late = (posts: number, growth: number): SimulatedHistory => ({
  posts,
  growth,
  tags: [
    { name: 'late', pattern: { on: 'late', posts: Math.round(posts / 4) } },
    { name: 'other', pattern: random(0.3) },
  ],
});
const weekend = (posts: number): SimulatedHistory => ({
  posts,
  weekendRatio: 1.6,
  tags: [
    { name: 'saturday', pattern: { on: 'weekend', share: 0.8 } },
    { name: 'other', pattern: random(0.3) },
  ],
});
const fridays = (posts: number): SimulatedHistory => ({
  posts,
  tags: [{ name: 'party', ratio: 1.6, pattern: { on: 'friday_to_sunday', share: 0.85 } }],
});
const runs = (posts: number): SimulatedHistory => ({
  posts,
  autoregression: 0.7,
  tags: ['a', 'b', 'c'].map((name) => ({ name, pattern: { on: 'runs', length: 8, share: 0.3 } })),
});

/** Every kind of account that once led to false findings, and those where there is something to find. */
export const SCENARIOS: readonly Scenario[] = [
  ...[60, 240].flatMap((posts): Scenario[] => [
    { name: `growth × 2, late tag, ${String(posts)} posts`, account: late(posts, 2) },
    { name: `growth × 4, late tag, ${String(posts)} posts`, account: late(posts, 4) },
    { name: `companion on 80 %, ${String(posts)} posts`, account: companions(posts) },
    { name: `weekend tag, ${String(posts)} posts`, account: weekend(posts) },
    {
      name: `slots under a Friday to Sunday tag, ${String(posts)} posts`,
      account: fridays(posts),
      nulls: (model) =>
        model.slots
          .filter(({ lift }) => lift.value !== null)
          .map((slot) => `slot:${String(slot.weekday)}/${slot.daypart}`),
    },
    { name: `tags in runs, autoregression 0.7, ${String(posts)} posts`, account: runs(posts), flat: true },
    {
      name: `half slow level 0.9, ${String(posts)} posts`,
      account: { ...runs(posts), autoregression: 0.9, slowShare: 0.5 },
      flat: true,
    },
    {
      name: `immature, ${String(posts)} posts`,
      account: {
        posts,
        immature: 4,
        tags: [...eightTags().slice(0, 3), { name: 'late', pattern: { on: 'late', posts: 12 } }],
      },
      flat: true,
    },
    {
      name: `missing reach 40 %, ${String(posts)} posts`,
      account: { posts, missingReach: 0.4, tags: eightTags(1.6) },
      flat: true,
    },
    { name: `viral 5 %, ${String(posts)} posts`, account: { posts, viral: 0.05, tags: eightTags(1.6) }, flat: true },
    {
      name: `few interactions, ${String(posts)} posts`,
      account: { posts, reach: 300, tags: eightTags(1.6) },
      flat: true,
    },
    {
      name: `bursts, noise 0.9, ${String(posts)} posts`,
      account: { posts, bursts: true, noise: 0.9, tags: eightTags(1.6) },
      flat: true,
    },
    {
      name: `feed and reels, ${String(posts)} posts`,
      account: { posts, feed: 0.4, feedRatio: 0.3, tags: eightTags(1.6) },
      flat: true,
    },
    { name: `evening × 1.6, ${String(posts)} posts`, account: { posts, eveningRatio: 1.6 }, flat: true },
    { name: `× 1.6 among eight, ${String(posts)} posts`, account: { posts, tags: eightTags(1.6) }, flat: true },
  ]),
  { name: '× 1.6 among four, 24 posts', account: { posts: 24, tags: eightTags(1.6).slice(0, 4) }, flat: true },
];

/** Accounts in which nothing has an effect. */
export const NOTHING: readonly Scenario[] = [15, 30, 60, 240].flatMap((posts): Scenario[] => [
  { name: `nothing, ${String(posts)} posts`, account: { posts, tags: eightTags() }, flat: true, change: true },
  { name: `nothing, growth × 3, ${String(posts)} posts`, account: { posts, growth: 3, tags: eightTags() } },
]);

/** What was counted over the seeds of a scenario. */
export interface Tally {
  rows: number;
  falseRows: number;
  winners: number;
  found: number;
  intervals: number;
  held: number;
  winnersHeld: number;
  plans: number;
  falsePlans: number;
  trends: number;
  falseTrends: number;
  /** Accounts with an evening effect, and those in which an evening slot helps. */
  evenings: number;
  eveningsFound: number;
  /** Plans whose findings are others after one more post. */
  changedPlans: number;
}

/** Runs a scenario over seeds 1 to `seeds`. */
export function runScenario({ account, nulls, flat, change = false }: Scenario, seeds: number): Tally {
  const tally: Tally = {
    rows: 0,
    falseRows: 0,
    winners: 0,
    found: 0,
    intervals: 0,
    held: 0,
    winnersHeld: 0,
    plans: 0,
    falsePlans: 0,
    trends: 0,
    falseTrends: 0,
    evenings: 0,
    eveningsFound: 0,
    changedPlans: 0,
  };
  const truths = new Map((account.tags ?? []).map(({ name, ratio }) => [name, ratio ?? 1]));
  for (let seed = 1; seed <= seeds; seed += 1) {
    const media = simulateHistory(account, seed);
    const model = fitEngagementModel(media, { timezone: 'UTC' });
    let anyFalse = false;
    const checked = nulls?.(model);
    if (checked !== undefined) {
      for (const slot of model.slots) {
        if (!checked.includes(`slot:${String(slot.weekday)}/${slot.daypart}`)) continue;
        tally.rows += 1;
        if (isClaim(slot.lift.verdict)) tally.falseRows += 1;
      }
    }
    for (const { kind, value, lift } of model.traits) {
      const truth = kind === 'hashtag' ? (truths.get(value) ?? 1) : kind === 'day_type' ? null : 1;
      if (lift.interval !== null && kind === 'hashtag' && truth !== null) {
        tally.intervals += 1;
        const held = lift.interval[0] <= truth && truth <= lift.interval[1];
        if (held) tally.held += 1;
        if (truth !== 1) tally.winnersHeld += held ? 1 : 0;
      }
      if (kind === 'hashtag' && truth !== null && truth !== 1 && lift.value !== null) {
        tally.winners += 1;
        if (lift.verdict === 'helps') tally.found += 1;
      } else if (kind === 'hashtag' && lift.value !== null && checked === undefined) {
        tally.rows += 1;
        if (isClaim(lift.verdict)) tally.falseRows += 1;
      }
      const real =
        (kind === 'product_type' && (account.feedRatio ?? 1) !== 1) ||
        (kind === 'daypart' && (account.eveningRatio ?? 1) !== 1) ||
        (kind === 'weekday' && (account.weekendRatio ?? 1) !== 1);
      if (isClaim(lift.verdict) && truth === 1 && !real) anyFalse = true;
    }
    if (flat === true) {
      const claims = Object.values(model.trends).filter(({ verdict }) => verdict === 'rising' || verdict === 'falling');
      tally.trends += 1;
      const rate = model.trends.engagement_rate.verdict;
      if (rate === 'rising' || rate === 'falling') tally.falseTrends += 1;
      if (claims.length > 0) anyFalse = true;
    }
    if ((account.eveningRatio ?? 1) !== 1) {
      tally.evenings += 1;
      if (model.slots.some(({ daypart, lift }) => daypart === 'evening' && lift.verdict === 'helps')) {
        tally.eveningsFound += 1;
      }
    }
    if (change) {
      const before = fitEngagementModel(media.slice(0, -1), { timezone: 'UTC' });
      if (claimsOf(before).join() !== claimsOf(model).join()) tally.changedPlans += 1;
    }
    tally.plans += 1;
    if (anyFalse) tally.falsePlans += 1;
  }
  return tally;
}

function claimsOf({ traits }: EngagementModel): string[] {
  return traits.flatMap(({ kind, value, lift: { verdict } }) =>
    isClaim(verdict) ? [`${kind}:${value}:${verdict ?? ''}`] : [],
  );
}

function isClaim(verdict: string | undefined): boolean {
  return verdict === 'helps' || verdict === 'hurts';
}
