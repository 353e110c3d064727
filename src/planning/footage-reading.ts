import { addAt, itemAt, numberAt } from '../base/lists.ts';
import type { ClipEvidence, PostEvidence } from './footage-candidates.ts';
import { dot, FootageModel } from './footage-model.ts';
import type { NamedClip } from './footage-names.ts';
import { DENSITIES, WHOLE_SCALES } from './footage-pairs.ts';

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

/** Clips in a compilation. */
const PARTS = 3.5;
/** Weight of a second post of the same clip. */
const REUSE = 0.05;
/** Share of the free clips that compilations and older posts use up at most. */
const MAX_USED_SHARE = 0.7;
/** Under this share they hardly meet. */
const FEW_USES = 0.05;
/** A length speaks for a clip from this ratio to the density of all lengths on. */
const MIN_LENGTH_RATIO = 2;
const NONE = -1;

/** Reads the posterior of each clip from the beliefs about posts, in the order of the clips. */
function readClips(model: FootageModel): ClipPosterior[] {
  const { order, pairs, states, message, belief, chance, ages } = model;
  const count = order.length;
  const sums = new Float64Array(count);
  const squares = new Float64Array(count);
  const hazards = new Float64Array(count);
  const best = new Float64Array(count);
  const bestPair = new Int32Array(count).fill(NONE);
  const bestState = new Int32Array(count).fill(NONE);
  const specific = new Uint8Array(count);
  // What each post spreads over the clips before it that are no candidates.
  const spread = new Float64Array(count + 1);
  states.forEach((state, index) => {
    const unlisted = Math.max(1, state.available - (state.to - state.from));
    const each = (state.rest + state.compiled * PARTS * dot(ages, state.restMass)) / unlisted;
    addAt(spread, state.available, each);
    const ofLengths = model.broad(state.seconds ?? 1);
    for (let pair = state.from; pair < state.to; pair += 1) {
      const clip = itemAt(pairs.clip, pair);
      const odds = numberAt(message, pair);
      addAt(sums, clip, odds);
      addAt(squares, clip, odds * odds);
      const compiled = state.compiled * Math.min(0.95, PARTS * numberAt(chance, pair));
      hazards[clip] = numberAt(hazards, clip) - Math.log1p(-compiled) - each;
      if (specific[clip] === 0 && supportOf(model, pair, ofLengths) !== 'time') specific[clip] = 1;
      const probability = numberAt(belief, pair) + compiled;
      if (probability <= numberAt(best, clip)) continue;
      best[clip] = probability;
      bestPair[clip] = pair;
      bestState[clip] = index;
    }
  });
  const free = new Float64Array(count);
  let later = 0;
  for (let place = count - 1; place >= 0; place -= 1) {
    later += numberAt(spread, place + 1);
    hazards[place] = Math.max(0, numberAt(hazards, place) + later);
    const once = numberAt(sums, place);
    free[place] = 1 / (1 + once + (REUSE * Math.max(0, once * once - numberAt(squares, place))) / 2);
  }
  const scale = scaleHazards(hazards, free);
  const rows = new Array<ClipPosterior>(count);
  for (let place = 0; place < count; place += 1) {
    const state = states[itemAt(bestState, place)];
    rows[itemAt(order, place)] = {
      used: 1 - numberAt(free, place) * Math.exp(-scale * numberAt(hazards, place)),
      post: state?.index ?? null,
      support:
        state === undefined ? 'time' : supportOf(model, itemAt(bestPair, place), model.broad(state.seconds ?? 1)),
      isSpecific: specific[place] === 1,
    };
  }
  return rows;
}

/** Names what says most for a pair, where it says more for it than for any other clip. */
function supportOf({ pairs }: FootageModel, pair: number, ofLengths: number): FootageSupport {
  let whole = 0;
  for (let rank = 0; rank < WHOLE_SCALES.length; rank += 1) {
    whole = Math.max(whole, numberAt(pairs.density, pair * DENSITIES + rank));
  }
  const byLength = Number.isNaN(whole) ? 0 : whole / ofLengths;
  const byName = numberAt(pairs.quote, pair);
  if (byLength <= MIN_LENGTH_RATIO && byName <= 1) return 'time';
  return byLength >= byName ? 'length' : 'name';
}

/**
 * Finds by how much the chances of compilations and of older clips grow, so that as many clips are used as there are
 * uses: a clip that another post took leaves its turn to one that is free. From 1 to 4.
 */
