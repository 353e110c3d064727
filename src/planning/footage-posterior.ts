import { median } from '../base/stats.ts';
import {
  collectCandidates,
  DENSITIES,
  LAGS,
  lowerBound,
  WHOLE_SCALES,
  type Candidates,
  type ClipEvidence,
  type PostCandidates,
  type PostEvidence,
} from './footage-candidates.ts';

/** What speaks for the post a clip most likely went into. */
export type FootageSupport = 'length' | 'name' | 'time';

/** How probably a clip was published. */
export interface ClipPosterior {
  /** Probability that it went into any post, whole, in part or among others. */
  readonly used: number;
  /** Index of the post it most likely went into; `null` when no post is later than the clip. */
  readonly post: number | null;
  readonly support: FootageSupport;
  /** Whether the length or the caption of some post speaks for this very clip. */
  readonly isSpecific: boolean;
}

/**
 * How a post comes about, and how often before anything was seen of the account. `whole` has one share for each of
 * {@link WHOLE_SCALES}. Chosen by us: no account with a full ledger was at hand to count.
 */
const SOURCE_PRIOR = { whole: [0.15, 0.15, 0.12], trimmed: 0.22, compilation: 0.12, elsewhere: 0.24 } as const;
/** The prior counts as much as this many posts. */
const PRIOR_POSTS = 5;
/** Clips in a compilation. */
const PARTS = 3.5;
/** Weight of a second post of the same clip against a post of one not yet used. */
const REUSE = 0.05;
/** Clips that are used elsewhere make the others likelier by at most the inverse of this. */
const LEAST_FREE = 0.25;
/** Share of the free clips that compilations and older posts use up at most. */
const MOST_USED = 0.7;
/** Under this share they hardly meet. */
const FEW_USES = 0.05;
/** The lengths of footage from elsewhere: log-normal about the median of all lengths, worth this many posts. */
const BROAD_SIGMA = 0.8;
const BROAD_POSTS = 4;
const NARROW_SECONDS = 0.08;
const WIDE_SECONDS = 0.8;
/** From this share of whole (or tenths of) seconds on, lengths are taken for rounded. */
const ROUNDED_SHARE = 0.8;
/** A length speaks for a clip from this ratio to the density of all lengths on. */
const LEAST_LENGTH_RATIO = 2;
const ROUNDS = 9;
/** Columns of a pair. */
const AGES = LAGS.length;
const WHOLES = WHOLE_SCALES.length;
const SOURCES = DENSITIES;
/** Weaker beliefs are not counted when shares are learnt. */
const LEAST_COUNTED = 1e-3;

/**
 * How probably each clip was published, by weighing all clips and "none of these" against each other for each post.
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
 * account itself by expectation maximization, from a prior worth 5 posts.
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
  return model.read();
}

/** A post, and what is believed of it in this round. */
interface PostState extends PostCandidates {
  /** Density of its length among posts that are not whole clips. */
  background: number;
  /** Probabilities that it is none of the clips, a compilation, or a clip that is no candidate. */
  elsewhere: number;
  compiled: number;
  rest: number;
}

class FootageModel {
  private readonly candidates: Candidates;
  private readonly states: PostState[];
  private readonly weight: Float64Array;
  /** Message from the clip to the post: how free the clip is. */
  private readonly balance: Float64Array;
  /** Message from the post to the clip: odds that the post is of it. */
  private readonly message: Float64Array;
  private readonly belief: Float64Array;
  /** Chance that a clip of its age is chosen. */
  private readonly chance: Float64Array;
  private readonly unprobedShare: number;
  private readonly broad: (seconds: number) => number;
  private readonly rounding: number;
  private shares: number[] = sourcePrior();
  private ages: number[] = LAGS.map(({ share }) => share);

  constructor(clips: readonly ClipEvidence[], posts: readonly PostEvidence[]) {
    const ofClips = clips.flatMap(({ seconds }) => seconds ?? []);
    const ofPosts = posts.flatMap(({ seconds }) => seconds ?? []);
    this.unprobedShare = clips.length === 0 ? 0 : 1 - ofClips.length / clips.length;
    this.rounding = Math.hypot(roundingOf(ofClips), roundingOf(ofPosts));
    this.broad = logNormal(median([...ofPosts, ...sample(ofClips)]) ?? 1, BROAD_SIGMA);
    this.candidates = collectCandidates(clips, posts, this.rounding);
    this.states = this.candidates.posts.map((post) => ({
      ...post,
      background: 1,
      elsewhere: 1,
      compiled: 0,
      rest: 0,
    }));
    const pairs = this.candidates.clip.length;
    this.weight = new Float64Array(pairs);
    this.balance = new Float64Array(pairs).fill(1);
    this.message = new Float64Array(pairs);
    this.belief = new Float64Array(pairs);
    this.chance = new Float64Array(pairs);
  }

