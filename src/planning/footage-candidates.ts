import { addAt, itemAt, numberAt } from '../base/lists.ts';
import { lowerBound } from '../base/stats.ts';
import { DAY_MS } from '../base/time.ts';
import type { Orientation } from '../documents/file.ts';
import { errorDensity, LAGS, meanPartDensity, PairColumns, WHOLE_SCALES } from './footage-pairs.ts';

/** What is known of a clip that is not named as published. */
export interface ClipEvidence {
  /** When it was there at the latest, epoch milliseconds; `null` when not known. */
  readonly time: number | null;
  readonly seconds: number | null;
  readonly orientation: Orientation | null;
  /** Series of its name; `''` for none. */
  readonly series: string;
}

/** What is known of a post whose files are not named. */
export interface PostEvidence {
  readonly time: number | null;
  readonly seconds: number | null;
  readonly orientation: Orientation | null;
  /** Likelihood ratio of its caption for single clips, by index. */
  readonly quoted: ReadonlyMap<number, number>;
  /** Likelihood ratio of its caption for the clips of a series. */
  readonly named: ReadonlyMap<string, number>;
}

const WIDEST_ERROR = 5 * 0.18;
/** Below this many clips' weight, part of the chance of a recent clip goes to footage outside the bucket. */
const THIN = 0.5;
/** Footage keeps its orientation, unless it was cropped. */
const SAME_ORIENTATION_SHARE = 0.85;
/** Clips looked at by themselves for each post: of each quarter of a second, around its length, and the latest. */
const LENGTH_CELL = 0.25;
const MAX_PER_CELL = 200;
const MIN_PER_LENGTH = 300;
const MAX_RECENT = 40;

/** One post, its candidates and what is known of the other clips together. */
export interface PostCandidates {
  readonly index: number;
  readonly seconds: number | null;
  /** Clips earlier than it. */
  readonly available: number;
  /** Chance of all clips by age, at most 1; and of those that are no candidates. */
  readonly mass: Float64Array;
  readonly restMass: Float64Array;
  /** Candidates are the pairs from here to there. */
  readonly from: number;
  readonly to: number;
  /** Mean density, by scale, of its length as that of a clip that is no candidate. */
  readonly restWhole: readonly number[];
  /** Mean density of its length as a part of a clip. */
  readonly meanPart: number;
}

/** Posts with their candidates, and the pairs. */
export interface Candidates {
  readonly posts: readonly PostCandidates[];
  /** Clips in the order of their times: index of each. */
  readonly order: Uint32Array;
  readonly pairs: PairColumns;
}

/**
 * Pairs each post with the clips earlier than it that may be its source: those of about its length (up to 0.9 s off and
 * what rounding adds; nearest lengths first until there are 300, at most the 200 latest of a quarter of a second), the
 * 40 latest, and those its caption quotes. All other clips are summed up.
 *
 * @param rounding - half width of the error that rounding adds, seconds
 */
export function collectCandidates(
  clips: readonly ClipEvidence[],
  posts: readonly PostEvidence[],
  rounding: number,
): Candidates {
  const time = (index: number): number => clips[index]?.time ?? Number.NEGATIVE_INFINITY;
  const order = inOrderOf(clips, time);
  const times = Float64Array.from(order, time);
  const places = new Uint32Array(clips.length);
  order.forEach((index, place) => {
    places[index] = place;
  });
  const cells = cellsOf(order, clips);
  const meanPart = meanPartDensity(clips);
  const orientations = shareOfOrientations(posts);
  const pairs = new PairColumns(1 + posts.length * MAX_RECENT);
  const ages = new Float64Array(LAGS.length);
  const sums = new AgeSums(times);
  const taken = new Int32Array(clips.length).fill(-1);
  const rows: PostCandidates[] = [];
  const postTime = (index: number): number => posts[index]?.time ?? Number.POSITIVE_INFINITY;
  for (const index of inOrderOf(posts, postTime)) {
    const post = posts[index];
    const now = postTime(index);
    const available = sums.advance(now);
    if (post === undefined || available === 0) continue;
    const totals = sums.totals();
    const mass = sums.sums.map((sum, lag) => sum / numberAt(totals, lag));
    const restMass = mass.slice();
    const from = pairs.length;
    const add = (place: number): void => {
      const at = itemAt(order, place);
      const clip = clips[at];
      if (clip === undefined || taken[place] === index) return;
      taken[place] = index;
      const quote = post.quoted.get(at) ?? 1;
      const named = post.named.size === 0 ? 1 : (post.named.get(clip.series) ?? 1);
      const age = now - numberAt(times, place);
      for (let lag = 0; lag < LAGS.length; lag += 1) {
        const chance = decay(age, itemAt(LAGS, lag).days) / numberAt(totals, lag);
        ages[lag] = chance;
        restMass[lag] = Math.max(0, itemAt(restMass, lag) - chance);
      }
      const ratio = quote * named * orientationRatio(clip.orientation, post.orientation, orientations);
      pairs.add({ place, quote, ratio, ages, clipSeconds: clip.seconds, postSeconds: post.seconds, rounding });
    };
    const restWhole =
      post.seconds === null
        ? WHOLE_SCALES.map(() => 0)
        : addOfLength(cells, post.seconds, { rounding, available, add });
    for (let place = Math.max(0, available - MAX_RECENT); place < available; place += 1) add(place);
    for (const clip of post.quoted.keys()) if (itemAt(places, clip) < available) add(itemAt(places, clip));
    const to = pairs.length;
    const part = post.seconds === null ? 1 : meanPart(post.seconds);
    rows.push({ index, seconds: post.seconds, available, mass, restMass, from, to, restWhole, meanPart: part });
  }
  return { posts: rows, order, pairs };
}

