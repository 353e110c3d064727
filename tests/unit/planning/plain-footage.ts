import type { ClipEvidence, PostEvidence } from '../../../src/planning/footage-candidates.ts';
import type { ClipPosterior } from '../../../src/planning/footage-reading.ts';

const DAY_MS = 86_400_000;
const LAG_DAYS = [3, 20, Infinity] as const;
const LAG_PRIOR = [0.3, 0.3, 0.4] as const;
const SCALES = [0.01, 0.04, 0.18] as const;
/** Whole by scale, in part, compilation, elsewhere. */
const SOURCE_PRIOR = [0.15, 0.15, 0.12, 0.22, 0.12, 0.24] as const;
const ROUNDS = 9;

interface PlainPair {
  readonly clip: number;
  readonly quote: number;
  readonly ratio: number;
  /** Chance of its age, for each lag. */
  readonly ages: readonly number[];
  /** Whole by scale, in part; `null` where a length is not known. */
  readonly densities: readonly number[] | null;
  balance: number;
  message: number;
  belief: number;
  chance: number;
}

interface PlainPost {
  readonly index: number;
  readonly seconds: number | null;
  readonly mass: readonly number[];
  readonly pairs: readonly PlainPair[];
  background: number;
  elsewhere: number;
  compiled: number;
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const dot = (one: readonly number[], other: readonly number[]): number =>
  sum(one.map((value, at) => value * (other[at] ?? Number.NaN)));
const knownLengths = (items: readonly { readonly seconds: number | null }[]): number[] =>
  items.flatMap(({ seconds }) => seconds ?? []);

function middleOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 1;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}

function halfStep(lengths: readonly number[]): number {
  const share = (step: number): number =>
    lengths.filter((length) => Math.abs(length / step - Math.round(length / step)) < 1e-6).length / lengths.length;
  return share(1) >= 0.8 ? 0.5 : share(0.1) >= 0.8 ? 0.05 : 0;
}

