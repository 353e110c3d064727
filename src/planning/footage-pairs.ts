import { itemAt, numberAt } from '../base/lists.ts';
import { lowerBound, median } from '../base/stats.ts';

/** Scales, in seconds, of the logistic error that encoding adds to a length: none, that of one or two frames, more. */
export const WHOLE_SCALES = [0.01, 0.04, 0.18] as const;
/** Densities of a pair: whole by scale, then in part. */
export const DENSITIES: number = WHOLE_SCALES.length + 1;
/** Posts take clips of the last days, of the last weeks or any; in days, with the share of each. */
export const LAGS: readonly { readonly days: number; readonly share: number }[] = [
  { days: 3, share: 0.3 },
  { days: 20, share: 0.3 },
  { days: Number.POSITIVE_INFINITY, share: 0.4 },
];
/** A part has this share of the clip at least, and any up to the whole with the same chance. */
const MIN_PART_SHARE = 0.3;

/** What is known of one pair of a post and a clip. */
interface Pair {
  /** Place of the clip in the order of time. */
  readonly place: number;
  /** Likelihood ratio of the name quoted; that of caption and orientation together. */
  readonly quote: number;
  readonly ratio: number;
  /** Chance that a clip of this age is chosen, for each of {@link LAGS}. */
  readonly ages: ArrayLike<number>;
  readonly clipSeconds: number | null;
  readonly postSeconds: number | null;
  /** Half width of the error that rounding adds, seconds. */
  readonly rounding: number;
}

/** Pairs of posts and clips as flat columns that grow. */
export class PairColumns {
  /** How many pairs there are; the columns are longer. */
  length = 0;
  clip: Uint32Array;
  quote: Float64Array;
  ratio: Float64Array;
  /** One column for each of {@link LAGS} beside each other. */
  age: Float64Array;
  /** {@link DENSITIES} beside each other; `NaN` where a length is not known. */
  density: Float64Array;

  /** Makes room for so many pairs to begin with, from 1. */
  constructor(capacity: number) {
    this.clip = new Uint32Array(capacity);
    this.quote = new Float64Array(capacity);
    this.ratio = new Float64Array(capacity);
    this.age = new Float64Array(capacity * LAGS.length);
    this.density = new Float64Array(capacity * DENSITIES);
  }

  /** Adds a pair. */
  add({ place, quote, ratio, ages, clipSeconds, postSeconds, rounding }: Pair): void {
    if (this.length === this.clip.length) this.grow();
    const at = this.length;
    this.length += 1;
    this.clip[at] = place;
    this.quote[at] = quote;
    this.ratio[at] = ratio;
    this.age.set(ages, at * LAGS.length);
    let column = at * DENSITIES;
    if (clipSeconds === null || postSeconds === null) {
      this.density.fill(Number.NaN, column, column + DENSITIES);
      return;
    }
    for (const scale of WHOLE_SCALES) {
      this.density[column] = errorDensity(postSeconds - clipSeconds, scale, rounding);
      column += 1;
    }
    this.density[column] = partDensity(postSeconds, clipSeconds);
  }

  private grow(): void {
    const grown = <A extends Float64Array | Uint32Array>(column: A, larger: A): A => {
      larger.set(column);
      return larger;
    };
    this.clip = grown(this.clip, new Uint32Array(2 * this.clip.length));
    this.quote = grown(this.quote, new Float64Array(2 * this.quote.length));
    this.ratio = grown(this.ratio, new Float64Array(2 * this.ratio.length));
    this.age = grown(this.age, new Float64Array(2 * this.age.length));
    this.density = grown(this.density, new Float64Array(2 * this.density.length));
  }
}

