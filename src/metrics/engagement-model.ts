import { itemAt } from '../base/lists.ts';
import { finish, type Steps } from '../base/stats.ts';
import type { Estimate } from '../documents/shapes.ts';
import type { EngagementBasis } from '../documents/media.ts';
import { basisName } from './engagement.ts';
import {
  buildDesign,
  buildDesignInSteps,
  readTraitsInSteps,
  selectPosts,
  type PostTraits,
  type Design,
  type ModelPost,
  type TraitName,
  type TraitTest,
} from './model-design.ts';
import { describeSlots, findCompanions, type ModelSlot, type TimingFinding } from './model-timing.ts';
import { type LogEffect, readContrast, readExtra, readInterval } from './model-contrasts.ts';
import { type Fit, fitDesign, fitDesignInSteps, fitForIntervals, likeliest } from './model-fit.ts';
import { adjustPValues, describeLift, pValueOf, replayFindings, shrinkEffects, type Look } from './estimates.ts';
import type { PostInput } from './post.ts';
import type { TraitOptions } from './post-traits.ts';
import {
  describeTrends,
  measureTrends,
  type ModelTrends,
  type TrendEffect,
  type TrendOptions,
} from './model-trends.ts';
import * as check from './inputs.ts';

/** Options of the model. */
export interface EngagementModelOptions extends TrendOptions, TraitOptions {}

/** One value of one trait, as the model judges it. */
export interface ModelTrait extends TraitName {
  /** Posts with it that were compared. */
  posts: number;
  /**
   * Ratio of engagement with it to that of otherwise like posts without it: 1.6 is 60 % more. `value` is shrunk towards
   * 1, `interval` is not. Verdict `helps`, `hurts`, `no_evidence` or `too_few` (under 5 posts with or without it).
   */
  lift: Estimate;
  /** p-value adjusted in the one family of the plan; `null` when it was not judged. */
  adjusted_p: number | null;
  /** A finding that was none before the latest posts. */
  new: boolean;
  /**
   * Other traits mostly on the same posts (correlation 0.8 and more, either way): which of them does it cannot be told.
   * Hashtags bare, other traits as `kind:value`, such as `daypart:evening`.
   */
  used_with: string[];
  /**
   * The effect on the logarithm of engagement: unshrunk with the standard error it is tested by, and shrunk; `null` when
   * not judged. The error of the interval also holds what is not known of the noise.
   */
  log_effect: {
    estimate: number;
    standard_error: number;
    degrees_of_freedom: number;
    shrunk: number;
    shrunk_sd: number;
  } | null;
  /** Newest first. */
  media_ids: string[];
}

/** Every comparison of an account's posts, from one joint fit. */
export interface EngagementModel {
  engagement_basis: EngagementBasis | null;
  /** How it was done, in words, for all its estimates. */
  method: string;
  timezone: string;
  /** Mature posts with a rate: all that was compared. */
  posts_used: number;
  /** Posts under 48 hours, left out. */
  posts_maturing: number;
  /** Mature posts without a rate on the basis, left out. */
  posts_unrated: number;
  traits: ModelTrait[];
  /** Every slot of the week, in order. */
  slots: ModelSlot[];
  trends: ModelTrends;
  /** Of log engagement between like posts; `null` under 10 posts. */
  noise: {
    sd: number;
    /** Share of a slow level in the variance, and its correlation from post to post. */
    slow_share: number;
    persistence: number;
  } | null;
}

/** Fewest posts for anything to be judged. */
const MIN_MODEL_POSTS = 12;
/** What an estimate's own `method` says; the rest is said once, by the model. */
export const LIFT_METHOD = 'engagement model, value after shrinkage, 80 % interval before it';
const METHOD =
  'one regression of log engagement on time, product type, length, audio, caption, timing, series and hashtags together; ' +
  'generalised least squares with a slow level, Huber weights, 80 % t-intervals; values shrunk by a mixture prior; ' +
  'one family by Benjamini-Hochberg at 10 % (kept up to 25 %)';

