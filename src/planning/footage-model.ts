import { addAt, itemAt, numberAt } from '../base/lists.ts';
import { lowerBound } from '../base/stats.ts';
import { collectCandidates, type ClipEvidence, type PostCandidates, type PostEvidence } from './footage-candidates.ts';
import {
  BROAD_POSTS,
  broadDensity,
  DENSITIES,
  LAGS,
  learnAges,
  learnShares,
  type PairColumns,
  roundingOf,
  sourcePrior,
  WHOLE_SCALES,
} from './footage-pairs.ts';

/** Weight of a second post of the same clip against a post of one not yet used. */
const REUSE = 0.05;
/** Clips that are used elsewhere make the others likelier by at most the inverse of this. */
const MIN_FREE_SHARE = 0.25;
/**
 * Half widths of the boxes that the density of lengths is an average of: seconds, and for most of it a share of the
 * length.
 */
const NARROW_SECONDS = 0.08;
const WIDE_SECONDS = 0.8;
const SMOOTH_WIDTH = 0.25;
const SMOOTH_SHARE = 0.6;
/** Columns of a pair. */
const AGES = LAGS.length;
const WHOLES = WHOLE_SCALES.length;
/** Weaker beliefs are not counted when shares are learned. */
const MIN_COUNTED_WEIGHT = 1e-3;

/** A post, and what is believed of it in this round. */
export interface PostState extends PostCandidates {
  /** Density of its length among posts that are not whole clips. */
  background: number;
  /** Probabilities that it is none of the clips, a compilation, or a clip that is no candidate. */
  elsewhere: number;
  compiled: number;
  rest: number;
}

/** Posts, in the order of their lengths, whose length is at most half the width of the box away. */
interface Box {
  readonly half: number;
  readonly from: number;
  readonly to: number;
}

/** A post of known length with its neighbours. */
interface KnownLength {
  readonly state: PostState;
  /** Density of its length before anything was seen. */
  readonly broad: number;
  readonly narrow: Box;
  readonly wide: Box;
  readonly smooth: Box;
}

/** Beliefs about all posts and pairs, better with each round. */
export class FootageModel {
  readonly order: Uint32Array;
  readonly pairs: PairColumns;
  readonly states: PostState[];
  /** Message from the post to the clip: odds that the post is of it. */
  readonly message: Float64Array;
  readonly belief: Float64Array;
  /** Chance that a clip of its age is chosen. */
  readonly chance: Float64Array;
  /** Density of the lengths of footage from elsewhere before anything was seen. */
  readonly broad: (seconds: number) => number;
  /** Shares of the ages of clips. */
  ages: number[] = LAGS.map(({ share }) => share);
  private shares: number[] = sourcePrior();
  private readonly weight: Float64Array;
  /** Message from the clip to the post: how free the clip is. */
  private readonly balance: Float64Array;
  private readonly unprobedShare: number;
  private readonly rounding: number;
  private readonly known: readonly KnownLength[];

  constructor(clips: readonly ClipEvidence[], posts: readonly PostEvidence[]) {
    const ofClips = clips.flatMap(({ seconds }) => seconds ?? []);
    const ofPosts = posts.flatMap(({ seconds }) => seconds ?? []);
    this.unprobedShare = clips.length === 0 ? 0 : 1 - ofClips.length / clips.length;
    this.rounding = Math.hypot(roundingOf(ofClips), roundingOf(ofPosts));
    this.broad = broadDensity(ofPosts, ofClips);
    const candidates = collectCandidates(clips, posts, this.rounding);
    this.order = candidates.order;
    this.pairs = candidates.pairs;
    this.states = candidates.posts.map((post) =>
      Object.assign(post, { background: 1, elsewhere: 1, compiled: 0, rest: 0 }),
    );
    this.known = this.findNeighbours();
    const count = this.pairs.length;
    this.weight = new Float64Array(count);
    this.balance = new Float64Array(count).fill(1);
    this.message = new Float64Array(count);
    this.belief = new Float64Array(count);
    this.chance = new Float64Array(count);
  }

