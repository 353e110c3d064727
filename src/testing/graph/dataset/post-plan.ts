import { itemAt } from '../../../base/lists.ts';
import { createRandom, hash32 } from '../../shared/random.ts';
import { MEDIA_METRICS, type MetricColumn } from '../rules/metrics.ts';
import type { MediaContent } from './graph-dataset.ts';

/** A kind of post. `feed_video` is a video from before every video became a reel; `ad` has the product type `AD`. */
export type PostKind = 'reels' | 'image' | 'carousel' | 'feed_video' | 'ad';

/** Parts of a day, as hours of the account's time zone: 0–6, 6–12, 12–18, 18–24. */
export type Daypart = 'night' | 'morning' | 'afternoon' | 'evening';

/** What an account is made of. The same options always make the same account. */
export interface CreateAccountOptions {
  /** @default 1 */
  readonly seed?: number | undefined;
  /** Posts, stories not counted. @default 100 */
  readonly posts?: number | undefined;
  /** Stories of the last day before `endDate`. @default 0 */
  readonly stories?: number | undefined;
  /** @default 5_000 */
  readonly followers?: number | undefined;
  /** @default made from the seed */
  readonly accountId?: string | undefined;
  /** @default 'example_studio' */
  readonly username?: string | undefined;
  /** The newest post is at most a day older. @default '2026-11-22T12:00:00Z' */
  readonly endDate?: Date | string | undefined;
  /** @default 1 */
  readonly postsPerDay?: number | undefined;
  /** Weights of the kinds; each gets its exact share of the posts. @default reels 5, image 2, carousel 2, feed_video 1 */
  readonly mix?: Readonly<Partial<Record<PostKind, number>>> | undefined;
  /** @default 3 */
  readonly commentsPerPost?: number | undefined;
  /** Replies to every second comment. @default 1 */
  readonly repliesPerComment?: number | undefined;
  /** Tags to draw from. @default ten of them */
  readonly hashtags?: readonly string[] | undefined;
  /** @default 3 */
  readonly hashtagsPerPost?: number | undefined;
  /** IANA name, for the slots of `effects`. @default 'UTC' */
  readonly timezone?: string | undefined;
  /** Truths to be found again by an analysis. */
  readonly effects?: PlantedEffects | undefined;
  /** Standard deviation of the natural logarithm of a post's engagement. 0 makes every post alike. @default 0.3 */
  readonly noise?: number | undefined;
  /** Interactions per account reached before any effect. @default 0.05 */
  readonly engagementRate?: number | undefined;
  /** Posts with something wrong. */
  readonly flaws?: PlantedFlaws | undefined;
  /** What the media address of a post answers. @default filler */
  readonly content?:
    | ((post: { readonly index: number; readonly kind: PostKind }) => MediaContent | undefined)
    | undefined;
  /** Days of account insights before `endDate`. @default 60 */
  readonly insightDays?: number | undefined;
}

/** What is planted. A ratio of 1.6 is 60 % above what the post would have had. */
export interface PlantedEffects {
  readonly tags?: readonly TagEffect[] | undefined;
  readonly slots?: readonly SlotEffect[] | undefined;
  readonly kinds?: Readonly<Partial<Record<PostKind, number>>> | undefined;
  /** What is lifted: interactions at the same reach, or the reach with its interactions. @default 'rate' */
  readonly lifts?: 'rate' | 'reach' | undefined;
}

/** A hashtag whose posts do better or worse. */
export interface TagEffect {
  readonly tag: string;
  readonly ratio: number;
  /** Share of posts that carry the tag, exact. @default 0.3 */
  readonly share?: number | undefined;
}

/** A part of a weekday in which posts do better or worse. */
export interface SlotEffect {
  /** 1 is Monday. */
  readonly weekday: number;
  readonly daypart: Daypart;
  readonly ratio: number;
}

/** How many posts have which flaw. Each flaw goes to other posts as long as there are enough. */
export interface PlantedFlaws {
  /** The oldest posts. */
  readonly beforeBusinessAccount?: number | undefined;
  readonly hiddenLikes?: number | undefined;
  readonly missingMediaUrl?: number | undefined;
  /** Posts whose insights are valid but empty. */
  readonly withoutInsights?: number | undefined;
  /** Posts that refuse `views`. */
  readonly rejectingViews?: number | undefined;
  /** Posts with a media and product type of the future. */
  readonly unknownType?: number | undefined;
  /** The newest stories. */
  readonly fewViewers?: number | undefined;
  /** Posts that are gone when they are expanded or read: 100/33. */
  readonly gone?: number | undefined;
  /** Posts whose comments are counted and not given. */
  readonly withheldComments?: number | undefined;
  /** The newest stories: without `media_product_type`, as recorded answers have them. */
  readonly storiesWithoutType?: number | undefined;
}