function logNormal(value: number, middle: number): number {
  const z = Math.log(value / middle) / 0.8;
  return Math.exp((-z * z) / 2) / (value * 0.8 * Math.sqrt(2 * Math.PI));
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

function wholeDensity(error: number, scale: number, rounding: number): number {
  const half = Math.max(rounding, 0.0025);
  return (logistic((error + half) / scale) - logistic((error - half) / scale)) / (2 * half);
}

const decay = (ageMs: number, days: number): number => (days === Infinity ? 1 : Math.exp(-ageMs / (days * DAY_MS)));

function learn(counts: readonly number[], prior: readonly number[]): number[] {
  const all = 12 + sum(counts);
  return prior.map((share, at) => (share * 12 + (counts[at] ?? 0)) / all);
}

/**
 * Weighs every clip against every post, in the plainest way: what `estimateFootageUse` is to come near, and where there are
 * at most 40 clips to give itself.
 */
export function plainFootageUse(clips: readonly ClipEvidence[], posts: readonly PostEvidence[]): ClipPosterior[] {
  const [ofClips, ofPosts] = [knownLengths(clips), knownLengths(posts)];
  const rounding = Math.hypot(halfStep(ofClips), halfStep(ofPosts));
  const middle = middleOf([...ofPosts, ...ofClips]);
  const unprobed = 1 - ofClips.length / clips.length;
  const states = readPosts(clips, posts, rounding);
  let shares: readonly number[] = SOURCE_PRIOR;
  let ages: readonly number[] = LAG_PRIOR;

  const densityAs = (post: PlainPost, pair: PlainPair, source: number): number =>
    (shares[source] ?? 0) * (pair.densities === null ? post.background : (pair.densities[source] ?? Number.NaN));
  const densityOf = (post: PlainPost, pair: PlainPair): number =>
    sum([0, 1, 2, 3].map((source) => densityAs(post, pair, source)));

  for (let round = 0; round < ROUNDS; round += 1) {
    weighLengths(states, middle, rounding);
    const counts = [0, 0, 0, 0];
    const ageCounts = [0, 0, 0];
    for (const post of states) {
      const present = dot(ages, post.mass);
      const weights = post.pairs.map((pair) => {
        pair.chance = dot(ages, pair.ages);
        return pair.chance * pair.ratio * densityOf(post, pair);
      });
      const free = sum(post.pairs.map(({ chance, balance }) => chance * balance));
      const left = Math.max(0.25, free / present);
      const own = post.pairs.map(({ balance }, at) => ((weights[at] ?? 0) * balance) / left);
      const [, , , , compilation = 0, elsewhere = 0] = shares;
      const outside = post.background * (elsewhere + (1 - present) * (1 - elsewhere));
      const compiled = post.background * compilation * present;
      const total = sum(own) + outside + compiled;
      post.elsewhere = outside / total;
      post.compiled = compiled / total;
      post.pairs.forEach((pair, at) => {
        pair.belief = (own[at] ?? 0) / total;
        pair.message = (weights[at] ?? 0) / left / Math.max(total - (own[at] ?? 0), total * 1e-9);
        if (post.seconds === null || pair.belief < 1e-3) return;
        const density = densityOf(post, pair);
        counts.forEach((_, source) => {
          const share = (pair.belief * densityAs(post, pair, source)) / density;
          counts[source] = (counts[source] ?? 0) + share;
        });
        ageCounts.forEach((_, lag) => {
          const share = (pair.belief * (ages[lag] ?? 0) * (pair.ages[lag] ?? 0)) / pair.chance;
          ageCounts[lag] = (ageCounts[lag] ?? 0) + share;
        });
      });
      if (post.seconds !== null) counts[3] = (counts[3] ?? 0) + post.compiled + post.elsewhere;
    }
    clips.forEach((_, clip) => {
      const rivals = states.flatMap((post) => post.pairs.filter((pair) => pair.clip === clip));
      for (const pair of rivals) {
        const others = sum(rivals.filter((other) => other !== pair).map(({ message }) => message));
        pair.balance = (1 + 0.05 * others) / (1 + others);
      }
    });
    const others = sum(SOURCE_PRIOR.slice(3));
    const learnt = learn(
      counts.map((count) => count * (1 - unprobed)),
      [...SOURCE_PRIOR.slice(0, 3), others],
    );
    shares = SOURCE_PRIOR.map((share, at) => (at < 3 ? (learnt[at] ?? 0) : ((learnt[3] ?? 0) * share) / others));
    ages = learn(ageCounts, LAG_PRIOR);
  }
  return readResult(clips, states, middle);
}

function readPosts(clips: readonly ClipEvidence[], posts: readonly PostEvidence[], rounding: number): PlainPost[] {
  const ways = posts.flatMap(({ orientation }) => orientation ?? []);
  const shareOf = (way: string): number => (ways.filter((each) => each === way).length + 1) / (ways.length + 3);
  const inOrder = posts
    .map((post, index) => ({ post, index, time: post.time ?? Infinity }))
    .sort((a, b) => (a.time === b.time ? a.index - b.index : a.time - b.time));
  return inOrder.flatMap(({ post, index, time }): PlainPost[] => {
    const present = [...clips.entries()].filter(([, clip]) => (clip.time ?? -Infinity) <= time);
    if (present.length === 0) return [];
    const weightsOf = (clip: ClipEvidence): number[] =>
      LAG_DAYS.map((days) => decay(time - (clip.time ?? -Infinity), days));
    const sums = LAG_DAYS.map((_, lag) => sum(present.map(([, clip]) => weightsOf(clip)[lag] ?? 0)));
    const totals = sums.map((all, lag) => all + (lag === 2 ? 0 : 0.5));
    const pairs = present.map(([at, clip]): PlainPair => {
      const quote = post.quoted.get(at) ?? 1;
      const way =
        clip.orientation === null || post.orientation === null
          ? 1
          : (clip.orientation === post.orientation ? 0.85 : 0.075) / shareOf(post.orientation);
      return {
        clip: at,
        quote,
        ratio: quote * (post.named.get(clip.series) ?? 1) * way,
        ages: weightsOf(clip).map((weight, lag) => weight / (totals[lag] ?? 1)),
        densities: densitiesOf(clip.seconds, post.seconds, rounding),
        balance: 1,
        message: 0,
        belief: 0,
        chance: 0,
      };
    });
    const mass = sums.map((all, lag) => all / (totals[lag] ?? 1));
    return [{ index, seconds: post.seconds, mass, pairs, background: 1, elsewhere: 1, compiled: 0 }];
  });
}

function densitiesOf(clip: number | null, post: number | null, rounding: number): number[] | null {
  if (clip === null || post === null) return null;
  const part = post < clip && post > 0.3 * clip ? 1 / (0.7 * clip) : 0;
  return [...SCALES.map((scale) => wholeDensity(post - clip, scale, rounding)), part];
}

/** Computes the densities of lengths among the posts that are none of the clips whole, each without itself. */
function weighLengths(states: readonly PlainPost[], middle: number, rounding: number): void {
  const known = states.flatMap((post) => (post.seconds === null ? [] : [{ post, seconds: post.seconds }]));
  const strengths = new Map(known.map(({ post }) => [post, Math.min(1, post.elsewhere + post.compiled)]));
  for (const { post, seconds } of known) {
    const others = known.filter((one) => one.post !== post);
    const densityIn = (width: number): number => {
      const half = width + rounding;
      const near = others.filter((one) => Math.abs(one.seconds - seconds) <= half + 1e-9);
      return sum(near.map((one) => strengths.get(one.post) ?? 0)) / (2 * half);
    };
    const near = 0.6 * densityIn(0.25 * seconds) + 0.4 * ((densityIn(0.08) + densityIn(0.8)) / 2);
    const weight = sum(others.map((one) => strengths.get(one.post) ?? 0));
    post.background = (4 * logNormal(seconds, middle) + near) / (4 + weight);
  }
}

function readResult(clips: readonly ClipEvidence[], states: readonly PlainPost[], middle: number): ClipPosterior[] {
  const supportOf = (post: PlainPost, { densities, quote }: PlainPair): ClipPosterior['support'] => {
    const byLength = densities === null ? 0 : Math.max(...densities.slice(0, 3)) / logNormal(post.seconds ?? 1, middle);
    if (byLength <= 2 && quote <= 1) return 'time';
    return byLength >= quote ? 'length' : 'name';
  };
  const rows = clips.map((_, index) => {
    const own = states.flatMap((post) =>
      post.pairs.filter(({ clip }) => clip === index).map((pair) => ({ post, pair })),
    );
    const partOf = ({ post, pair }: (typeof own)[number]): number => post.compiled * Math.min(0.95, 3.5 * pair.chance);
    const odds = own.map(({ pair }) => pair.message);
    const twice = Math.max(0, sum(odds) ** 2 - sum(odds.map((one) => one ** 2))) / 2;
    let best: (typeof own)[number] | undefined;
    let most = 0;
    for (const one of own) {
      const belief = one.pair.belief + partOf(one);
      if (belief > most) [best, most] = [one, belief];
    }
    return {
      free: 1 / (1 + sum(odds) + 0.05 * twice),
      hazard: sum(own.map((one) => -Math.log(1 - partOf(one)))),
      post: best?.post.index ?? null,
      support: best === undefined ? ('time' as const) : supportOf(best.post, best.pair),
      isSpecific: own.some(({ post, pair }) => supportOf(post, pair) !== 'time'),
    };
  });
  const scale = scaleOf(rows);
  return rows.map(({ free, hazard, post, support, isSpecific }) => ({
    used: 1 - free * Math.exp(-scale * hazard),
    post,
    support,
    isSpecific,
  }));
}

/**
 * Finds the scale by halving 1 to 4 ten times: with as many clips in compilations as there are uses, at most 0.7 of the
 * free ones.
 */
function scaleOf(rows: readonly { readonly free: number; readonly hazard: number }[]): number {
  const uses = sum(rows.map(({ hazard }) => hazard));
  const free = sum(rows.map((row) => row.free));
  if (uses < 0.05 * free) return 1;
  const wanted = Math.min(uses, 0.7 * free);
  let [low, high] = [1, 4];
  for (let step = 0; step < 10; step += 1) {
    const middle = (low + high) / 2;
    const taken = sum(rows.map((row) => row.free * (1 - Math.exp(-middle * row.hazard))));
    if (taken < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