  /** One round: backgrounds, weights, beliefs, messages between posts and clips, shares. */
  improve(): void {
    this.updateBackgrounds();
    const counts: number[] = Array.from({ length: SOURCES }, () => 0);
    const ageCounts: number[] = LAGS.map(() => 0);
    for (const state of this.states) {
      this.judge(state);
      if (state.seconds !== null) this.count(state, counts, ageCounts);
    }
    this.balanceClips();
    this.shares = learnShares(counts, 1 - this.unprobedShare);
    this.ages = posteriorShares(
      ageCounts,
      LAGS.map(({ share }) => share),
    );
  }

  /** Weighs the candidates of a post, the other clips together, compilations and footage from elsewhere. */
  private judge(state: PostState): void {
    const { weight, balance, message, belief, ages, shares } = this;
    const { background: g } = state;
    const wholes = shares.slice(0, WHOLES);
    const [part = 0, compilation = 0, elsewhere = 0] = shares.slice(WHOLES);
    const wholeShare = wholes.reduce((sum, share) => sum + share, 0);
    const present = dot(ages, state.mass);
    // A clip is chosen among those not used elsewhere: what these are less likely for, the others are likelier.
    let free = dot(ages, state.restMass);
    let sum = 0;
    for (let pair = state.from; pair < state.to; pair += 1) {
      const chance = this.chanceOf(pair);
      this.chance[pair] = chance;
      free += chance * (balance[pair] ?? 1);
      weight[pair] = chance * (this.candidates.ratio[pair] ?? 1) * this.density(pair, g);
    }
    const left = Math.max(LEAST_FREE, free / present);
    for (let pair = state.from; pair < state.to; pair += 1) {
      weight[pair] = (weight[pair] ?? 0) / left;
      sum += (weight[pair] ?? 0) * (balance[pair] ?? 1);
    }
    const outside = g * (elsewhere + (1 - present) * (1 - elsewhere));
    const compiled = g * compilation * present;
    const unprobed = this.unprobedShare * g;
    const ofOthers =
      state.seconds === null ? (wholeShare + part) * g : part * (state.meanPart + unprobed) + wholeShare * unprobed;
    const rest = dot(ages, state.restMass) * ofOthers + (ages.at(-1) ?? 0) * dot(wholes, state.restWhole);
    const total = sum + outside + compiled + rest;
    state.elsewhere = outside / total;
    state.compiled = compiled / total;
    state.rest = rest / total;
    for (let pair = state.from; pair < state.to; pair += 1) {
      const own = (weight[pair] ?? 0) * (balance[pair] ?? 1);
      belief[pair] = own / total;
      message[pair] = (weight[pair] ?? 0) / Math.max(total - own, total * 1e-9);
    }
  }

  /** Lowers the weight of clips for a post by what the other posts say of them. */
  private balanceClips(): void {
    const { clip } = this.candidates;
    const incoming = new Float64Array(this.candidates.order.length);
    for (let pair = 0; pair < clip.length; pair += 1) {
      const at = clip[pair] ?? 0;
      incoming[at] = (incoming[at] ?? 0) + (this.message[pair] ?? 0);
    }
    for (let pair = 0; pair < clip.length; pair += 1) {
      const others = Math.max(0, (incoming[clip[pair] ?? 0] ?? 0) - (this.message[pair] ?? 0));
      this.balance[pair] = (1 + REUSE * others) / (1 + others);
    }
  }

  /** Chance that a clip of this age is chosen. */
  private chanceOf(pair: number): number {
    const { age } = this.candidates;
    let sum = 0;
    for (let lag = 0; lag < AGES; lag += 1) sum += (this.ages[lag] ?? 0) * (age[pair * AGES + lag] ?? 0);
    return sum;
  }

  /** Density of the length of the post, whole or in part, by their shares. */
  private density(pair: number, background: number): number {
    let sum = 0;
    for (let source = 0; source < SOURCES; source += 1) sum += this.densityAs(pair, source, background);
    return sum;
  }

  private densityAs(pair: number, source: number, background: number): number {
    const known = this.candidates.density[pair * SOURCES + source] ?? Number.NaN;
    return (this.shares[source] ?? 0) * (Number.isNaN(known) ? background : known);
  }

