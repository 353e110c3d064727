import { addAt, itemAt, numberAt } from '../base/lists.ts';
import { mean, median } from '../base/stats.ts';
import { roundTo } from '../base/sums.ts';
import { parseTimestamp } from '../base/time.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { Estimate } from '../documents/shapes.ts';
import type { PlanningClip } from '../documents/footage.ts';
import type { DraftLine } from '../documents/planning.ts';
import { basisName, ratePosts } from '../metrics/engagement.ts';
import { groupBy } from '../metrics/post.ts';
import { DAYPARTS, formatOf, isWeekend, slotReader } from '../metrics/post-traits.ts';
import type { ResolvedDocuments } from './documents.ts';
import { openingOf } from './findings.ts';

/** What an arm is believed to change before it was tried: a standard deviation on the logarithm, centred on nothing. */
const PRIOR_SD = 0.3;
/** The spread of posts where too few are there to measure it. */
const USUAL_SPREAD = 0.6;
const MIN_FOR_SPREAD = 5;
const DRAWS = 2_000;
const MAX_EXPERIMENTS = 5;
/** The ratio an experiment is to show, with one-sided error 10 % and power 80 %. */
const TARGET_RATIO = 2;
const Z_SUM = 1.2816 + 0.8416;
/** Standard normal half-width of an 80 % interval. */
const Z_80 = 1.2816;
const METHOD = 'normal posterior of the log ratio, prior standard deviation 0.3, 80 % interval';
const MAX_SERIES = 8;

/** Slots an experiment chooses among: a part of the day on workdays or at the weekend. Nobody is sent out at night. */
const SLOT_ARMS = ['working_day', 'weekend'].flatMap((days) =>
  ['morning', 'afternoon', 'evening'].map((daypart) => `${days}_${daypart}`),
);

/** A clip is grouped by length as the post it may become. */
const NO_POST = { id: '', timestamp: '', insights: {} };
const AUDIO_TYPES = ['MUSIC', 'ORIGINAL_SOUND'];

interface Arm {
  readonly value: string;
  /** Log engagement of the posts that tried it, against the account's level. */
  readonly residuals: readonly number[];
  readonly media: readonly string[];
  /** Log ratio it is believed to have before. */
  readonly expected: number;
}

interface Posterior extends Arm {
  readonly centre: number;
  readonly sd: number;
  /** How often it is the best of its kind. */
  readonly chance: number;
}

type RatedPosts = readonly { readonly post: MediaRecord; readonly time: number; readonly residual: number }[];

/** What experiments are chosen from. */
export interface ExperimentInput extends Pick<ResolvedDocuments, 'timezone' | 'onlineFollowers'> {
  readonly media: readonly MediaRecord[];
  /** Unused clips, for the lengths and series that can be tried. */
  readonly clips: readonly PlanningClip[];
  /** Post id to the series of its clip. */
  readonly series: Readonly<Record<string, string>>;
}

/**
 * Describes what to try next, and what it would tell: of each kind (slot, length, opening, series, audio) the arm most
 * worth a post, at most 5.
 *
 * Each arm has a normal posterior of its log ratio to the account's level (prior 0 ± 0.3; followers online move the
 * prior of a slot). Thompson sampling, 2,000 seeded draws: how often each arm comes out best of its kind. Of each kind
 * the arm with the largest chance × uncertainty is proposed; one on as many posts as a doubling takes to show is no
 * experiment any more. Posts needed: 2 s² (1.28 + 0.84)² / ln² 2, less those it has. Posts under 48 hours are left out.
 *
 * @source Thompson sampling: W. R. Thompson, Biometrika 25 (1933); sample size of a comparison of two means at one-sided
 *   10 % and power 80 % (2026-11-27)
 */