function scaleHazards(hazards: Float64Array, free: Float64Array): number {
  let uses = 0;
  let all = 0;
  for (let at = 0; at < hazards.length; at += 1) {
    uses += numberAt(hazards, at);
    all += numberAt(free, at);
  }
  const wanted = Math.min(uses, MAX_USED_SHARE * all);
  if (uses < FEW_USES * all) return 1;
  let [low, high] = [1, 4];
  for (let step = 0; step < 10; step += 1) {
    const middle = (low + high) / 2;
    let taken = 0;
    for (let at = 0; at < hazards.length; at += 1) {
      taken += numberAt(free, at) * (1 - Math.exp(-middle * numberAt(hazards, at)));
    }
    if (taken < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const ROUNDS = 9;

/**
 * Estimates how probably each clip was published, by weighing all clips and "none of these" against each other for each
 * post.
 *
 * A post is a clip whole, a part of one, several clips together, or footage from elsewhere. With π the shares of these
 * sources, a(i) the chance that a clip of its age is chosen among all that were there (of the last days, the last weeks
 * or any), and r(i) the likelihood ratios of caption and orientation,
 *
 * whole: π_w · a(i) · r(i) · logistic error of the two lengths, widened where a side is rounded trimmed: π_t · a(i) ·
 * r(i) / (0.7 · length of the clip), where the post is shorter compilation: π_k · g(length), each clip with 3 · a(i)
 * elsewhere: π_0 · g(length)
 *
 * g is the density of the lengths of posts that are not whole clips, without the post itself: lengths that many posts
 * share say little. A length not known on either side counts as g. A clip is seldom used twice: posts and clips are
 * balanced by belief propagation, a second use weighing 0.05. The shares π and those of the ages are learned from the
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

/** Likelihood ratios of a caption: how much more probable it is if the post was made of such a clip. */
export interface CaptionEvidence {
  /** Of single clips, by their index. */
  readonly quoted: ReadonlyMap<number, number>;
  /** Of all clips of a series. */
  readonly named: ReadonlyMap<string, number>;
}

/** Shorter subjects, and those without a number, are ordinary words. */
const MIN_LETTERS = 4;
/**
 * Likelihood ratios. A caption quotes the name of its clip in a few posts of a hundred, and a name like `a1_final` by
 * accident next to never; a subject (`vase24`) also where other footage of the same piece was posted. Chosen by us.
 */
const STEM_RATIO = 600;
const SUBJECT_RATIO = 40;
/** Captions that name what they show, among those whose clips have a name that says it. */
const NAMING_SHARE = 0.5;
const MAX_NAMING_RATIO = 20;
/** A word in more than this share of the names tells no clips apart. */
const COMMON_SHARE = 0.5;
/** A name that more clips than this share is none of a single clip. */
const MAX_SAME_NAME = 60;

/**
 * Reads what captions say of clips, per caption: whole stems (ratio 600, or as rare as the word is where it is one
 * without a digit or `_`), subjects with a number (40), and words of a series (0.5 against the share of captions with
 * that word, at most 20). Cost: the words of all captions and the names of all clips, once each.
 */
export function readCaptions(clips: readonly NamedClip[], captions: readonly (string | null)[]): CaptionEvidence[] {
  const words = captions.map((caption) => wordsOf(caption ?? ''));
  const frequency = new Map<string, number>();
  for (const set of words) for (const word of set) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  if (frequency.size === 0) return captions.map(() => ({ quoted: new Map(), named: new Map() }));
  const stems = indexNames(clips, ({ stem }) => [stem], frequency);
  const subjects = indexNames(clips, subjectsOf, frequency);
  const series = indexSeries(clips, frequency);
  const rarity = (word: string): number => (NAMING_SHARE * (captions.length + 2)) / ((frequency.get(word) ?? 0) + 1);
  return words.map((set) => {
    const quoted = new Map<number, number>();
    const named = new Map<string, number>();
    for (const word of set) {
      for (const clip of subjects.get(word) ?? []) raise(quoted, clip, SUBJECT_RATIO);
      const ofStem = isDistinctive(word) ? STEM_RATIO : Math.min(MAX_NAMING_RATIO, rarity(word));
      for (const clip of stems.get(word) ?? []) raise(quoted, clip, ofStem);
      for (const name of series.get(word) ?? []) raise(named, name, Math.min(MAX_NAMING_RATIO, rarity(word)));
    }
    return { quoted, named };
  });
}

function raise<K>(ratios: Map<K, number>, key: K, ratio: number): void {
  if (ratio > (ratios.get(key) ?? 1)) ratios.set(key, ratio);
}

/** Indexes clips by the names that captions use; names of too many clips are left out. */
function indexNames(
  clips: readonly NamedClip[],
  namesOf: (clip: NamedClip) => readonly string[],
  frequency: ReadonlyMap<string, number>,
): Map<string, number[]> {
  const index = new Map<string, number[]>();
  clips.forEach((clip, at) => {
    for (const name of namesOf(clip)) {
      if (!frequency.has(name)) continue;
      const places = index.get(name);
      if (places === undefined) index.set(name, [at]);
      // Both names of a clip may be one.
      else if (places.at(-1) !== at) places.push(at);
    }
  });
  for (const [name, places] of index) if (places.length > MAX_SAME_NAME) index.delete(name);
  return index;
}

function subjectsOf({ parsed: { subject, number } }: NamedClip): string[] {
  const short = subject.slice(subject.lastIndexOf('_') + 1);
  return short.length >= MIN_LETTERS && number !== null ? [short, subject] : [];
}

/** Indexes series by the words of their names that captions use and that tell them from the other clips. */
function indexSeries(clips: readonly NamedClip[], frequency: ReadonlyMap<string, number>): Map<string, string[]> {
  const sizes = new Map<string, number>();
  for (const { parsed } of clips) sizes.set(parsed.series, (sizes.get(parsed.series) ?? 0) + 1);
  const index = new Map<string, string[]>();
  const shares = new Map<string, number>();
  for (const [series, size] of sizes) {
    for (const word of new Set(series.match(/\p{L}+/gu) ?? [])) {
      if (word.length < MIN_LETTERS || !frequency.has(word)) continue;
      index.set(word, [...(index.get(word) ?? []), series]);
      shares.set(word, (shares.get(word) ?? 0) + size / clips.length);
    }
  }
  for (const [word, share] of shares) if (share > COMMON_SHARE) index.delete(word);
  return index;
}

/** Tells whether no ordinary word has this form: a digit or an underscore among its letters. */
function isDistinctive(word: string): boolean {
  return /[\d_]/u.test(word);
}

function wordsOf(caption: string): Set<string> {
  return new Set(caption.toLowerCase().match(/[\p{L}\p{N}_.-]*[\p{L}\p{N}_]/gu) ?? []);
}