  /** Adds what a post says of how posts come about: whole by scale, last all others; and of the ages of clips. */
  private count(state: PostState, counts: number[], ageCounts: number[]): void {
    const add = (list: number[], at: number, value: number): void => {
      list[at] = (list[at] ?? 0) + value;
    };
    for (let pair = state.from; pair < state.to; pair += 1) {
      const belief = this.belief[pair] ?? 0;
      if (belief < LEAST_COUNTED) continue;
      const density = this.density(pair, state.background);
      for (let source = 0; source < SOURCES; source += 1) {
        add(counts, source, (belief * this.densityAs(pair, source, state.background)) / density);
      }
      const chance = this.chance[pair] ?? 1;
      for (let lag = 0; lag < AGES; lag += 1) {
        const ofLag = (this.ages[lag] ?? 0) * (this.candidates.age[pair * AGES + lag] ?? 0);
        add(ageCounts, lag, (belief * ofLag) / chance);
      }
    }
    add(counts, WHOLES, state.rest + state.compiled + state.elsewhere);
  }

  /** Density of each post's length among the posts that are not whole clips, itself left out. */
  private updateBackgrounds(): void {
    const known = this.states.filter(({ seconds }) => seconds !== null);
    known.sort((a, b) => (a.seconds ?? 0) - (b.seconds ?? 0));
    const lengths = known.map(({ seconds }) => seconds ?? 0);
    const strengths = known.map((state) => Math.min(1, state.elsewhere + state.compiled + state.rest));
    const sums = [0];
    for (const strength of strengths) sums.push((sums.at(-1) ?? 0) + strength);
    const within = (seconds: number, half: number): number =>
      (sums[lowerBound(lengths, seconds + half + 1e-9)] ?? 0) - (sums[lowerBound(lengths, seconds - half - 1e-9)] ?? 0);
    for (const [at, state] of known.entries()) {
      const seconds = lengths[at] ?? 0;
      const own = strengths[at] ?? 0;
      const others = (sums.at(-1) ?? 0) - own;
      const box = (half: number): number => Math.max(0, within(seconds, half) - own) / (2 * half);
      const near = (box(NARROW_SECONDS + this.rounding) + box(WIDE_SECONDS + this.rounding)) / 2;
      state.background = (BROAD_POSTS * this.broad(seconds) + near) / (BROAD_POSTS + others);
    }
  }

  /** The posterior of each clip. */
  read(): ClipPosterior[] {
    const { order, clip: clips } = this.candidates;
    const count = order.length;
    const sums = new Float64Array(count);
    const squares = new Float64Array(count);
    const hazards = new Float64Array(count);
    const best = new Float64Array(count);
    const bestPair = new Int32Array(count).fill(-1);
    const specific = new Uint8Array(count);
    const stateOf = new Map<number, PostState>();
    // What each post spreads over the clips before it that are no candidates.
    const spread = new Float64Array(count + 1);
    for (const state of this.states) {
      const unlisted = Math.max(1, state.available - (state.to - state.from));
      const each = (state.rest + state.compiled * PARTS * dot(this.ages, state.restMass)) / unlisted;
      spread[state.available] = (spread[state.available] ?? 0) + each;
      for (let pair = state.from; pair < state.to; pair += 1) {
        const clip = clips[pair] ?? 0;
        const message = this.message[pair] ?? 0;
        sums[clip] = (sums[clip] ?? 0) + message;
        squares[clip] = (squares[clip] ?? 0) + message * message;
        const compiled = state.compiled * Math.min(0.95, PARTS * (this.chance[pair] ?? 0));
        hazards[clip] = (hazards[clip] ?? 0) - Math.log1p(-compiled) - each;
        if (specific[clip] === 0 && this.supportOf(pair, state) !== 'time') specific[clip] = 1;
        const belief = (this.belief[pair] ?? 0) + compiled;
        if (belief <= (best[clip] ?? 0)) continue;
        best[clip] = belief;
        bestPair[clip] = pair;
        stateOf.set(clip, state);
      }
    }
    const free = new Float64Array(count);
    let later = 0;
    for (let place = count - 1; place >= 0; place -= 1) {
      later += spread[place + 1] ?? 0;
      hazards[place] = Math.max(0, (hazards[place] ?? 0) + later);
      const once = sums[place] ?? 0;
      free[place] = 1 / (1 + once + (REUSE * Math.max(0, once * once - (squares[place] ?? 0))) / 2);
    }
    const scale = scaleHazards(hazards, free);
    const rows: ClipPosterior[] = [];
    for (const [place, index] of order.entries()) {
      const state = stateOf.get(place);
      rows[index] = {
        used: 1 - (free[place] ?? 1) * Math.exp(-scale * (hazards[place] ?? 0)),
        post: state?.index ?? null,
        support: state === undefined ? 'time' : this.supportOf(bestPair[place] ?? 0, state),
        isSpecific: specific[place] === 1,
      };
    }
    return rows;
  }