export function describeExperiments(input: ExperimentInput): DraftLine[] {
  const { tried: responses, basis } = ratePostsAgainstMedian(input.media);
  if (responses.length === 0) return [];
  const spread = spreadOf(responses);
  const needed = Math.ceil((2 * spread ** 2 * Z_SUM ** 2) / Math.log(TARGET_RATIO) ** 2);
  const random = createRandom(responses.length);
  const kinds: readonly (readonly [arm: string, arms: readonly Arm[]])[] = [
    ['slot', slotArms(responses, input)],
    ['length', lengthArms(responses, input.clips)],
    ['series', seriesArms(responses, input)],
    ['opening', gatherArms(responses, ({ post }) => openingOf(post), ['question', 'short_line'])],
    ['audio', audioArms(responses)],
  ];
  return kinds
    .flatMap(([arm, arms]) => {
      // One arm alone is compared to nothing.
      if (arms.length < 2) return [];
      const open = sample(arms, spread, random).filter(({ residuals }) => residuals.length < needed);
      const chosen = open.sort((a, b) => b.chance * b.sd - a.chance * a.sd || (a.value < b.value ? -1 : 1))[0];
      return chosen === undefined ? [] : [{ arm, chosen }];
    })
    .sort((a, b) => b.chosen.chance * b.chosen.sd - a.chosen.chance * a.chosen.sd)
    .slice(0, MAX_EXPERIMENTS)
    .map(({ arm, chosen }) => toLine(arm, chosen, needed, basis));
}

/** Reads the log engagement of the posts over 48 hours that have a rate, against their median. */
function ratePostsAgainstMedian(media: readonly MediaRecord[]): { readonly tried: RatedPosts; readonly basis: string } {
  const { basis, rated } = ratePosts(media.filter((post) => !post.maturing));
  const levels = rated.map(({ interactions, denominator }) => Math.log((interactions + 0.5) / (denominator + 1)));
  const level = median(levels) ?? 0;
  const tried = rated.flatMap(({ post }, index) => {
    const time = parseTimestamp(post.timestamp);
    return time === null ? [] : [{ post, time, residual: itemAt(levels, index) - level }];
  });
  return { tried, basis: basisName(basis) };
}

function toLine(
  arm: string,
  { value, residuals, media, centre, sd, chance }: Posterior,
  needed: number,
  basis: string,
): DraftLine {
  const tried = residuals.length;
  const estimate: Estimate = {
    value: Math.exp(centre),
    n: tried,
    interval: [Math.exp(centre - Z_80 * sd), Math.exp(centre + Z_80 * sd)],
    method: METHOD,
    basis,
  };
  const figures = {
    arm,
    tried,
    posts_needed: needed - tried,
    chance_best: roundTo(chance, 2),
    target_ratio: TARGET_RATIO,
  };
  return { kind: 'experiment', subject: [value], figures, estimate, evidence: [...media] };
}

function gatherArms(
  tried: RatedPosts,
  valueOf: (response: RatedPosts[number]) => string | null,
  untried: readonly string[],
  expected: (value: string) => number = () => 0,
): Arm[] {
  const groups = groupBy(tried, (response) => {
    const value = valueOf(response);
    return value === null ? [] : [value];
  });
  return [...new Set([...groups.keys(), ...untried])].sort().map((value) => {
    const own = groups.get(value) ?? [];
    const [residuals, media] = [own.map(({ residual }) => residual), own.map(({ post }) => post.id)];
    return { value, residuals, media, expected: expected(value) };
  });
}

function slotArms(tried: RatedPosts, { timezone, onlineFollowers }: ExperimentInput): Arm[] {
  const readSlot = slotReader(timezone);
  const online = onlineByDaypart(onlineFollowers);
  const slotOf = (time: number): string => {
    const { weekday, daypart } = readSlot(time);
    return `${isWeekend(weekday) ? 'weekend' : 'working_day'}_${daypart}`;
  };
  return gatherArms(
    tried,
    ({ time }) => slotOf(time),
    SLOT_ARMS,
    // Half of what followers online would say, kept within the prior: being there is not yet engaging.
    (value) =>
      Math.max(-PRIOR_SD, Math.min(PRIOR_SD, 0.5 * Math.log(online.get(value.slice(value.lastIndexOf('_') + 1)) ?? 1))),
  );
}

