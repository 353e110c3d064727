import { mean } from '../base/stats.ts';
import type { Estimate } from '../documents/shapes.ts';
import { basisName, type RateOptions } from './engagement.ts';
import { fitEngagementModel, LIFT_METHOD, type EngagementModel } from './engagement-model.ts';
import { tooFew } from './estimates.ts';
import type { PostInput } from './post.ts';
import { compareSlots, type Daypart, DAYPARTS, type Slot, type TimingTrait } from './post-traits.ts';
import * as check from './inputs.ts';

export interface BestPostingTimesOptions extends RateOptions {
  /** IANA name of the account's time zone; anything else throws a `RangeError`. */
  readonly timezone: string;
  /**
   * Followers online by hour of the day, `"0"` to `"23"`. Graph does not say in which zone its hours are: they are read
   * as hours of `timezone`.
   */
  readonly onlineFollowers?: Readonly<Record<string, number>> | null | undefined;
  /** A model of the same posts in the same zone, so that all findings of a plan are one family. @default fitted from the posts */
  readonly model?: EngagementModel | undefined;
}

/** One part of one day of the week. */
export interface PostingSlot {
  /** 1 is Monday, 7 Sunday. */
  weekday: number;
  /** `night` from 0, `morning` from 6, `afternoon` from 12, `evening` from 18 o'clock. */
  daypart: Daypart;
  /**
   * Measured: ratio to the account's other slots, pooled over day type and part of the day. Prior: followers online in
   * these hours against the mean of the day, no measurement of engagement, without an interval. Verdict as for any lift.
   */
  lift: Estimate;
  source: 'measured' | 'prior';
}

/** A day type (`working_day`, `weekend`), a weekday (`1` is Monday) or a part of the day, over all its slots. */
export interface TimingEffect {
  trait: Exclude<TimingTrait, 'slot'>;
  value: string;
  /** Ratio to otherwise like posts at other times. */
  lift: Estimate;
  /** Traits mostly on the same posts, from which it cannot be told apart. */
  used_with: string[];
}

/** What is known of every slot of the week. */
export interface PostingTimes {
  /** Best first: measured lifts, then priors, then slots about which nothing can be said. */
  slots: PostingSlot[];
  /** Day types, parts of the day and weekdays: what the slots are pooled from, largest lift first. */
  effects: TimingEffect[];
  /** Slots with under 3 mature posts, through the week: not tried, which is not the same as bad. */
  untried: (Slot & { posts: number })[];
  /** How the lifts were computed. */
  method: string;
  /** Whether there were 20 mature posts with a rate. */
  enough_data: boolean;
  timezone: string;
  posts_used: number;
  /** Posts under 48 hours, left out. */
  posts_maturing: number;
}

/** Fewest posts overall for a measured lift, and in a slot for it to count as tried. */
const MIN_POSTS = 20;
const MIN_IN_SLOT = 3;
const PRIOR_METHOD = "followers online in these hours against the day's mean";

/**
 * Finds which weekday and part of the day did better for this account, in its own time zone.
 *
 * The engagement model explains posts by day type, weekday and part of the day together with everything else that is
 * known of them; a slot is the sum of these with a small deviation of its own, so that few posts in it do not matter as
 * much as what its evening or its weekend shows. A slot says `helps` or `hurts` only where one of these is a finding.
 * With under 20 posts nothing is measured, nor in a slot without a post or whose part of the day has under 5: what
 * followers are online then is used, labelled `prior`, else the slot says `too_few`. No generic best time is given.
 *
 * @source main effects with deviations, least numbers: docs/analytics.md
 * @example
 * findBestPostingTimes([], { timezone: 'Europe/Berlin' }).enough_data; //=> false
 */
export function findBestPostingTimes(media: readonly PostInput[], options: BestPostingTimesOptions): PostingTimes {
  check.findBestPostingTimes({ media, options });
  const model = options.model ?? fitEngagementModel(media, options);
  const priors = priorByDaypart(options.onlineFollowers ?? null);
  const labels = { method: LIFT_METHOD, basis: basisName(model.engagement_basis) };
  const listed = priors === null ? model.slots.filter(({ posts }) => posts > 0) : model.slots;
  const slots = listed.map(({ weekday, daypart, posts, lift }): PostingSlot => {
    const prior = priors?.get(daypart);
    if (lift.value !== null) return { weekday, daypart, lift, source: 'measured' };
    if (prior === undefined) return { weekday, daypart, lift: tooFew(posts, labels), source: 'measured' };
    const priorLift = { ...tooFew(posts, { method: PRIOR_METHOD, basis: 'online_followers' }), value: prior };
    return { weekday, daypart, lift: priorLift, source: 'prior' };
  });
  return {
    slots: slots.sort(
      (a, b) => rankOf(a) - rankOf(b) || (b.lift.value ?? 0) - (a.lift.value ?? 0) || compareSlots(a, b),
    ),
    effects: effectsOf(model),
    untried: model.slots
      .filter(({ posts }) => posts < MIN_IN_SLOT)
      .map(({ weekday, daypart, posts }) => ({ weekday, daypart, posts })),
    method: model.method,
    enough_data: model.posts_used >= MIN_POSTS,
    timezone: options.timezone,
    posts_used: model.posts_used,
    posts_maturing: model.posts_maturing,
  };
}

function effectsOf(model: EngagementModel): TimingEffect[] {
  const effects = model.traits.flatMap(({ kind, value, lift, used_with }): TimingEffect[] =>
    kind === 'day_type' || kind === 'weekday' || kind === 'daypart' ? [{ trait: kind, value, lift, used_with }] : [],
  );
  return effects
    .filter(({ lift }) => lift.value !== null)
    .sort((a, b) => (b.lift.value ?? 0) - (a.lift.value ?? 0) || (a.value < b.value ? -1 : 1));
}

/**
 * Compares the followers online in each part of the day against the mean hour; `null` without a reading for every part.
 */
function priorByDaypart(online: Readonly<Record<string, number>> | null): Map<Daypart, number> | null {
  if (online === null) return null;
  const hours = new Map(Object.entries(online).map(([hour, followers]) => [Number(hour), followers]));
  const overall = mean([...hours.values()]);
  if (overall === null || overall === 0) return null;
  const ratios = new Map<Daypart, number>();
  DAYPARTS.forEach((daypart, index) => {
    const known = Array.from({ length: 6 }, (_, hour) => hours.get(index * 6 + hour)).filter(
      (followers) => followers !== undefined,
    );
    const average = mean(known);
    if (average !== null) ratios.set(daypart, average / overall);
  });
  return ratios;
}

function rankOf({ source, lift }: PostingSlot): number {
  if (lift.value === null) return 2;
  return source === 'measured' ? 0 : 1;
}