  /** What says most for a pair, where it says more for it than for any other clip. */
  private supportOf(pair: number, state: PostState): FootageSupport {
    let whole = 0;
    for (let rank = 0; rank < WHOLES; rank += 1) {
      whole = Math.max(whole, this.candidates.density[pair * SOURCES + rank] ?? 0);
    }
    const byLength = Number.isNaN(whole) ? 0 : whole / this.broad(state.seconds ?? 1);
    const byName = this.candidates.quote[pair] ?? 1;
    if (byLength <= LEAST_LENGTH_RATIO && byName <= 1) return 'time';
    return byLength >= byName ? 'length' : 'name';
  }
}

function sourcePrior(): number[] {
  const { whole, trimmed, compilation, elsewhere } = SOURCE_PRIOR;
  return [...whole, trimmed, compilation, elsewhere];
}

/**
 * Shares of the sources: those of whole clips are learnt from the counts, as far as clips were probed. How the other posts
 * divide cannot be seen in lengths and stays as it was before.
 */
function learnShares(counts: readonly number[], probed: number): number[] {
  const prior = sourcePrior();
  const wholes = WHOLES;
  const others = prior.slice(wholes).reduce((sum, share) => sum + share, 0);
  const learnt = posteriorShares(
    counts.slice(0, wholes + 1).map((count) => count * probed),
    [...prior.slice(0, wholes), others],
  );
  return prior.map((share, at) => (at < wholes ? (learnt[at] ?? 0) : ((learnt[wholes] ?? 0) * share) / others));
}

/**
 * By how much the chances of compilations and of older clips grow, so that as many clips are used as there are uses:
 * a clip that another post took leaves its turn to one that is free. From 1 to 4.
 */
function scaleHazards(hazards: Float64Array, free: Float64Array): number {
  let uses = 0;
  let all = 0;
  for (let at = 0; at < hazards.length; at += 1) {
    uses += hazards[at] ?? 0;
    all += free[at] ?? 0;
  }
  const wanted = Math.min(uses, MOST_USED * all);
  if (uses < FEW_USES * all) return 1;
  let [low, high] = [1, 4];
  for (let step = 0; step < 10; step += 1) {
    const middle = (low + high) / 2;
    let taken = 0;
    for (let at = 0; at < hazards.length; at += 1) {
      taken += (free[at] ?? 0) * (1 - Math.exp(-middle * (hazards[at] ?? 0)));
    }
    if (taken < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Mean of the Dirichlet posterior. */
function posteriorShares(counts: readonly number[], prior: readonly number[]): number[] {
  const all = counts.reduce((sum, count) => sum + count, PRIOR_POSTS);
  return prior.map((share, at) => (share * PRIOR_POSTS + (counts[at] ?? 0)) / all);
}

function dot(one: readonly number[], other: readonly number[]): number {
  let sum = 0;
  for (const [at, value] of one.entries()) sum += value * (other[at] ?? 0);
  return sum;
}

function logNormal(middle: number, sigma: number): (value: number) => number {
  return (value) => {
    const z = Math.log(Math.max(value, 0.1) / Math.max(middle, 0.1)) / sigma;
    return Math.exp(-(z * z) / 2) / (Math.max(value, 0.1) * sigma * Math.sqrt(2 * Math.PI));
  };
}

/** Half the step lengths are rounded to: 0.5 where nearly all are whole seconds, 0.05 where tenths, else 0. */
function roundingOf(lengths: readonly number[]): number {
  if (lengths.length === 0) return 0;
  const share = (step: number): number =>
    lengths.filter((length) => Math.abs(length / step - Math.round(length / step)) < 1e-6).length / lengths.length;
  if (share(1) >= ROUNDED_SHARE) return 0.5;
  return share(0.1) >= ROUNDED_SHARE ? 0.05 : 0;
}

/** At most about 1,000 of many values, evenly. */
function sample(values: readonly number[]): number[] {
  const step = Math.max(1, Math.floor(values.length / 1_000));
  return values.filter((_, at) => at % step === 0);
}