  /** Goes one round: backgrounds, weights, beliefs, messages between posts and clips, shares. */
  improve(): void {
    this.updateBackgrounds();
    const counts = new Float64Array(DENSITIES);
    const ageCounts = new Float64Array(AGES);
    for (const state of this.states) {
      this.judge(state);
      if (state.seconds !== null) this.count(state, counts, ageCounts);
    }
    this.balanceClips();
    this.shares = learnShares([...counts], 1 - this.unprobedShare);
    this.ages = learnAges([...ageCounts]);
  }

  /** Weighs the candidates of a post, the other clips together, compilations and footage from elsewhere. */
  private judge(state: PostState): void {
    const { weight, balance, message, belief, chance, ages, shares } = this;
    const { ratio } = this.pairs;
    const { background: g } = state;
    const wholes = shares.slice(0, WHOLES);
    const [part = 0, compilation = 0, elsewhere = 0] = shares.slice(WHOLES);
    const wholeShare = wholes.reduce((sum, share) => sum + share, 0);
    const present = dot(ages, state.mass);
    const unknown = this.unknownDensity(g);
    // A clip is chosen among those not used elsewhere: what these are less likely for, the others are likelier.
    let free = dot(ages, state.restMass);
    let sum = 0;
    for (let pair = state.from; pair < state.to; pair += 1) {
      const ofAge = this.chanceOf(pair);
      const ofPair = ofAge * numberAt(ratio, pair) * this.density(pair, unknown);
      chance[pair] = ofAge;
      weight[pair] = ofPair;
      free += ofAge * numberAt(balance, pair);
      sum += ofPair * numberAt(balance, pair);
    }
    const left = Math.max(MIN_FREE_SHARE, free / present);
    sum /= left;
    const outside = g * (elsewhere + (1 - present) * (1 - elsewhere));
    const compiled = g * compilation * present;
    const unprobed = this.unprobedShare * g;
    const ofOthers =
      state.seconds === null ? (wholeShare + part) * g : part * (state.meanPart + unprobed) + wholeShare * unprobed;
    const rest = dot(ages, state.restMass) * ofOthers + itemAt(ages, AGES - 1) * dot(wholes, state.restWhole);
    const total = sum + outside + compiled + rest;
    state.elsewhere = outside / total;
    state.compiled = compiled / total;
    state.rest = rest / total;
    for (let pair = state.from; pair < state.to; pair += 1) {
      const ofPair = numberAt(weight, pair) / left;
      const own = ofPair * numberAt(balance, pair);
      belief[pair] = own / total;
      message[pair] = ofPair / Math.max(total - own, total * 1e-9);
    }
  }

  /** Lowers the weight of clips for a post by what the other posts say of them. */
  private balanceClips(): void {
    const { clip, length } = this.pairs;
    const incoming = new Float64Array(this.order.length);
    for (let pair = 0; pair < length; pair += 1) {
      const at = itemAt(clip, pair);
      addAt(incoming, at, numberAt(this.message, pair));
    }
    for (let pair = 0; pair < length; pair += 1) {
      const others = Math.max(0, numberAt(incoming, itemAt(clip, pair)) - numberAt(this.message, pair));
      this.balance[pair] = (1 + REUSE * others) / (1 + others);
    }
  }

  /** Gives the chance that a clip of this age is chosen. */
  private chanceOf(pair: number): number {
    const { ages } = this;
    const { age } = this.pairs;
    let sum = 0;
    let at = pair * AGES;
    for (const share of ages) {
      sum += share * numberAt(age, at);
      at += 1;
    }
    return sum;
  }

  /** Gives the density of the length of the post, whole or in part, by their shares; `unknown` where a length is not known. */
  private density(pair: number, unknown: number): number {
    const { shares } = this;
    const { density } = this.pairs;
    const start = pair * DENSITIES;
    if (Number.isNaN(numberAt(density, start))) return unknown;
    let sum = 0;
    for (let source = 0; source < DENSITIES; source += 1)
      sum += itemAt(shares, source) * numberAt(density, start + source);
    return sum;
  }

