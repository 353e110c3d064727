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
const LEAST_PART = 0.3;
const FIRST_CAPACITY = 1_024;

/** What is known of one pair of a post and a clip. */
export interface Pair {
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
  clip: Uint32Array = new Uint32Array(FIRST_CAPACITY);
  quote: Float64Array = new Float64Array(FIRST_CAPACITY);
  ratio: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** One column for each of {@link LAGS} beside each other. */
  age: Float64Array = new Float64Array(FIRST_CAPACITY * LAGS.length);
  /** {@link DENSITIES} beside each other; `NaN` where a length is not known. */
  density: Float64Array = new Float64Array(FIRST_CAPACITY * DENSITIES);

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

/** Density of an error that is logistic, plus one that is uniform within a half width. */
export function errorDensity(error: number, scale: number, halfWidth: number): number {
  const half = Math.max(halfWidth, 0.0025);
  return (logistic((error + half) / scale) - logistic((error - half) / scale)) / (2 * half);
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Density of the length of a post as a part of a clip. */
function partDensity(post: number, clip: number): number {
  return post < clip && post > LEAST_PART * clip ? 1 / ((1 - LEAST_PART) * clip) : 0;
}

/** Gives the mean of {@link partDensity} over all clips, as a function of the length of the post. */
export function meanPartDensity(clips: readonly { readonly seconds: number | null }[]): (post: number) => number {
  const lengths = Float64Array.from(clips.flatMap(({ seconds }) => seconds ?? [])).sort();
  const sums = new Float64Array(lengths.length + 1);
  for (const [at, seconds] of lengths.entries()) sums[at + 1] = (sums[at] ?? 0) + 1 / ((1 - LEAST_PART) * seconds);
  return (post) => {
    const inside = (sums[lowerBound(lengths, post / LEAST_PART)] ?? 0) - (sums[lowerBound(lengths, post)] ?? 0);
    return clips.length === 0 ? 0 : Math.max(0, inside) / clips.length;
  };
}

/** Finds the first place whose value is not below. */
export function lowerBound(values: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