/** Draws for one part of one post, the same whatever else is made. */
export function drawsFor(seed: number, index: number, part: number): () => number {
  return createRandom(hash32(hash32(seed, part), index));
}

/** Draws from the standard normal distribution (Box–Muller). */
export function normal(random: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

/** Gives the items in a seeded order (Fisher–Yates). The list given stays as it is. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const moved = itemAt(order, last);
    order[last] = itemAt(order, other);
    order[other] = moved;
  }
  return order;
}

/** Makes an id of 17 digits, above 2^53. `space` keeps kinds of nodes apart. */
export function nodeId(space: number, seed: number, index: number): string {
  return String(BigInt(space) * 10_000_000_000_000n + BigInt(seed % 1_000) * 10_000_000_000n + BigInt(index));
}

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

/** Plans kinds, times and tags of all posts, newest first. */
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
    const tags = [...drawTags(options, draw), ...itemAt(planted, index)];
    const slots = effects.slots === undefined ? 1 : slotRatio(effects.slots, slotOf(time));
    const ratio = tagRatio(options, tags) * slots * (effects.kinds?.[kind] ?? 1);
    return { index, kind, time, tags, ratio };
  });
}

/** Deals out exactly as many of each kind as its weight says; what rounding leaves over goes to the first kinds. */
function shares(posts: number, mix: Readonly<Partial<Record<PostKind, number>>>): PostKind[] {
  const total = KINDS.reduce((sum, kind) => sum + (mix[kind] ?? 0), 0);
  if (total <= 0) throw new RangeError('The mix of posts has no weight.');
  const kinds = KINDS.flatMap((kind) => {
    const count = Math.floor((posts * (mix[kind] ?? 0)) / total);
    return Array.from({ length: count }, () => kind);
  });
  const used = KINDS.filter((kind) => (mix[kind] ?? 0) > 0);
  for (let left = 0; kinds.length < posts; left += 1) kinds.push(itemAt(used, left % used.length));
  return kinds;
}

/** Plants the tags of `effects` for each post, in exactly the shares asked for. */
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
    return { weekday: WEEKDAYS.indexOf(weekday) + 1, daypart: itemAt(DAYPARTS, Math.floor(hour / 6)) };
  };
}

const SAVED_SHARE = 0.08;
const SHARES_SHARE = 0.05;

/** Everything a platform counted about one post. */
type PostFigures = Readonly<Record<string, number>>;

/**
 * Draws the insight values of a post. Interactions are reach × rate × planted ratio × e^(noise × z) with z standard
 * normal, and `total_interactions` is exactly likes + comments + saved + shares.
 */
export function postFigures(
  options: CreateAccountOptions,
  post: PostPlan,
  column: MetricColumn,
  comments: number,
): PostFigures {
  const { seed = 1, followers = 5_000, noise = 0.3, engagementRate = 0.05, effects = {} } = options;
  const draw = drawsFor(seed, post.index, 4);
  const lifted = effects.lifts === 'reach' ? post.ratio : 1;
  const reach = Math.max(10, Math.round(followers * 0.6 * lifted * Math.exp(noise * normal(draw))));
  const rate = effects.lifts === 'reach' ? engagementRate : engagementRate * post.ratio;
  const interactions = Math.max(comments, Math.round(reach * rate * Math.exp(noise * normal(draw))));
  const rest = interactions - comments;
  const saved = Math.round(rest * SAVED_SHARE);
  const shares = Math.round(rest * SHARES_SHARE);
  const likes = rest - saved - shares;
  const views = Math.round(reach * (1.2 + 0.5 * draw()));
  const watch = 2_000 + Math.round(draw() * 9_000);
  const all: Record<string, number> = {
    reach,
    views,
    likes,
    comments,
    saved,
    shares,
    total_interactions: interactions,
    reposts: Math.round(shares / 4),
    follows: Math.round(reach / 900),
    profile_visits: Math.round(reach / 150),
    profile_activity: 4,
    navigation: Math.round(reach * 0.8),
    replies: Math.round(draw() * 3),
    link_clicks: Math.round(draw() * 5),
    ig_reels_avg_watch_time: watch,
    ig_reels_video_view_total_time: watch * views,
    reels_skip_rate: Math.round(draw() * 700) / 10,
    total_views: Math.round(views * 1.1),
    total_likes: Math.round(likes * 1.05),
    total_comments: comments,
  };
  const known = MEDIA_METRICS.filter(({ on }) => on.includes(column));
  return Object.fromEntries(
    known.flatMap(({ name }) => {
      const figure = all[name];
      return figure === undefined ? [] : [[name, figure]];
    }),
  );
}

/** Splits a figure into parts that add up to it, as dimension values to numbers. */
export function splitFigure(total: number, parts: readonly string[]): Readonly<Record<string, number>> {
  const share = Math.floor(total / parts.length);
  return Object.fromEntries(
    parts.map((part, place) => [part, place === 0 ? total - share * (parts.length - 1) : share]),
  );
}
