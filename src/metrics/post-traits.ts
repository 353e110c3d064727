import { itemAt, numberAt } from '../base/lists.ts';
import { asksQuestion, callsToAction, captionLength, readTags, withoutAddresses } from './captions.ts';
import type { PostInput } from './post.ts';

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
const FIRST_DAY_OF_WEEKEND = 6;

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
    return { weekday, daypart: itemAt(DAYPARTS, Math.floor(hour / 6)) };
  };
}

/** Every slot of the week, from Monday night to Sunday evening. */
export const SLOTS: readonly Slot[] = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
  DAYPARTS.map((daypart) => ({ weekday, daypart })),
);

/** Orders slots through the week. */
export function compareSlots(a: Slot, b: Slot): number {
  return a.weekday - b.weekday || DAYPARTS.indexOf(a.daypart) - DAYPARTS.indexOf(b.daypart);
}

/** Writes the name of a slot as a trait value: `2/evening`. */
export function slotName({ weekday, daypart }: Slot): string {
  return `${String(weekday)}/${daypart}`;
}

/** Tells whether a weekday is Saturday or Sunday. */
export function isWeekend(weekday: number): boolean {
  return weekday >= FIRST_DAY_OF_WEEKEND;
}

/** What posts can be told apart by in their captions and footage. */
export type ThemeTrait = 'hashtag' | 'caption_length' | 'question' | 'call_to_action' | 'series';
/** What posts can be grouped by. `duration` and `orientation` need probed `media_details`. */
export type FormatTrait =
  | 'product_type'
  | 'caption_length'
  | 'audio'
  | 'ai'
  | 'carousel_size'
  | 'duration'
  | 'orientation';
/** When a post was published, in local time. `slot` is a weekday and a part of the day. */
export type TimingTrait = 'day_type' | 'weekday' | 'daypart' | 'slot';
/** Every trait the engagement model knows. */
export type TraitKind = ThemeTrait | FormatTrait | TimingTrait;

/** In the order they are read and reported. */
export const TRAIT_KINDS: readonly TraitKind[] = [
  'product_type',
  'duration',
  'orientation',
  'carousel_size',
  'audio',
  'ai',
  'caption_length',
  'question',
  'call_to_action',
  'series',
  'day_type',
  'daypart',
  'weekday',
  'slot',
  'hashtag',
];

/** What reading traits needs beside the posts. */
export interface TraitOptions {
  /** IANA name of the account's time zone; an unknown one throws a `RangeError`. @default 'UTC' */
  readonly timezone?: string | undefined;
  /** Post id to the name of its series of files. Posts without an entry belong to none. */
  readonly series?: Readonly<Record<string, string>> | undefined;
}

/** Upper ends in seconds, the end belonging to the longer group. */
const DURATIONS: readonly (readonly [name: string, below: number])[] = [
  ['under_7s', 7],
  ['7_to_15s', 15],
  ['15_to_30s', 30],
  ['30_to_60s', 60],
  ['60_to_90s', 90],
];
const CAROUSEL_SIZES: readonly (readonly [name: string, most: number])[] = [
  ['2_to_3', 3],
  ['4_to_6', 6],
  ['7_to_10', 10],
];

/** Reads the values of one post for a trait: none where it is not known or cannot be had, several for hashtags. */
type TraitReader = (post: PostInput, time: number) => readonly string[];

/** Gives the reader of every trait for these posts. */
export function traitReaders(media: readonly PostInput[], options: TraitOptions = {}): Record<TraitKind, TraitReader> {
  const tags = readTags(media);
  const series = new Map(Object.entries(options.series ?? {}));
  const slotOf = slotReader(options.timezone ?? 'UTC');
  const slots = new Map<number, ReturnType<typeof slotOf>>();
  const readSlot = (time: number): ReturnType<typeof slotOf> => {
    const slot = slots.get(time) ?? slotOf(time);
    slots.set(time, slot);
    return slot;
  };
  const format =
    (by: FormatTrait): TraitReader =>
    (post) => {
      const group = formatOf(post, by);
      return group === null ? [] : [group];
    };
  return {
    product_type: format('product_type'),
    duration: format('duration'),
    orientation: format('orientation'),
    carousel_size: format('carousel_size'),
    audio: format('audio'),
    ai: format('ai'),
    caption_length: format('caption_length'),
    question: (post) => (asksQuestion(withoutAddresses(post.caption ?? '')) ? ['question'] : []),
    call_to_action: (post) => (callsToAction(post.caption ?? '') ? ['call_to_action'] : []),
    series: (post) => {
      const name = series.get(post.id);
      return name === undefined ? [] : [name];
    },
    hashtag: (post) => tags.get(post) ?? [],
    day_type: (_post, time) => [isWeekend(readSlot(time).weekday) ? 'weekend' : 'working_day'],
    weekday: (_post, time) => [String(readSlot(time).weekday)],
    daypart: (_post, time) => [readSlot(time).daypart],
    slot: (_post, time) => [slotName(readSlot(time))],
  };
}

