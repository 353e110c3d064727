import { itemAt } from '../base/lists.ts';
import { finish, mapInSteps, type Steps } from '../base/stats.ts';
import { parseTimestamp } from '../base/time.ts';
import type { EngagementBasis } from '../documents/media.ts';
import { ratePosts, type RateOptions } from './engagement.ts';
import { screenTags, timeCourse, TRAIT_KINDS, type TraitKind, type TraitOptions, traitReaders } from './post-traits.ts';
import { compareIds, type PostInput } from './post.ts';

/** A mature post with the number the model explains. */
export interface ModelPost {
  readonly post: PostInput;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** log((interactions + ½) / (denominator + 1)), or the logarithm of another measure. */
  readonly y: number;
  /** Interactions, or what else was counted: the fewer, the more chance alone moves `y`. */
  readonly counted: number;
}

/** The posts of one model, oldest first, and how many were left out. */
export interface ModelPosts {
  readonly basis: EngagementBasis | null;
  readonly posts: readonly ModelPost[];
  /** Younger than 48 hours. */
  readonly maturing: number;
  /** Mature, without a rate on the basis. */
  readonly unrated: number;
}

/**
 * Selects the posts that can be compared: mature, with a readable time and a rate on the one basis.
 *
 * Logarithms, because engagement is skewed and effects on it multiply; ½ and 1 keep posts without interactions in. Fewer
 * than 0 interactions have no logarithm and are left out.
 */
export function selectPosts(media: readonly PostInput[], options: RateOptions): ModelPosts {
  const { basis, rated } = ratePosts(media, options);
  const posts = rated.flatMap(({ post, interactions, denominator }): ModelPost[] => {
    const time = parseTimestamp(post.timestamp);
    const ratio = (interactions + 0.5) / (denominator + 1);
    if (post.maturing === true || time === null || ratio <= 0) return [];
    return [{ post, time, y: Math.log(ratio), counted: interactions }];
  });
  const maturing = media.filter((post) => post.maturing === true).length;
  return { basis, posts: sortOldestFirst(posts), maturing, unrated: media.length - maturing - posts.length };
}

/** Orders by time, then id, then value, so that no input order shows through. */
export function sortOldestFirst(posts: readonly ModelPost[]): ModelPost[] {
  return [...posts].sort((a, b) => a.time - b.time || compareIds(a.post.id, b.post.id) || a.y - b.y);
}

/** The values of each post for each trait, in the order of the posts. */
export type PostTraits = Readonly<Record<TraitKind, readonly (readonly string[])[]>>;

/** Reads the traits of posts once, for all designs of them and of the first so many of them. */
export function readTraits(posts: readonly ModelPost[], options: TraitOptions): PostTraits {
  return finish(readTraitsInSteps(posts, options));
}

/** Posts whose traits are read in one step: a long caption takes some microseconds for each. */
const POSTS_PER_STEP = 500;

/** Reads the traits of posts as {@link readTraits} does, in steps. */
export function* readTraitsInSteps(posts: readonly ModelPost[], options: TraitOptions): Steps<PostTraits> {
  const readers = traitReaders(
    posts.map(({ post }) => post),
    options,
  );
  yield;
  const traits: Partial<Record<TraitKind, readonly (readonly string[])[]>> = {};
  for (const kind of TRAIT_KINDS)
    traits[kind] = yield* mapInSteps(posts, POSTS_PER_STEP, ({ post, time }) => readers[kind](post, time));
  return traits as PostTraits;
}

/** The name of one value of one trait: `{ kind: 'hashtag', value: 'clay' }`. */
export interface TraitName {
  readonly kind: TraitKind;
  readonly value: string;
}

/** One column of the design. */
export interface Column {
  readonly values: Float64Array;
  /** Variance of the effect before anything is seen, relative to the noise; `null` for the common one. */
  readonly prior: number | null;
  /** What the prior is multiplied by. */
  readonly scale: number;
  /** The trait whose effects share one prior variance with this one; absent: its own. */
  readonly pool?: TraitKind | undefined;
}

