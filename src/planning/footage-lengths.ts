import { median } from '../base/stats.ts';

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