/** Reads the format of a post: `REELS`, `up_to_50`, `MUSIC`, `ai`, `2_to_3`, `15_to_30s`, `portrait`; `null` without one. */
export function formatOf(post: PostInput, by: FormatTrait): string | null {
  switch (by) {
    case 'product_type':
      return post.media_product_type ?? null;
    case 'caption_length':
      return captionLength(post.caption);
    case 'audio':
      return post.media_audio_type ?? null;
    case 'ai':
      return post.is_ai_generated === undefined ? null : post.is_ai_generated ? 'ai' : 'not_ai';
    case 'carousel_size':
      return sizeOf(post.children?.length ?? 0);
    case 'duration':
      return durationOf(post.media_details?.duration_seconds ?? null);
    case 'orientation':
      return post.media_details?.orientation ?? null;
    default:
      return by satisfies never;
  }
}

function sizeOf(children: number): string | null {
  if (children < 2) return null;
  return CAROUSEL_SIZES.find(([, most]) => children <= most)?.[0] ?? 'over_10';
}

function durationOf(seconds: number | null): string | null {
  if (seconds === null) return null;
  return DURATIONS.find(([, below]) => seconds < below)?.[0] ?? '90s_and_over';
}

/** Most hashtags fitted together; the others are tested one by one beside them. */
const MAX_JOINT_TAGS = 40;
/** Posts on either side a post is compared with for screening. */
const SCREEN_REACH = 25;

/**
 * Chooses the hashtags that are fitted together where there are many: those whose posts lie farthest, in standard errors,
 * from the posts around them, since only a strong effect is mistaken for that of a companion.
 *
 * @param responses of the posts, oldest first
 * @param lists posts of each hashtag, as indexes
 * @source J. Fan and J. Lv, Sure independence screening, J. R. Stat. Soc. B 70 (2008)
 */
export function screenTags(
  responses: readonly number[],
  lists: readonly (readonly number[])[],
): Set<readonly number[]> {
  if (lists.length <= MAX_JOINT_TAGS) return new Set(lists);
  const sums = new Float64Array(responses.length + 1);
  responses.forEach((y, index) => {
    sums[index + 1] = numberAt(sums, index) + y;
  });
  const residuals = responses.map((y, index) => {
    const [from, to] = [Math.max(0, index - SCREEN_REACH), Math.min(responses.length, index + SCREEN_REACH + 1)];
    return y - (numberAt(sums, to) - numberAt(sums, from)) / (to - from);
  });
  const scored = lists.map((list) => ({
    list,
    score: Math.abs(list.reduce((sum, index) => sum + itemAt(residuals, index), 0)) / Math.sqrt(list.length),
  }));
  scored.sort((a, b) => b.score - a.score);
  return new Set(scored.slice(0, MAX_JOINT_TAGS).map(({ list }) => list));
}

/** Posts from which the course in time bends, and from which it is a spline. */
const QUADRATIC_FROM = 20;
const SPLINE_FROM = 90;
const POSTS_PER_KNOT = 60;
const MAX_DEGREES = 8;

/**
 * Gives the level and its course by days, scaled to −1…1: straight, quadratic, or a natural cubic spline with knots at
 * quantiles of the posts (T. Hastie, R. Tibshirani and J. Friedman, The Elements of Statistical Learning, 2009, § 5.2.1).
 */
export function timeCourse(times: readonly number[]): Float64Array[] {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const span = last - first;
  const scaled = Float64Array.from(times, (time) => (span === 0 ? 0 : (2 * (time - first)) / span - 1));
  const level = new Float64Array(times.length).fill(1);
  if (span === 0) return [level];
  if (times.length < QUADRATIC_FROM) return [level, scaled];
  if (times.length < SPLINE_FROM) return [level, scaled, scaled.map((t) => t * t)];
  const degrees = Math.min(MAX_DEGREES, 2 + Math.floor(times.length / POSTS_PER_KNOT));
  const knots = Array.from({ length: degrees + 1 }, (_, index) => {
    return numberAt(scaled, Math.round((index / degrees) * (times.length - 1)));
  }).filter((knot, index, all) => index === 0 || knot - itemAt(all, index - 1) > 1e-3);
  const [end = 1, inner = 0] = [knots.at(-1), knots.at(-2)];
  const cube = (t: number, knot: number): number => Math.max(0, t - knot) ** 3;
  const bend = (t: number, knot: number): number => (cube(t, knot) - cube(t, end)) / (end - knot);
  return [level, scaled, ...knots.slice(0, -2).map((knot) => scaled.map((t) => bend(t, knot) - bend(t, inner)))];
}