/** Gives the density of an error that is logistic, plus one that is uniform within a half width. */
export function errorDensity(error: number, scale: number, halfWidth: number): number {
  const half = Math.max(halfWidth, 0.0025);
  return (logistic((error + half) / scale) - logistic((error - half) / scale)) / (2 * half);
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Gives the density of the length of a post as a part of a clip. */
function partDensity(post: number, clip: number): number {
  return post < clip && post > MIN_PART_SHARE * clip ? 1 / ((1 - MIN_PART_SHARE) * clip) : 0;
}

/** Gives the mean of {@link partDensity} over all clips, as a function of the length of the post. */
export function meanPartDensity(clips: readonly { readonly seconds: number | null }[]): (post: number) => number {
  const lengths = Float64Array.from(clips.flatMap(({ seconds }) => seconds ?? [])).sort();
  const sums = new Float64Array(lengths.length + 1);
  for (const [at, seconds] of lengths.entries())
    sums[at + 1] = numberAt(sums, at) + 1 / ((1 - MIN_PART_SHARE) * seconds);
  return (post) => {
    const inside =
      numberAt(sums, lowerBound(lengths, post / MIN_PART_SHARE)) - numberAt(sums, lowerBound(lengths, post));
    return clips.length === 0 ? 0 : Math.max(0, inside) / clips.length;
  };
}

/**
 * How a post comes about, and how often before anything was seen of the account. `whole` has one share for each of
 * {@link WHOLE_SCALES}. Chosen by us: no account with a full ledger was at hand to count.
 */
const SOURCE_PRIOR = { whole: [0.15, 0.15, 0.12], trimmed: 0.22, compilation: 0.12, elsewhere: 0.24 } as const;
/** The prior counts as much as this many posts. */
const PRIOR_POSTS = 12;
/** Computes the shares of the sources before anything was seen: whole by scale, in part, compilations, elsewhere. */
export function sourcePrior(): number[] {
  const { whole, trimmed, compilation, elsewhere } = SOURCE_PRIOR;
  return [...whole, trimmed, compilation, elsewhere];
}

/**
 * Learns the shares of the sources: those of whole clips from the counts, as far as clips were probed. How the other
 * posts divide cannot be seen in lengths and stays as it was before.
 */
export function learnShares(counts: readonly number[], probed: number): number[] {
  const prior = sourcePrior();
  const wholes = WHOLE_SCALES.length;
  const others = prior.slice(wholes).reduce((sum, share) => sum + share, 0);
  const learnt = posteriorShares(
    counts.slice(0, wholes + 1).map((count) => count * probed),
    [...prior.slice(0, wholes), others],
  );
  return prior.map((share, at) => (at < wholes ? itemAt(learnt, at) : (itemAt(learnt, wholes) * share) / others));
}

/** Learns the shares of the ages of clips from counts. */
export function learnAges(counts: readonly number[]): number[] {
  return posteriorShares(
    counts,
    LAGS.map(({ share }) => share),
  );
}

/** Gives the mean of the Dirichlet posterior. */
function posteriorShares(counts: readonly number[], prior: readonly number[]): number[] {
  const all = counts.reduce((sum, count) => sum + count, PRIOR_POSTS);
  return prior.map((share, at) => (share * PRIOR_POSTS + itemAt(counts, at)) / all);
}

/** The lengths of footage from elsewhere: log-normal about the median of all lengths, worth this many posts. */
const BROAD_SIGMA = 0.8;
export const BROAD_POSTS = 4;
/** From this share of whole (or tenths of) seconds on, lengths are taken for rounded. */
const ROUNDED_SHARE = 0.8;

/** Gives the density of the lengths of footage from elsewhere, log-normal about the median of all lengths. */
export function broadDensity(ofPosts: readonly number[], ofClips: readonly number[]): (seconds: number) => number {
  return logNormal(median([...ofPosts, ...sample(ofClips)]) ?? 1, BROAD_SIGMA);
}

function logNormal(middle: number, sigma: number): (value: number) => number {
  return (value) => {
    const z = Math.log(Math.max(value, 0.1) / Math.max(middle, 0.1)) / sigma;
    return Math.exp(-(z * z) / 2) / (Math.max(value, 0.1) * sigma * Math.sqrt(2 * Math.PI));
  };
}

/** Gives half the step lengths are rounded to: 0.5 where nearly all are whole seconds, 0.05 where tenths, else 0. */
export function roundingOf(lengths: readonly number[]): number {
  if (lengths.length === 0) return 0;
  const share = (step: number): number =>
    lengths.filter((length) => Math.abs(length / step - Math.round(length / step)) < 1e-6).length / lengths.length;
  if (share(1) >= ROUNDED_SHARE) return 0.5;
  return share(0.1) >= ROUNDED_SHARE ? 0.05 : 0;
}

/** Takes at most about 1,000 of many values, evenly. */
function sample(values: readonly number[]): number[] {
  const step = Math.max(1, Math.floor(values.length / 1_000));
  return values.filter((_, at) => at % step === 0);
}