/** One trait value that is judged: a weighted sum of columns. */
export interface TraitTest {
  /** Usually one name; more when these traits are on the very same posts. */
  readonly names: readonly TraitName[];
  /** Posts with it, as indexes, oldest first. */
  readonly members: readonly number[];
  /** Weights of columns: with it, less the mean of the posts without it. */
  readonly contrast: readonly (readonly [column: number, weight: number])[];
  /** What it counts for in the family. */
  readonly weight: number;
  /** Tests of one group are one finding: levels of one trait, and all that is said of the time of posting. */
  readonly group: string;
  /** Whether there are enough posts with and without it. */
  readonly enough: boolean;
}

/** Everything the fit needs: response, columns (the first ones are the level and its course), tests. */
export interface Design {
  readonly y: Float64Array;
  readonly times: readonly number[];
  readonly counted: Float64Array;
  /** How many columns at the front are the level and its course in time. */
  readonly courses: number;
  readonly columns: readonly Column[];
  /** Columns of timing traits by `kind:value`. */
  readonly timing: ReadonlyMap<string, number>;
  readonly tests: readonly TraitTest[];
  /** Hashtags beyond the ones fitted together: each is tested beside them. */
  readonly extra: readonly TraitTest[];
}

/** Fewest posts with a trait, and without it, for it to be judged. */
const MIN_POSTS = 5;
/** Variance before anything is seen, relative to the noise: product types and times of day differ a lot. */
const WIDE_PRIOR = 4;
const TIMING_PRIOR = 1;

interface KindRule {
  /**
   * `alone`: each value by itself, a post may have several. `levels`: a post has one of them, each set against the others.
   * `one_of`: a post has one at most, each set against the others.
   */
  readonly coding: 'alone' | 'levels' | 'one_of';
  readonly prior: number | null;
  readonly scale: number;
  /** Fewest posts for a column. */
  readonly least: number;
  /** What one test of the kind counts for in the family, a hashtag's being 1. */
  readonly weight: number;
  /** Whether the effects share one prior variance, read from all of them. */
  readonly pooled: boolean;
}

const TAG: KindRule = { coding: 'alone', prior: null, scale: 1, least: MIN_POSTS, weight: 1, pooled: false };
const FORMAT: KindRule = { ...TAG, coding: 'levels', weight: 0.2 };
/**
 * The weights are fixed before anything is seen, so that kinds of many values do not drown the ones a planner chooses
 * freely, hashtags and the part of the day.
 */
const KIND_RULES: Readonly<Record<TraitKind, KindRule>> = {
  product_type: { ...FORMAT, prior: WIDE_PRIOR, least: 1 },
  duration: FORMAT,
  orientation: FORMAT,
  carousel_size: FORMAT,
  audio: FORMAT,
  ai: FORMAT,
  caption_length: FORMAT,
  question: { ...TAG, weight: 0.2 },
  call_to_action: { ...TAG, weight: 0.2 },
  series: { ...TAG, coding: 'one_of' },
  hashtag: TAG,
  day_type: { ...FORMAT, prior: TIMING_PRIOR, least: 2 },
  daypart: { ...FORMAT, prior: TIMING_PRIOR, least: 2, weight: 1.8 },
  // Deviations from day type and part of the day: small.
  weekday: { ...FORMAT, scale: 0.25, least: 12, weight: 0.1, pooled: true },
  slot: { ...TAG, scale: 0.25, least: 8, weight: 0.05, pooled: true },
};

const TIMING_KINDS: ReadonlySet<TraitKind> = new Set<TraitKind>(['day_type', 'daypart', 'weekday', 'slot']);

/**
 * Builds the design of the engagement model for posts in time order.
 *
 * Columns: the level, its course in time (linear under 20 posts, quadratic under 60, then a natural cubic spline by
 * days), one 0/1 column for each trait value on enough posts. Values on the very same posts share a column and a test.
 */
export function buildDesign(posts: readonly ModelPost[], traits: PostTraits): Design {
  return finish(buildDesignInSteps(posts, traits));
}