/**
 * Fits the one model behind every comparison: log engagement of each mature post explained by its time, product type,
 * length, orientation, audio, caption, series, weekday, part of the day and every hashtag on at least 5 posts, together.
 *
 * A trait is credited with what is left after all others, so that neither growth, nor a companion, nor the weekend is
 * taken for it. All findings of one analysis are one family (Benjamini–Hochberg, false discovery rate 10 %); one appears
 * just under 10 % and stays up to 25 %, and what helps is easier to find than what hurts. Under 12 posts nothing is
 * judged. Pure: the same posts give the same model.
 *
 * @source the steps, their precedents and what they find in simulation: docs/analytics.md
 * @example
 * fitEngagementModel([]).traits; //=> []
 */
export function fitEngagementModel(media: readonly PostInput[], options: EngagementModelOptions = {}): EngagementModel {
  check.fitEngagementModel({ media, options });
  return finish(fitModelInSteps(media, options));
}

/** Fits the model as {@link fitEngagementModel} does, in steps of some milliseconds, however many posts there are. */
export function* fitModelInSteps(
  media: readonly PostInput[],
  options: EngagementModelOptions = {},
): Steps<EngagementModel> {
  const { basis, posts, maturing, unrated } = selectPosts(media, options);
  const labels = { method: LIFT_METHOD, basis: basisName(basis) };
  yield;
  const traitsOf = yield* readTraitsInSteps(posts, options);
  yield;
  const design = yield* buildDesignInSteps(posts, traitsOf);
  yield;
  const fit = isFittable(design) ? yield* fitDesignInSteps(design) : null;
  yield;
  const judged = fit === null ? [] : judgeTraits(fit);
  yield;
  const intervalPoints = fit === null ? [] : yield* fitForIntervals(fit);
  yield;
  const trends = yield* measureTrends(media, options);
  yield;
  const family = judgeFamily(judged, trends);
  yield;
  const findings = replayFindings([...(fit === null ? [] : lookBack(posts, traitsOf, fit, trends)), family]);
  const traits = [...design.tests, ...design.extra];
  const shrunk = shrinkEffects(judged.map(({ effect }) => effect));
  const byTest = new Map(judged.map((entry, index) => [entry.test, { ...entry, shrunk: shrunk[index] }]));
  yield;
  const usedWith = findCompanions(design);
  yield;
  const described = traits.flatMap((test) =>
    test.names.map((name): ModelTrait => {
      const entry = byTest.get(test);
      const finding = findings.get(keyOf(test.names));
      const shared = {
        ...name,
        posts: test.members.length,
        new: finding?.isNew ?? false,
        used_with: [
          ...new Set([...test.names.filter((other) => other !== name), ...(usedWith.get(test) ?? [])].map(labelOf)),
        ],
        media_ids: test.members.map((index) => itemAt(posts, index).post.id).reverse(),
      };
      if (entry?.shrunk === undefined) {
        const lift: Estimate = { value: null, n: test.members.length, interval: null, ...labels, verdict: 'too_few' };
        return { ...shared, lift, adjusted_p: null, log_effect: null };
      }
      const { effect } = entry;
      const error =
        test.contrast.length === 0 ? effect : readInterval(design, intervalPoints, test.contrast, effect.estimate);
      return {
        ...shared,
        lift: describeLift(error, entry.shrunk.mean, test.members.length, finding !== undefined, labels),
        adjusted_p: family.get(keyOf(test.names))?.adjusted ?? null,
        log_effect: {
          estimate: effect.estimate,
          standard_error: Math.sqrt(effect.variance),
          degrees_of_freedom: effect.degreesOfFreedom,
          shrunk: entry.shrunk.mean,
          shrunk_sd: entry.shrunk.sd,
        },
      };
    }),
  );
  yield;
  const slots = describeSlots(posts, fit, described.flatMap(toTimingFinding), labels, options.timezone ?? 'UTC');
  yield;
  return {
    engagement_basis: basis,
    method: METHOD,
    timezone: options.timezone ?? 'UTC',
    posts_used: posts.length,
    posts_maturing: maturing,
    posts_unrated: unrated,
    traits: described,
    slots,
    trends: describeTrends(trends, findings),
    noise:
      fit === null
        ? null
        : { sd: Math.sqrt(fit.variance), slow_share: fit.noise.share, persistence: fit.noise.persistence },
  };
}

