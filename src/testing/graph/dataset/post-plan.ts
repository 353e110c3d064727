import type { CreateAccountOptions, Daypart, PostKind, SlotEffect } from './create-account-options.ts';
import { drawsFor, shuffled } from './seeded.ts';

const DAY_MS = 86_400_000;
const USUAL_MIX: Readonly<Partial<Record<PostKind, number>>> = { reels: 5, image: 2, carousel: 2, feed_video: 1 };
const KINDS: readonly PostKind[] = ['reels', 'image', 'carousel', 'feed_video', 'ad'];
const USUAL_TAGS = ['art', 'artist', 'clay', 'craft', 'handmade', 'kiln', 'pottery', 'robot', 'studio', 'wheel'];
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const DAYPARTS: readonly Daypart[] = ['night', 'morning', 'afternoon', 'evening'];

/** A post before it has figures. Index 0 is the newest. */
export interface PostPlan {
  readonly index: number;
  readonly kind: PostKind;
  readonly time: number;
  readonly tags: readonly string[];
  /** All planted ratios that apply, multiplied. */
  readonly ratio: number;
}

/** Kinds, times and tags of all posts, newest first. */
export function planPosts(options: CreateAccountOptions, endMs: number): readonly PostPlan[] {
  const { seed = 1, posts = 100, postsPerDay = 1, effects = {} } = options;
  const kinds = shuffled(shares(posts, options.mix ?? USUAL_MIX), drawsFor(seed, 0, 1));
  const planted = plantTags(options, posts);
  const slotOf = slotReader(options.timezone ?? 'UTC');
  return kinds.map((kind, index) => {
    const draw = drawsFor(seed, index, 2);
    const gap = DAY_MS / postsPerDay;
    // Somewhere inside its own share of time, so that order is kept and every hour of the week is met.
    const time = Math.floor((endMs - index * gap - draw() * gap) / 1_000) * 1_000;
    const tags = [...drawTags(options, draw), ...(planted[index] ?? [])];
    const slots = effects.slots === undefined ? 1 : slotRatio(effects.slots, slotOf(time));
    const ratio = tagRatio(options, tags) * slots * (effects.kinds?.[kind] ?? 1);
    return { index, kind, time, tags, ratio };
  });
}

/** Exactly as many of each kind as its weight says; what rounding leaves over goes to the first kinds. */
function shares(posts: number, mix: Readonly<Partial<Record<PostKind, number>>>): PostKind[] {
  const total = KINDS.reduce((sum, kind) => sum + (mix[kind] ?? 0), 0);
  if (total <= 0) throw new RangeError('The mix of posts has no weight.');
  const kinds = KINDS.flatMap((kind) => {
    const count = Math.floor((posts * (mix[kind] ?? 0)) / total);
    return Array.from({ length: count }, () => kind);
  });
  const used = KINDS.filter((kind) => (mix[kind] ?? 0) > 0);
  for (let left = 0; kinds.length < posts; left += 1) kinds.push(used[left % used.length] ?? 'reels');
  return kinds;
}

/** The tags of `effects` for each post, in exactly the shares asked for. */
function plantTags(options: CreateAccountOptions, posts: number): readonly (readonly string[])[] {
  const { seed = 1, effects = {} } = options;
  const planted: string[][] = Array.from({ length: posts }, () => []);
  for (const [place, { tag, share = 0.3 }] of (effects.tags ?? []).entries()) {
    const order = shuffled([...planted.keys()], drawsFor(seed, place, 3));
    for (const index of order.slice(0, Math.round(posts * share))) planted[index]?.push(tag);
  }
  return planted;
}

function drawTags(options: CreateAccountOptions, draw: () => number): readonly string[] {
  const planted = (options.effects?.tags ?? []).map(({ tag }) => tag);
  const pool = (options.hashtags ?? USUAL_TAGS).filter((tag) => !planted.includes(tag));
  return shuffled(pool, draw).slice(0, options.hashtagsPerPost ?? 3);
}

function tagRatio(options: CreateAccountOptions, tags: readonly string[]): number {
  const applied = (options.effects?.tags ?? []).filter(({ tag }) => tags.includes(tag));
  return applied.reduce((ratio, effect) => ratio * effect.ratio, 1);
}

interface Slot {
  readonly weekday: number;
  readonly daypart: Daypart;
}

function slotRatio(effects: readonly SlotEffect[], slot: Slot): number {
  const found = effects.find(({ weekday, daypart }) => weekday === slot.weekday && daypart === slot.daypart);
  return found?.ratio ?? 1;
}

function slotReader(timeZone: string): (time: number) => Slot {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', hourCycle: 'h23' });
  return (time) => {
    const parts = format.formatToParts(time);
    const weekday = parts.find(({ type }) => type === 'weekday')?.value ?? '';
    const hour = Number(parts.find(({ type }) => type === 'hour')?.value ?? '0');
    return { weekday: WEEKDAYS.indexOf(weekday) + 1, daypart: DAYPARTS[Math.floor(hour / 6)] ?? 'night' };
  };
}
