import { LAGS, WHOLE_SCALES } from './footage-pairs.ts';

/**
 * How a post comes about, and how often before anything was seen of the account. `whole` has one share for each of
 * {@link WHOLE_SCALES}. Chosen by us: no account with a full ledger was at hand to count.
 */
const SOURCE_PRIOR = { whole: [0.15, 0.15, 0.12], trimmed: 0.22, compilation: 0.12, elsewhere: 0.24 } as const;
/** The prior counts as much as this many posts. */
const PRIOR_POSTS = 12;
/** Shares of the sources before anything was seen: whole by scale, in part, compilations, elsewhere. */
export function sourcePrior(): number[] {
  const { whole, trimmed, compilation, elsewhere } = SOURCE_PRIOR;
  return [...whole, trimmed, compilation, elsewhere];
}

/**
 * Learns the shares of the sources: those of whole clips from the counts, as far as clips were probed. How the other posts
 * divide cannot be seen in lengths and stays as it was before.
 */
export function learnShares(counts: readonly number[], probed: number): number[] {
  const prior = sourcePrior();
  const wholes = WHOLE_SCALES.length;
  const others = prior.slice(wholes).reduce((sum, share) => sum + share, 0);
  const learnt = posteriorShares(
    counts.slice(0, wholes + 1).map((count) => count * probed),
    [...prior.slice(0, wholes), others],
  );
  return prior.map((share, at) => (at < wholes ? (learnt[at] ?? 0) : ((learnt[wholes] ?? 0) * share) / others));
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
  return prior.map((share, at) => (share * PRIOR_POSTS + (counts[at] ?? 0)) / all);
}