function toTimingFinding({ kind, value, lift: { verdict } }: ModelTrait): TimingFinding[] {
  return verdict === 'helps' || verdict === 'hurts' ? [{ kind, value, direction: verdict }] : [];
}

interface Judged {
  readonly test: TraitTest;
  readonly effect: LogEffect;
}

function isFittable(design: Design): boolean {
  const [first] = design.y;
  return design.y.length >= MIN_MODEL_POSTS && design.y.some((value) => value !== first);
}

function judgeTraits(fit: Fit): Judged[] {
  const inside = fit.design.tests.filter(({ enough }) => enough);
  const outside = fit.design.extra.filter(({ enough }) => enough);
  const extra =
    outside.length === 0
      ? []
      : readExtra(
          fit,
          outside.map(({ members }) => members),
        );
  return [
    ...inside.map((test) => ({ test, effect: readContrast(fit, test.contrast) })),
    ...outside.flatMap((test, index) => (extra[index] === undefined ? [] : [{ test, effect: extra[index] }])),
  ];
}

/** Judges adjusted p-values of traits and trends as one family, with the sign of each effect. */
function judgeFamily(judged: readonly Judged[], trends: readonly TrendEffect[]): Look {
  const members = [
    ...judged.map(({ test: { names, weight, group }, effect }) => {
      const share = effect.estimate > 0 ? HELPS_SHARE : 1 - HELPS_SHARE;
      return { key: keyOf(names), effect, weight, share, group };
    }),
    ...trends.flatMap(({ key, effect }) => {
      const weight = key === RATE_TREND ? RATE_TREND_WEIGHT : OTHER_TREND_WEIGHT;
      return effect === null ? [] : [{ key, effect, weight, group: null }];
    }),
  ];
  const adjusted = adjustPValues(members.map((member) => ({ ...member, p: pValueOf(member.effect) })));
  return new Map(
    members.map(({ key, effect }, index) => [
      key,
      { adjusted: itemAt(adjusted, index), sign: Math.sign(effect.estimate) },
    ]),
  );
}

/**
 * The trends of one account rise and fall together: all five count for less than one test, and for no finding, so that
 * growth makes no trait easier to find.
 */
const RATE_TREND = 'trend:engagement_rate';
const RATE_TREND_WEIGHT = 0.25;
const OTHER_TREND_WEIGHT = 0.03;

/**
 * How much of a trait's weight goes to doing better. A planner repeats what helps, and leaves out what hurts without being
 * advised to as often: so error is spent where there is something to be done.
 */
const HELPS_SHARE = 0.8;

/** How often the past is looked at again, and up to how many posts. */
const LOOKS = 4;
const REPLAYED_POSTS = 500;

/**
 * Gives the family at earlier numbers of posts, oldest look first: steps of a power of 2, about a 32nd of the posts.
 */
function lookBack(posts: readonly ModelPost[], traits: PostTraits, fit: Fit, trends: readonly TrendEffect[]): Look[] {
  if (posts.length > REPLAYED_POSTS) return [];
  const step = 2 ** Math.max(0, Math.floor(Math.log2(posts.length / 32)));
  const last = Math.ceil(posts.length / step) - 1;
  return Array.from({ length: LOOKS }, (_, index) => (last - (LOOKS - 1 - index)) * step).flatMap((count) => {
    const design = buildDesign(posts.slice(0, Math.max(0, count)), traits);
    return isFittable(design) ? [judgeFamily(judgeTraits(fitDesign(design, likeliest(fit.points))), trends)] : [];
  });
}

/** Names a test within the family; the same one whatever posts are looked at. */
function keyOf(names: readonly TraitName[]): string {
  return names.map(({ kind, value }) => `${kind}:${value}`).join(' ');
}

function labelOf({ kind, value }: TraitName): string {
  return kind === 'hashtag' ? value : `${kind}:${value}`;
}