  /** Gives the density of a pair without a length, one for all pairs of a post. */
  private unknownDensity(background: number): number {
    let sum = 0;
    for (let source = 0; source < DENSITIES; source += 1) sum += itemAt(this.shares, source) * background;
    return sum;
  }

  private densityAs(pair: number, source: number, background: number): number {
    const known = numberAt(this.pairs.density, pair * DENSITIES + source);
    return itemAt(this.shares, source) * (Number.isNaN(known) ? background : known);
  }

  /** Adds what a post says of how posts come about: whole by scale, last all others; and of the ages of clips. */
  private count(state: PostState, counts: Float64Array, ageCounts: Float64Array): void {
    const unknown = this.unknownDensity(state.background);
    for (let pair = state.from; pair < state.to; pair += 1) {
      const belief = numberAt(this.belief, pair);
      if (belief < MIN_COUNTED_WEIGHT) continue;
      const density = this.density(pair, unknown);
      for (let source = 0; source < DENSITIES; source += 1) {
        const ofSource = this.densityAs(pair, source, state.background);
        addAt(counts, source, (belief * ofSource) / density);
      }
      const chance = numberAt(this.chance, pair);
      for (let lag = 0; lag < AGES; lag += 1) {
        const ofLag = itemAt(this.ages, lag) * numberAt(this.pairs.age, pair * AGES + lag);
        addAt(ageCounts, lag, (belief * ofLag) / chance);
      }
    }
    addAt(counts, WHOLES, state.rest + state.compiled + state.elsewhere);
  }

  /**
   * Gives the density of each post's length among the posts that are not whole clips, itself left out: narrow boxes for
   * lengths that many share, a broad one for the gaps between, where a chance fit would pass for a certain one.
   */
  private updateBackgrounds(): void {
    const sums = new Float64Array(this.known.length + 1);
    let all = 0;
    this.known.forEach(({ state }, at) => {
      all += strengthOf(state);
      sums[at + 1] = all;
    });
    for (const { state, broad, narrow, wide, smooth } of this.known) {
      const own = strengthOf(state);
      const others = all - own;
      const between = (densityIn(narrow, sums, own) + densityIn(wide, sums, own)) / 2;
      const near = SMOOTH_SHARE * densityIn(smooth, sums, own) + (1 - SMOOTH_SHARE) * between;
      state.background = (BROAD_POSTS * broad + near) / (BROAD_POSTS + others);
    }
  }

  /** Sorts the posts of known length, and finds once which of them lie in the boxes around each. */
  private findNeighbours(): KnownLength[] {
    const known = this.states.flatMap((state) => (state.seconds === null ? [] : [{ state, seconds: state.seconds }]));
    known.sort((a, b) => a.seconds - b.seconds);
    const lengths = known.map(({ seconds }) => seconds);
    return known.map(({ state, seconds }) => {
      const box = (width: number): Box => {
        const half = width + this.rounding;
        const from = lowerBound(lengths, seconds - half - 1e-9);
        return { half, from, to: lowerBound(lengths, seconds + half + 1e-9) };
      };
      return {
        state,
        broad: this.broad(seconds),
        narrow: box(NARROW_SECONDS),
        wide: box(WIDE_SECONDS),
        smooth: box(SMOOTH_WIDTH * seconds),
      };
    });
  }
}

/** Gives the density of posts in a box, without the post itself. */
function densityIn({ from, to, half }: Box, sums: Float64Array, own: number): number {
  return Math.max(0, numberAt(sums, to) - numberAt(sums, from) - own) / (2 * half);
}

/** Computes how likely a post is no whole clip. */
function strengthOf({ elsewhere, compiled, rest }: PostState): number {
  return Math.min(1, elsewhere + compiled + rest);
}

/** Sums the products of two lists. */
export function dot(one: readonly number[], other: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += itemAt(one, at) * itemAt(other, at);
  return sum;
}
