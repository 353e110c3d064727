import { fitEngagementModel, type EngagementModel, type PostInput } from '../../../src/metrics/index.ts';

/** What is true of the accounts of a scenario. */
export interface Truth {
  /** Ratio of each tag. */
  readonly tags?: Readonly<Record<string, number>>;
  /** Which other traits have an effect. */
  readonly evening?: boolean;
  /** Whether Saturday evenings alone do: what else is said of times is without cause. */
  readonly saturdayEvening?: boolean;
  readonly weekend?: boolean;
  readonly feed?: boolean;
  /** Whether the rate or reach grows. */
  readonly grows?: boolean;
}

/** A kind of account with known truth. */
export interface Scenario {
  readonly name: string;
  readonly simulate: (seed: number) => PostInput[];
  readonly truth: Truth;
  /** Whether rows without an effect are the slots, not the tags. @default false */
  readonly countSlots?: boolean;
  /** Whether to count plans whose findings one more post changes. @default false */
  readonly countChanges?: boolean;
}

/** Hits among so many. */
export interface Share {
  hits: number;
  of: number;
}

/** What was counted over the accounts of a scenario. */
export interface Tally {
  /** Rows without an effect that say `helps` or `hurts`. */
  falseRows: Share;
  /** Tags with an effect that say `helps`, or `hurts` where it is under 1. */
  found: Share;
  /** Accounts with an effect of evenings, or of Saturday evenings, in which such a slot helps. */
  eveningsFound: Share;
  /** 80 % intervals of tags that hold the truth; those of tags with an effect. */
  held: Share;
  winnersHeld: Share;
  /** Flat accounts said to rise or fall in the engagement rate. */
  falseTrends: Share;
  /** Plans with any false finding. */
  falsePlans: Share;
  /** Plans whose findings are others after one more post. */
  changedPlans: Share;
}

const TRENDS = ['engagement_rate', 'reach', 'views', 'interactions', 'followers'] as const;

type Trait = EngagementModel['traits'][number];

/** Runs a scenario over so many seeds. */
export function runScenario(scenario: Scenario, seeds: number, firstSeed = 1): Tally {
  const share = (): Share => ({ hits: 0, of: 0 });
  const tally: Tally = {
    falseRows: share(),
    found: share(),
    eveningsFound: share(),
    held: share(),
    winnersHeld: share(),
    falseTrends: share(),
    falsePlans: share(),
    changedPlans: share(),
  };
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1)
    countAccount(tally, scenario, scenario.simulate(seed));
  return tally;
}

function countAccount(
  tally: Tally,
  { truth, countSlots = false, countChanges = false }: Scenario,
  media: PostInput[],
): void {
  const count = (share: Share, hit: boolean): void => {
    share.of += 1;
    if (hit) share.hits += 1;
  };
  const model = fitEngagementModel(media, { timezone: 'UTC' });
  const measured = model.traits.filter(({ lift }) => lift.value !== null);
  for (const { value, lift } of measured.filter(({ kind }) => kind === 'hashtag')) {
    const ratio = truth.tags?.[value] ?? 1;
    const held = lift.interval !== null && lift.interval[0] <= ratio && ratio <= lift.interval[1];
    count(tally.held, held);
    if (ratio !== 1) {
      count(tally.winnersHeld, held);
      count(tally.found, lift.verdict === (ratio > 1 ? 'helps' : 'hurts'));
    } else if (!countSlots) count(tally.falseRows, isClaim(lift.verdict));
  }
  if (countSlots) {
    for (const slot of model.slots.filter(({ lift }) => lift.value !== null)) {
      if (!isPlanted(slot, truth)) count(tally.falseRows, isClaim(slot.lift.verdict));
    }
  }
  if (truth.evening === true || truth.saturdayEvening === true) {
    const found = model.slots.some((slot) => isPlanted(slot, truth) && slot.lift.verdict === 'helps');
    count(tally.eveningsFound, found);
  }
  const flat = truth.grows !== true;
  if (flat) count(tally.falseTrends, isTrend(model.trends.engagement_rate.verdict));
  count(
    tally.falsePlans,
    measured.some((trait) => isClaim(trait.lift.verdict) && !hasEffect(trait, truth)) ||
      (flat && TRENDS.some((measure) => isTrend(model.trends[measure].verdict))),
  );
  if (countChanges) {
    const before = fitEngagementModel(media.slice(0, -1), { timezone: 'UTC' });
    count(tally.changedPlans, claimsOf(before) !== claimsOf(model));
  }
}

function hasEffect({ kind, value }: Trait, truth: Truth): boolean {
  switch (kind) {
    case 'hashtag':
      return (truth.tags?.[value] ?? 1) !== 1;
    case 'product_type':
      return truth.feed === true;
    case 'daypart':
      return truth.evening === true;
    case 'day_type':
    case 'weekday':
      return truth.weekend === true;
    case 'slot':
      return (
        truth.evening === true || truth.weekend === true || (truth.saturdayEvening === true && value === '6/evening')
      );
    default:
      return false;
  }
}

/** Tells whether a slot has an effect of the evening. */
function isPlanted({ weekday, daypart }: EngagementModel['slots'][number], truth: Truth): boolean {
  return daypart === 'evening' && (truth.evening === true || (truth.saturdayEvening === true && weekday === 6));
}

function claimsOf({ traits }: EngagementModel): string {
  return traits
    .flatMap(({ kind, value, lift: { verdict } }) => (isClaim(verdict) ? [`${kind}:${value}:${verdict ?? ''}`] : []))
    .join();
}

function isClaim(verdict: string | undefined): boolean {
  return verdict === 'helps' || verdict === 'hurts';
}

function isTrend(verdict: string | undefined): boolean {
  return verdict === 'rising' || verdict === 'falling';
}
