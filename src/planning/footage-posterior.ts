import type { ClipEvidence, PostEvidence } from './footage-candidates.ts';
import { FootageModel } from './footage-model.ts';
import { readClips, type ClipPosterior } from './footage-reading.ts';

const ROUNDS = 9;

/**
 * Estimates how probably each clip was published, by weighing all clips and "none of these" against each other for each post.
 *
 * A post is a clip whole, a part of one, several clips together, or footage from elsewhere. With π the shares of these
 * sources, a(i) the chance that a clip of its age is chosen among all that were there (of the last days, the last weeks
 * or any), and r(i) the likelihood ratios of caption and orientation,
 *
 *     whole:       π_w · a(i) · r(i) · logistic error of the two lengths, widened where a side is rounded
 *     trimmed:     π_t · a(i) · r(i) / (0.7 · length of the clip), where the post is shorter
 *     compilation: π_k · g(length), each clip with 3 · a(i)
 *     elsewhere:   π_0 · g(length)
 *
 * g is the density of the lengths of posts that are not whole clips, without the post itself: lengths that many posts
 * share say little. A length not known on either side counts as g. A clip is seldom used twice: posts and clips are
 * balanced by belief propagation, a second use weighing 0.05. The shares π and those of the ages are learnt from the
 * account itself by expectation maximization, from a prior worth 12 posts.
 *
 * Clips later than a post are not considered for it. Clips without a date count as old. Cost: posts × (clips of about
 * its length, about 300 at most, and the 40 latest); the other clips are one alternative together.
 *
 * @returns one row per clip, in their order
 * @source belief propagation on bipartite matchings: Huang and Jebara, arXiv:0908.1769 (2009); the model is ours,
 * measured by bench/footage.ts
 */
export function estimateFootageUse(clips: readonly ClipEvidence[], posts: readonly PostEvidence[]): ClipPosterior[] {
  const model = new FootageModel(clips, posts);
  for (let round = 0; round < ROUNDS; round += 1) model.improve();
  return readClips(model);
}