/** Builds the design as {@link buildDesign} does, in steps. */
export function* buildDesignInSteps(posts: readonly ModelPost[], traits: PostTraits): Steps<Design> {
  const count = posts.length;
  const times = posts.map(({ time }) => time);
  const course = timeCourse(times);
  const columns: Column[] = course.map((values) => ({ values, prior: Number.POSITIVE_INFINITY, scale: 1 }));
  const tests: TraitTest[] = [];
  const extra: TraitTest[] = [];
  const timing = new Map<string, number>();
  const sharedTests = new Map<string, TraitName[]>();
  for (const kind of TRAIT_KINDS) {
    yield;
    const rule = KIND_RULES[kind];
    const members = new Map<string, number[]>();
    posts.forEach((_post, index) => {
      for (const value of itemAt(traits[kind], index)) {
        const list = members.get(value);
        if (list === undefined) members.set(value, [index]);
        else list.push(index);
      }
    });
    const levels = [...members].sort(([a, inA], [b, inB]) => inB.length - inA.length || (a < b ? -1 : 1));
    const used = levels.filter(([, list]) => list.length >= rule.least && list.length < count);
    const joined =
      kind === 'hashtag'
        ? screenTags(
            posts.map(({ y }) => y),
            used.map(([, list]) => list),
          )
        : new Set();
    const placed = new Map<string, number>();
    const pending: { value: string; list: number[]; shared: TraitName[] }[] = [];
    for (const [value, list] of used) {
      const name = { kind, value };
      const key = rule.coding !== 'levels' && kind !== 'slot' ? list.join() : '';
      const shared = key === '' ? undefined : sharedTests.get(key);
      if (shared !== undefined) {
        shared.push(name);
        continue;
      }
      const names: TraitName[] = [name];
      if (key !== '') sharedTests.set(key, names);
      const joint = kind !== 'hashtag' || joined.has(list);
      if (joint) {
        placed.set(value, columns.length);
        if (TIMING_KINDS.has(kind)) timing.set(`${kind}:${value}`, columns.length);
        columns.push({
          values: indicator(list, count),
          prior: rule.prior,
          scale: rule.scale,
          ...(rule.pooled ? { pool: kind } : {}),
        });
      }
      pending.push({ value, list, shared: names });
    }
    for (const { value, list, shared } of pending) {
      const column = placed.get(value);
      const test: TraitTest = {
        names: shared,
        members: list,
        contrast:
          column === undefined
            ? []
            : rule.coding === 'alone'
              ? [[column, 1]]
              : contrastLevels(column, list.length, count, used, placed),
        weight: rule.weight,
        group: TIMING_KINDS.has(kind) ? 'timing' : rule.coding === 'levels' ? kind : `${kind}:${value}`,
        enough: isEnough(list.length, count),
      };
      (column === undefined ? extra : tests).push(test);
    }
    // Too few posts, or all of them: a row without a column.
    const judged = new Set(used.map(([value]) => value));
    for (const [value, list] of levels) {
      if (judged.has(value)) continue;
      tests.push({ names: [{ kind, value }], members: list, contrast: [], weight: 0, group: kind, enough: false });
    }
  }
  return {
    y: Float64Array.from(posts, ({ y }) => y),
    times,
    counted: Float64Array.from(posts, ({ counted }) => counted),
    courses: course.length,
    columns,
    timing,
    tests,
    extra,
  };
}

function isEnough(members: number, count: number): boolean {
  return members >= MIN_POSTS && count - members >= MIN_POSTS;
}

function indicator(members: readonly number[], count: number): Float64Array {
  const values = new Float64Array(count);
  for (const index of members) values[index] = 1;
  return values;
}

/** Contrasts a level with the mean of the posts without it. */
function contrastLevels(
  column: number,
  members: number,
  count: number,
  levels: readonly (readonly [string, readonly number[]])[],
  placed: ReadonlyMap<string, number>,
): [number, number][] {
  return levels.flatMap(([value, list]): [number, number][] => {
    const other = placed.get(value);
    if (other === undefined) return [];
    return [[other, other === column ? 1 : -list.length / (count - members)]];
  });
}
