import { mean } from '../base/stats.ts';
import type { Estimate } from '../documents/shapes.ts';
import type { RateOptions } from './engagement.ts';
import { SPREAD_WEIGHT } from './group-effects.ts';
import type { PostInput } from './post.ts';
import { basisName, respond, type Response } from './responses.ts';
import { type Effect, effectVariance, estimateLifts, PRIOR_SD, tooFew } from './shrink.ts';

/** Six hours each, from midnight. */
export type Daypart = 'night' | 'morning' | 'afternoon' | 'evening';

/** A weekday (1 is Monday) and a part of the day, in local time. */
export interface Slot {
  readonly weekday: number;
  readonly daypart: Daypart;
}

/** From midnight on. */
export const DAYPARTS: readonly Daypart[] = ['night', 'morning', 'afternoon', 'evening'];
const WEEKDAYS: readonly string[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * Gives a reader of local slots for one time zone, daylight saving included. Throws a `RangeError` for an unknown zone.
 *
 * @example
 * slotReader('Europe/Berlin')(Date.UTC(2026, 6, 6, 16)); //=> { weekday: 1, daypart: 'evening' }
 */
export function slotReader(timezone: string): (time: number) => Slot {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  return (time) => {
    let weekday = 0;
    let hour = 0;
    for (const { type, value } of format.formatToParts(time)) {
      if (type === 'weekday') weekday = WEEKDAYS.indexOf(value) + 1;
      if (type === 'hour') hour = Number(value);
    }
    return { weekday, daypart: DAYPARTS[Math.floor(hour / 6)] ?? 'night' };
  };
}

/** Through the week, from Monday night to Sunday evening. */
export function slotOrder(a: Slot, b: Slot): number {
  return a.weekday - b.weekday || DAYPARTS.indexOf(a.daypart) - DAYPARTS.indexOf(b.daypart);
}

export interface BestPostingTimesOptions extends RateOptions {
  /** IANA name of the account's time zone; anything else throws a `RangeError`. */
  readonly timezone: string;
  /**
   * Followers online by hour of the day, `"0"` to `"23"`. Graph does not say in which zone its hours are: they are read
   * as hours of `timezone`.
   */
  readonly onlineFollowers?: Readonly<Record<string, number>> | null | undefined;
}

/** One part of one day of the week. */
export interface PostingSlot {
  /** 1 is Monday, 7 Sunday. */
  weekday: number;
  /** `night` from 0, `morning` from 6, `afternoon` from 12, `evening` from 18 o'clock. */
  daypart: Daypart;
  /**
   * Measured: ratio to the account's other slots. Prior: followers online in these hours against the mean of the day,
   * no measurement of engagement, without an interval. Verdict as for any lift.
   */
  lift: Estimate;
  source: 'measured' | 'prior';
}

/** What is known of every slot of the week. */
export interface PostingTimes {
  /** Best first: measured lifts, then priors, then slots about which nothing can be said. */
  slots: PostingSlot[];
  /** Whether there were 20 posts with a rate. */
  enough_data: boolean;
  timezone: string;
  posts_used: number;
  posts_maturing: number;
}

/** Fewest posts overall, and in a slot, for a measured lift. */
const LEAST_POSTS = 20;
const LEAST_IN_SLOT = 3;

const METHOD =
  "ratio to the level of the account's other slots, empirical Bayes (normal-normal), 80 % interval, Benjamini-Hochberg at 20 %";
const PRIOR_METHOD = "followers online in these hours against the day's mean";

/**
 * Which weekday and part of the day did better for this account, in its own time zone.
 *
 * Posts with a rate are sorted into 28 slots by their local time (daylight saving as `Intl` knows it). The log
 * engagement of a slot, freed of product type and running median, is compared to the level of the account's other slots
 * and shrunk towards it: w = τ² / (τ² + variance), with τ² from the slots themselves and a prior of 0.3². The interval
 * (80 %) also holds that this level is only estimated. With under 20 posts nothing is measured, and in a slot of
 * under 3 posts neither: what followers are online then stands in, labelled `prior`, else the slot says `too_few`.
 * No generic best time is ever given.
 *
 * @source empirical Bayes by weekday and day-part, least numbers: docs/analytics.md (2026-11-22)
 * @example
 * findBestPostingTimes([], { timezone: 'Europe/Berlin' }).enough_data; //=> false
 */
export function findBestPostingTimes(media: readonly PostInput[], options: BestPostingTimesOptions): PostingTimes {
  const { basis, responses } = respond(media, options);
  const labels = { method: METHOD, basis: basisName(basis) };
  const enough = responses.length >= LEAST_POSTS;
  const priors = priorByDaypart(options.onlineFollowers ?? null);
  const cells = gatherSlots(responses, options.timezone, priors !== null);
  const measured = enough ? measureSlots(cells, labels) : new Map<Cell, Estimate>();
  const slots = cells.map((cell): PostingSlot => {
    const { weekday, daypart } = cell.slot;
    const lift = measured.get(cell);
    if (lift !== undefined) return { weekday, daypart, lift, source: 'measured' };
    const n = cell.residuals.length;
    const prior = priors?.get(daypart);
    if (prior === undefined) return { weekday, daypart, lift: tooFew(n, labels), source: 'measured' };
    const standIn = { ...tooFew(n, { method: PRIOR_METHOD, basis: 'online_followers' }), value: prior };
    return { weekday, daypart, lift: standIn, source: 'prior' };
  });
  return {
    slots: slots.sort((a, b) => rankOf(a) - rankOf(b) || (b.lift.value ?? 0) - (a.lift.value ?? 0) || slotOrder(a, b)),
    enough_data: enough,
    timezone: options.timezone,
    posts_used: responses.length,
    posts_maturing: responses.filter(({ post }) => post.maturing === true).length,
  };
}

interface Cell {
  readonly slot: Slot;
  readonly residuals: number[];
}

/** The slots with posts; all of them when there is a prior to give. */
function gatherSlots(responses: readonly Response<PostInput>[], timezone: string, all: boolean): Cell[] {
  const cells = new Map<string, Cell>();
  const cellOf = (slot: Slot): Cell => {
    const key = `${String(slot.weekday)}/${slot.daypart}`;
    const cell = cells.get(key) ?? { slot, residuals: [] };
    cells.set(key, cell);
    return cell;
  };
  const readSlot = slotReader(timezone);
  if (all) for (const daypart of DAYPARTS) for (let day = 1; day <= 7; day += 1) cellOf({ weekday: day, daypart });
  for (const { time, residual } of responses) cellOf(readSlot(time)).residuals.push(residual);
  return [...cells.values()];
}

function measureSlots(cells: readonly Cell[], labels: { method: string; basis: string }): Map<Cell, Estimate> {
  const used = cells.filter(({ residuals }) => residuals.length >= LEAST_IN_SLOT).map(describeCell);
  // One slot has no others to stand out from.
  if (used.length < 2) return new Map();
  const degrees = used.reduce((sum, { n }) => sum + n - 1, 0);
  const spread = used.reduce((sum, { squares }) => sum + squares, 0) / degrees;
  // No spread at all leaves nothing to judge a difference by.
  if (!(spread > 0)) return new Map();
  const raw = used.map(({ n, centre, squares }): Effect => {
    const degreesOfFreedom = SPREAD_WEIGHT + n - 1;
    const variance = (SPREAD_WEIGHT * spread + squares) / degreesOfFreedom / n;
    return { difference: centre, variance, degreesOfFreedom, n };
  });
  const middle = levelOf(raw, PRIOR_SD ** 2).level;
  const tau2 = effectVariance(raw.map((effect) => ({ ...effect, difference: effect.difference - middle })));
  const effects = raw.map((effect) => againstOthers(effect, raw, tau2));
  const estimates = estimateLifts(effects, labels);
  return new Map(used.flatMap(({ cell }, index) => (estimates[index] === undefined ? [] : [[cell, estimates[index]]])));
}

/** A slot against the level of the others, with what the error and the spread of those others add. */
function againstOthers(effect: Effect, all: readonly Effect[], tau2: number): Effect {
  const others = all.filter((other) => other !== effect);
  const error = levelOf(others, 0).variance;
  const { level, variance } = levelOf(others, tau2);
  return {
    ...effect,
    difference: effect.difference - level,
    variance: effect.variance + error,
    levelVariance: Math.max(0, variance - error),
  };
}

function describeCell(cell: Cell): { cell: Cell; n: number; centre: number; squares: number } {
  const n = cell.residuals.length;
  const centre = mean(cell.residuals) ?? 0;
  const squares = cell.residuals.reduce((sum, residual) => sum + (residual - centre) ** 2, 0);
  return { cell, n, centre, squares };
}

/** The common level of slots: their mean, each weighed by how well it shows it (random effects). */
function levelOf(effects: readonly Effect[], tau2: number): { level: number; variance: number } {
  let weights = 0;
  let sum = 0;
  for (const { difference, variance } of effects) {
    const weight = 1 / (tau2 + variance);
    weights += weight;
    sum += weight * difference;
  }
  return { level: sum / weights, variance: 1 / weights };
}

/** Followers online in each part of the day against the mean hour; `null` without a reading for every part. */
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
