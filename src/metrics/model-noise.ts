import { DAY_MS } from '../base/time.ts';

/**
 * How the noise of posts hangs together: a share of its variance is a slow level (an Ornstein–Uhlenbeck process, whose
 * correlation falls by `persistence` with each usual gap between posts), the rest is independent from post to post.
 */
export interface Noise {
  /** Share of the slow level in the variance, 0 to 1. 1 is a plain first-order autoregression. */
  readonly share: number;
  /** Correlation of the slow level one usual gap apart, 0 to 1. */
  readonly persistence: number;
}

const SHARES: readonly number[] = [0.35, 0.7, 1];
const PERSISTENCES: readonly number[] = [0.3, 0.6, 0.8, 0.9, 0.97];
/** Every noise that is weighed against the others; independent noise is one of them. */
export const NOISES: readonly Noise[] = [
  { share: 0, persistence: 0 },
  ...SHARES.flatMap((share) => PERSISTENCES.map((persistence) => ({ share, persistence }))),
];

/**
 * A gap counts as the root of how many usual gaps it is, from ½ to 2: some accounts change from post to post and some
 * from day to day, and neither a burst nor a holiday is to count in full.
 */
const LEAST_GAP = 0.5;
const MOST_GAP = 2;

/**
 * Gives the gaps between posts by the usual (median) one; the first is 0.
 *
 * @param times milliseconds, ascending
 */
export function usualGaps(times: readonly number[]): Float64Array {
  const days = times.map((time, index) => (index === 0 ? 0 : (time - (times[index - 1] ?? time)) / DAY_MS));
  const sorted = days.slice(1).sort((a, b) => a - b);
  const usual = sorted[Math.floor(sorted.length / 2)] ?? 1;
  return Float64Array.from(days, (gap, index) =>
    index === 0 ? 0 : usual > 0 ? Math.min(MOST_GAP, Math.max(LEAST_GAP, Math.sqrt(gap / usual))) : 1,
  );
}

/** A filter that makes series with a given noise independent with variance 1. */
export interface Whitener {
  /** Log determinant of the correlation. */
  readonly logDeterminant: number;
  /** One over the standard deviation of the last prediction error. */
  readonly lastScale: number;
  /** Whitens one series in time order; writes `out[index * stride + offset]`. */
  apply(series: Float64Array, out: Float64Array, stride: number, offset: number): void;
  /** Applies the transpose, in place, to one column of whitened rows. */
  applyTransposed(rows: Float64Array, stride: number, offset: number): void;
}

/**
 * Makes the whitener of a noise: the one-step prediction errors of a scalar Kalman filter over their standard deviation.
 * Applied to response and design alike, least squares on the result is generalised least squares.
 *
 * @param variances of the independent part relative to the others: above 1 for a post that is to weigh less
 * @source A. C. Harvey, Forecasting, Structural Time Series Models and the Kalman Filter (1989), ch. 3
 */
export function createWhitener(noise: Noise, gaps: Float64Array, variances: Float64Array): Whitener {
  const count = gaps.length;
  const decay = new Float64Array(count);
  const gain = new Float64Array(count);
  const scale = new Float64Array(count);
  let predicted = noise.share;
  let logDeterminant = 0;
  for (let index = 0; index < count; index += 1) {
    if (index > 0) {
      const kept = noise.share === 0 ? 0 : noise.persistence ** (gaps[index] ?? 1);
      decay[index] = kept;
      predicted = kept * kept * predicted * (1 - (gain[index - 1] ?? 0)) + noise.share * (1 - kept * kept);
    }
    // A slow level alone (share 1) still gives an outlier the room its weight asks for.
    const own = (1 - noise.share) * (variances[index] ?? 1) + noise.share * ((variances[index] ?? 1) - 1);
    const total = predicted + Math.max(own, 1e-9);
    gain[index] = predicted / total;
    scale[index] = 1 / Math.sqrt(total);
    logDeterminant += Math.log(total);
  }
  return {
    logDeterminant,
    lastScale: scale[count - 1] ?? 1,
    apply(series, out, stride, offset) {
      let level = 0;
      for (let index = 0; index < count; index += 1) {
        level *= decay[index] ?? 0;
        const error = (series[index] ?? 0) - level;
        out[index * stride + offset] = error * (scale[index] ?? 1);
        level += (gain[index] ?? 0) * error;
      }
    },
    applyTransposed(rows, stride, offset) {
      let later = 0;
      for (let index = count - 1; index >= 0; index -= 1) {
        const at = index * stride + offset;
        const error = (scale[index] ?? 1) * (rows[at] ?? 0) + (gain[index] ?? 0) * later;
        rows[at] = error;
        later = (decay[index] ?? 0) * (later - error);
      }
    },
  };
}
