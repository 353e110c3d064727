import { asksQuestion, callsToAction, captionLength, withoutAddresses } from './captions.ts';
import { readTags } from './extract-hashtags.ts';
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
    return { weekday, daypart: DAYPARTS[Math.floor(hour / 6)] ?? 'night' };
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

/** The name of a slot as a trait value: `2/evening`. */
export function slotName({ weekday, daypart }: Slot): string {
  return `${String(weekday)}/${daypart}`;
}

/** Whether a weekday is Saturday or Sunday. */
export function isWeekend(weekday: number): boolean {
  return weekday >= FIRST_DAY_OF_WEEKEND;
}

/** What posts can be told apart by in their captions and footage. */
export type ThemeTrait = 'hashtag' | 'caption_length' | 'question' | 'call_to_action' | 'series';
/** What posts can be grouped by. `duration` and `orientation` need probed `media_details`. */
export type FormatTrait =
  'product_type' | 'caption_length' | 'audio' | 'ai' | 'carousel_size' | 'duration' | 'orientation';
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