/** Gathers the arms of audio; nothing where the audio of no post is known. */
function audioArms(tried: RatedPosts): Arm[] {
  const arms = gatherArms(tried, ({ post }) => post.media_audio_type ?? null, AUDIO_TYPES);
  return arms.some(({ residuals }) => residuals.length > 0) ? arms : [];
}

function lengthArms(tried: RatedPosts, clips: readonly PlanningClip[]): Arm[] {
  const possible = new Set(clips.flatMap((clip) => formatOf({ ...NO_POST, media_details: clip }, 'duration') ?? []));
  const arms = gatherArms(tried, ({ post }) => formatOf(post, 'duration'), [...possible]);
  // A length no unused clip has cannot be tried, but is compared to.
  const known = arms.filter(({ value, residuals }) => residuals.length > 0 || possible.has(value));
  return known.some(({ residuals }) => residuals.length > 0) ? known : [];
}

function seriesArms(tried: RatedPosts, { clips, series }: ExperimentInput): Arm[] {
  const possible = [...groupBy(clips, (clip) => (clip.series === null ? [] : [clip.series]))]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, MAX_SERIES)
    .map(([name]) => name);
  const arms = gatherArms(tried, ({ post }) => series[post.id] ?? null, possible);
  return arms.filter(({ value }) => possible.includes(value));
}

function spreadOf(tried: RatedPosts): number {
  if (tried.length < MIN_FOR_SPREAD) return USUAL_SPREAD;
  const squares = tried.reduce((sum, { residual }) => sum + residual ** 2, 0);
  // Few posts that happen to be alike promise no quiet account: the usual spread weighs as much as five.
  const weight = MIN_FOR_SPREAD;
  return Math.sqrt((squares + weight * USUAL_SPREAD ** 2) / (tried.length + weight));
}

/** Computes the posterior of each arm, and by seeded draws how often it is the best. */
function sample(arms: readonly Arm[], spread: number, random: () => number): Posterior[] {
  const posteriors = arms.map((arm) => {
    const precision = 1 / PRIOR_SD ** 2 + arm.residuals.length / spread ** 2;
    const sum = arm.residuals.reduce((total, residual) => total + residual, 0);
    return {
      ...arm,
      centre: (arm.expected / PRIOR_SD ** 2 + sum / spread ** 2) / precision,
      sd: 1 / Math.sqrt(precision),
    };
  });
  const centres = Float64Array.from(posteriors, ({ centre }) => centre);
  const deviations = Float64Array.from(posteriors, ({ sd }) => sd);
  const wins = new Float64Array(posteriors.length);
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const best = drawBest(centres, deviations, random);
    addAt(wins, best, 1);
  }
  return posteriors.map((posterior, index) => ({ ...posterior, chance: numberAt(wins, index) / DRAWS }));
}

/** Draws each arm once, and gives the place of the highest. */
function drawBest(centres: Float64Array, deviations: Float64Array, random: () => number): number {
  let best = 0;
  let highest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < centres.length; index += 1) {
    const value = numberAt(centres, index) + numberAt(deviations, index) * normal(random);
    if (value <= highest) continue;
    highest = value;
    best = index;
  }
  return best;
}

/** Draws a standard normal number (Box and Muller). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Creates a generator of numbers from 0 to 1 that are the same for the same seed (mulberry32, public domain). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Compares the followers online in each part of the day against the mean hour; empty without a reading. */
function onlineByDaypart(online: Readonly<Record<string, number>> | null): Map<string, number> {
  const hours = Object.entries(online ?? {}).map(([hour, followers]) => ({ hour: Number(hour), followers }));
  const overall = mean(hours.map(({ followers }) => followers)) ?? 0;
  if (overall <= 0) return new Map();
  const byPart = groupBy(hours, ({ hour }) => [itemAt(DAYPARTS, Math.floor(hour / 6))]);
  return new Map(
    [...byPart].map(([part, rows]) => [part, (mean(rows.map(({ followers }) => followers)) ?? overall) / overall]),
  );
}