/** Lists indices by time; equal times in their order. */
function inOrderOf(items: readonly unknown[], time: (index: number) => number): Uint32Array {
  const times = Float64Array.from(items.keys(), time);
  return Uint32Array.from(items.keys()).sort((a, b) => {
    const one = numberAt(times, a);
    const other = numberAt(times, b);
    return one === other ? a - b : one - other;
  });
}

/** Sorts the places of the clips by length, in cells of a quarter of a second, each in the order of time. */
function cellsOf(order: Uint32Array, clips: readonly ClipEvidence[]): Map<number, number[]> {
  const cells = new Map<number, number[]>();
  for (let place = 0; place < order.length; place += 1) {
    const seconds = clips[itemAt(order, place)]?.seconds ?? null;
    if (seconds === null) continue;
    const cell = Math.floor(seconds / LENGTH_CELL);
    const inCell = cells.get(cell);
    if (inCell === undefined) cells.set(cell, [place]);
    else inCell.push(place);
  }
  return cells;
}

/** Adds the clips of about a length, nearest cells first, and gives the mean density by scale of those left out. */
function addOfLength(
  cells: ReadonlyMap<number, readonly number[]>,
  seconds: number,
  by: { readonly rounding: number; readonly available: number; readonly add: (place: number) => void },
): number[] {
  const rest: number[] = WHOLE_SCALES.map(() => 0);
  const spread = Math.hypot(by.rounding, LENGTH_CELL / 2);
  const middle = Math.floor(seconds / LENGTH_CELL);
  const reach = Math.ceil((WIDEST_ERROR + by.rounding) / LENGTH_CELL);
  let added = 0;
  for (let step = 0; step <= 2 * reach; step += 1) {
    // 0, 1, −1, 2, −2, …; a clip of the very length may lie in the next cell on either side.
    const cell = middle + (step % 2 === 0 ? -step / 2 : (step + 1) / 2);
    const places = cells.get(cell);
    if (places === undefined) continue;
    const end = lowerBound(places, by.available);
    const start = step > 2 && added >= MIN_PER_LENGTH ? end : Math.max(0, end - MAX_PER_CELL);
    for (let at = start; at < end; at += 1) by.add(itemAt(places, at));
    added += end - start;
    if (start === 0) continue;
    const error = seconds - (cell + 0.5) * LENGTH_CELL;
    for (const [rank, scale] of WHOLE_SCALES.entries()) {
      rest[rank] = itemAt(rest, rank) + (start / by.available) * errorDensity(error, scale, spread);
    }
  }
  return rest;
}

/** Weight of all clips up to a moment by age, carried from post to post. */
class AgeSums {
  /** By {@link LAGS}. */
  readonly sums: Float64Array = new Float64Array(LAGS.length);
  private readonly times: Float64Array;
  private available = 0;
  private last = Number.NEGATIVE_INFINITY;

  constructor(times: Float64Array) {
    this.times = times;
  }

  /** Goes on to a later moment; gives the number of clips up to it. */
  advance(now: number): number {
    const { sums } = this;
    for (let lag = 0; lag < sums.length; lag += 1) {
      sums[lag] = numberAt(sums, lag) * decay(now - this.last, itemAt(LAGS, lag).days);
    }
    while (this.available < this.times.length && numberAt(this.times, this.available) <= now) {
      const age = now - numberAt(this.times, this.available);
      for (let lag = 0; lag < sums.length; lag += 1) addAt(sums, lag, decay(age, itemAt(LAGS, lag).days));
      this.available += 1;
    }
    this.last = now;
    return this.available;
  }

  totals(): Float64Array {
    return this.sums.map((sum, lag) => (itemAt(LAGS, lag).days === Number.POSITIVE_INFINITY ? sum : sum + THIN));
  }
}

/**
 * Gives the weight of a clip of an age; of any age alike where there is no end to the days. Unknown ages count as old.
 */
function decay(ageMs: number, days: number): number {
  if (days === Number.POSITIVE_INFINITY) return 1;
  return ageMs < Number.POSITIVE_INFINITY ? Math.exp(-ageMs / (days * DAY_MS)) : 0;
}

/** Computes how often posts have each orientation, one more of each. */
function shareOfOrientations(posts: readonly PostEvidence[]): Map<Orientation, number> {
  const kinds: readonly Orientation[] = ['portrait', 'landscape', 'square'];
  const known = posts.filter(({ orientation }) => orientation !== null);
  return new Map(
    kinds.map((kind) => [
      kind,
      (known.filter(({ orientation }) => orientation === kind).length + 1) / (known.length + kinds.length),
    ]),
  );
}

function orientationRatio(
  clip: Orientation | null,
  post: Orientation | null,
  shares: ReadonlyMap<Orientation, number>,
): number {
  if (clip === null || post === null) return 1;
  return (clip === post ? SAME_ORIENTATION_SHARE : (1 - SAME_ORIENTATION_SHARE) / 2) / (shares.get(post) ?? 1);
}
