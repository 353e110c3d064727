import {
  matchFootageToPosts,
  type FootageFile,
  type FootageMatches,
  type FootageRow,
  type MatchablePost,
} from '../../../src/index.ts';
import { createRandom } from '../../../src/testing/shared/random.ts';
import { createNormal } from '../metrics/simulated-account.ts';

/** A studio whose use of its footage is known. */
export interface StudioPlan {
  readonly name: string;
  readonly clips: number;
  readonly posts: number;
  /** How often a post is a clip whole, a part of one, made of several, or of footage that is not in the bucket. */
  readonly sources: Readonly<Record<PostSource, number>>;
  /** Seconds a clip may last; drawn between 5 and 90 when left out. */
  readonly lengths?: readonly number[];
  /** Standard deviation of what encoding adds to a length, seconds. */
  readonly encoding?: number;
  /** Whose lengths are given in whole seconds. */
  readonly rounded?: readonly ('clips' | 'posts')[];
  /** Share of clips and of posts whose length is known. */
  readonly probedClips?: number;
  readonly probedPosts?: number;
  /** Share of posts made of clips of the days before; the others are of any clip uploaded by then. */
  readonly fresh?: number;
  /** Share of clips uploaded in bulk on one of four days. */
  readonly bulk?: number;
  /** Share of captions that quote the name of the clip. */
  readonly quoted?: number;
  /** Share of captions that say what is made, as the names of all clips of the series do. */
  readonly named?: number;
  /** Share of clips of which another cut lies in the bucket. */
  readonly cuts?: number;
  /** Share of clips filmed sideways; posts are upright. */
  readonly sideways?: number;
  /** Share of posts that are pictures. */
  readonly pictures?: number;
}

export type PostSource = 'whole' | 'trimmed' | 'compilation' | 'elsewhere';

export interface Studio {
  readonly files: FootageFile[];
  readonly media: MatchablePost[];
  /** Posts of each clip, by name; clips never published are not in it. */
  readonly published: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names of clips that went into a post from beginning to end. */
  readonly whole: ReadonlySet<string>;
}

interface SimulatedClip {
  readonly name: string;
  readonly seconds: number;
  readonly time: number;
  readonly wide: boolean;
}

const DAY_MS = 86_400_000;
const DAYS = 300;
const START = Date.UTC(2026, 0, 1);
const SUBJECTS = ['vase', 'bowl', 'planter', 'lamp', 'teapot', 'mug'];

/** Simulates clips of 300 days, and posts over the last 250 of them. */
export function simulateStudio(plan: StudioPlan, seed: number): Studio {
  const random = createRandom(seed);
  const normal = createNormal(seed + 1_000_003);
  const clips = simulateClips(plan, random);
  const probedClips = new Set(clips.filter(() => random() < (plan.probedClips ?? 1)));
  const published = new Map<string, Set<string>>();
  const whole = new Set<string>();
  const media = Array.from({ length: plan.posts }, (_, index): MatchablePost => {
    const id = String(index);
    const time = START + (50 + ((index + random()) / plan.posts) * (DAYS - 50)) * DAY_MS;
    const isPicture = random() < (plan.pictures ?? 0);
    const earlier = clips.filter((clip) => clip.time < time && !(isPicture || published.has(clip.name)));
    const source = isPicture || earlier.length === 0 ? 'elsewhere' : drawSource(plan.sources, random());
    const parts = source === 'elsewhere' ? [] : drawParts(earlier, { source, time, random, fresh: plan.fresh ?? 0.5 });
    for (const { name } of parts) published.set(name, new Set([...(published.get(name) ?? []), id]));
    if (source === 'whole') for (const { name } of parts) whole.add(name);
    const exact = postSeconds(source, parts, { plan, random });
    const seconds = Math.max(1, exact + (plan.encoding ?? 0.05) * normal());
    const isProbed = !isPicture && random() < (plan.probedPosts ?? 1);
    return {
      id,
      timestamp: new Date(time).toISOString(),
      media_type: isPicture ? 'IMAGE' : 'VIDEO',
      caption: captionOf(parts[0] ?? null, plan, random),
      ...(isProbed ? { media_details: detailsOf(given(seconds, plan.rounded?.includes('posts') === true)) } : {}),
    };
  });
  const files = clips.map((clip) =>
    fileOf(clip, probedClips.has(clip) ? given(clip.seconds, plan.rounded?.includes('clips') === true) : null),
  );
  return { files, media, published, whole };
}

function simulateClips(plan: StudioPlan, random: () => number): SimulatedClip[] {
  const bulkDays = Array.from({ length: 4 }, () => random() * DAYS);
  const numbers = new Map<string, number>();
  return Array.from({ length: plan.clips }).flatMap(() => {
    const subject = pick(SUBJECTS, random());
    const number = (numbers.get(subject) ?? 0) + 1;
    numbers.set(subject, number);
    const isBulk = random() < (plan.bulk ?? 0);
    const day = isBulk ? pick(bulkDays, random()) + random() / 24 : random() * DAYS;
    const seconds = plan.lengths === undefined ? 5 + 85 * random() : pick(plan.lengths, random());
    const clip = {
      name: `video/${subject}${String(number)}.mp4`,
      seconds,
      time: START + day * DAY_MS,
      wide: random() < (plan.sideways ?? 0),
    };
    const hasCut = random() < (plan.cuts ?? 0);
    const cut = { ...clip, name: clip.name.replace('.mp4', '_raw.mp4'), seconds: seconds * (1.2 + random()) };
    return hasCut ? [clip, cut] : [clip];
  });
}

function drawSource(sources: StudioPlan['sources'], at: number): PostSource {
  let left = at * Object.values(sources).reduce((sum, share) => sum + share, 0);
  for (const source of ['whole', 'trimmed', 'compilation'] as const) {
    left -= sources[source];
    if (left < 0) return source;
  }
  return 'elsewhere';
}

function drawParts(
  earlier: readonly SimulatedClip[],
  by: {
    readonly source: PostSource;
    readonly time: number;
    readonly random: () => number;
    readonly fresh: number;
  },
): SimulatedClip[] {
  const count = by.source === 'compilation' ? 2 + Math.floor(4 * by.random()) : 1;
  const left = [...earlier];
  return Array.from({ length: Math.min(count, left.length) }, () => {
    const isFresh = by.random() < by.fresh;
    // An exponential race: the smallest time to wait wins, with a chance in proportion to the weight.
    const waits = left.map((clip) => {
      const days = (by.time - clip.time) / DAY_MS;
      return -Math.log(1 - by.random()) / (isFresh ? Math.exp(-days / 4) : 1);
    });
    const [chosen] = left.splice(waits.indexOf(Math.min(...waits)), 1);
    return chosen;
  }).filter((clip) => clip !== undefined);
}

function postSeconds(
  source: PostSource,
  parts: readonly SimulatedClip[],
  { plan, random }: { readonly plan: StudioPlan; readonly random: () => number },
): number {
  const [first] = parts;
  if (first === undefined) return plan.lengths === undefined ? 5 + 85 * random() : pick(plan.lengths, random());
  if (source === 'whole') return first.seconds;
  if (source === 'trimmed') return first.seconds * (0.4 + 0.55 * random());
  return parts.reduce((sum, part) => sum + part.seconds * (0.1 + 0.4 * random()), 0);
}

function captionOf(clip: SimulatedClip | null, plan: StudioPlan, random: () => number): string {
  const stem = clip === null ? '' : clip.name.slice('video/'.length, -'.mp4'.length);
  const isQuoted = random() < (plan.quoted ?? 0);
  const isNamed = random() < (plan.named ?? 0);
  const subject = clip === null ? pick(SUBJECTS, random()) : stem.replace(/\d.*$/u, '');
  return ['Made in the studio.', isQuoted ? stem : '', isNamed ? `A new ${subject}` : ''].join(' ');
}

function pick<T>(values: readonly T[], at: number): T {
  const value = values[Math.floor(at * values.length)];
  if (value === undefined) throw new RangeError('nothing to pick from');
  return value;
}

function given(seconds: number, isRounded: boolean): number {
  return isRounded ? Math.round(seconds) : Math.round(seconds * 1_000) / 1_000;
}

function fileOf({ name, time, wide }: SimulatedClip, seconds: number | null): FootageFile {
  return {
    name,
    file_category: 'video',
    created_time: new Date(time).toISOString(),
    size_mb: 1,
    ...(seconds === null
      ? {}
      : {
          video_metadata: {
            format: 'MP4',
            content_type: 'video',
            duration_seconds: seconds,
            orientation: wide ? 'landscape' : 'portrait',
          },
        }),
  };
}

function detailsOf(seconds: number): NonNullable<MatchablePost['media_details']> {
  return {
    container: 'mp4',
    duration_seconds: seconds,
    width: 1080,
    height: 1920,
    orientation: 'portrait',
    rotation: 0,
    frames_per_second: 30,
    video_codec: 'avc',
    audio_codec: null,
    has_audio: false,
    bytes_read: 1,
    unavailable: {},
  };
}

const MIXED = { whole: 0.5, trimmed: 0.2, compilation: 0.1, elsewhere: 0.2 };
const USUAL = { clips: 150, posts: 60, sources: MIXED };

/** Studios that differ in one thing from the first. */
export const STUDIOS: readonly StudioPlan[] = [
  { ...USUAL, name: 'lengths differ' },
  { ...USUAL, name: 'all whole', sources: { whole: 1, trimmed: 0, compilation: 0, elsewhere: 0 } },
  { ...USUAL, name: 'all trimmed', sources: { whole: 0, trimmed: 1, compilation: 0, elsewhere: 0 } },
  { ...USUAL, name: 'all compilations', sources: { whole: 0, trimmed: 0, compilation: 1, elsewhere: 0 } },
  { ...USUAL, name: 'nothing from the bucket', sources: { whole: 0, trimmed: 0, compilation: 0, elsewhere: 1 } },
  { ...USUAL, name: 'half from elsewhere', sources: { whole: 0.5, trimmed: 0, compilation: 0, elsewhere: 0.5 } },
  { ...USUAL, name: 'few lengths', lengths: [10, 15, 30, 60] },
  { ...USUAL, name: 'one length', lengths: [15] },
  { ...USUAL, name: 'whole seconds', rounded: ['clips', 'posts'] },
  { ...USUAL, name: 'clips in whole seconds', rounded: ['clips'] },
  { ...USUAL, name: 'encoded exactly', encoding: 0.01 },
  { ...USUAL, name: 'encoded roughly', encoding: 0.25 },
  { ...USUAL, name: 'half of the clips unprobed', probedClips: 0.5 },
  { ...USUAL, name: 'no clip probed', probedClips: 0 },
  { ...USUAL, name: 'half of the posts unprobed', probedPosts: 0.5 },
  { ...USUAL, name: 'posted at once', fresh: 1 },
  { ...USUAL, name: 'posted from the archive', fresh: 0 },
  { ...USUAL, name: 'uploaded in bulk', bulk: 0.8, fresh: 0 },
  { ...USUAL, name: 'names quoted', quoted: 0.3 },
  { ...USUAL, name: 'series named', named: 0.6 },
  { ...USUAL, name: 'several cuts', cuts: 0.4 },
  { ...USUAL, name: 'filmed sideways', sideways: 0.4 },
  { ...USUAL, name: 'a third pictures', pictures: 0.33 },
  { ...USUAL, name: 'a small studio', clips: 15, posts: 8 },
  { ...USUAL, name: 'a large archive', clips: 1_500, posts: 60 },
];

/** A row's probability of being used, and whether it was. */
interface Judged {
  readonly probability: number;
  readonly isUsed: boolean;
}

export interface StudioTally {
  /** Rows of `used` at 0.85 or more, and those of them that were published. */
  sure: number;
  sureRight: number;
  /** Those of them whose post is the right one. */
  surePostRight: number;
  published: number;
  /** Published clips with a probability of at least 0.5. */
  found: number;
  wholes: number;
  wholesFound: number;
  rows: Judged[];
}

/** Judges what was matched in `seeds` studios of a plan, from the first seed on, against what was published. */
export function tallyStudios(plan: StudioPlan, seeds: number, first = 1): StudioTally {
  const tally: StudioTally = {
    sure: 0,
    sureRight: 0,
    surePostRight: 0,
    published: 0,
    found: 0,
    wholes: 0,
    wholesFound: 0,
    rows: [],
  };
  for (let seed = first; seed < first + seeds; seed += 1) {
    const studio = simulateStudio(plan, seed);
    tallyMatches(tally, studio, matchFootageToPosts(studio.files, studio.media));
  }
  return tally;
}

function tallyMatches(tally: StudioTally, studio: Studio, { used, unused, uncertain }: FootageMatches): void {
  const judge = (row: FootageRow, probability: number): void => {
    const posts = studio.published.get(row.name);
    tally.rows.push({ probability, isUsed: posts !== undefined });
    if (posts === undefined) return;
    tally.published += 1;
    tally.found += Number(probability >= 0.5);
    tally.wholes += Number(studio.whole.has(row.name));
    tally.wholesFound += Number(studio.whole.has(row.name) && probability >= 0.5);
  };
  for (const row of [...used, ...uncertain]) judge(row, row.confidence);
  for (const row of unused) judge(row, 1 - row.confidence);
  const sure = used.filter(({ confidence }) => confidence >= 0.85);
  tally.sure += sure.length;
  tally.sureRight += sure.filter(({ name }) => studio.published.has(name)).length;
  tally.surePostRight += sure.filter(
    ({ name, media_id: id }) => id !== null && studio.published.get(name)?.has(id),
  ).length;
}

/** One range of probabilities: what was said on average, and what was true. */
export interface CalibrationBin {
  readonly from: number;
  readonly rows: number;
  readonly said: number;
  readonly true: number;
}

/** Makes ten bins of the probability of being used; those without a row are left out. */
export function calibrationOf(rows: readonly Judged[]): CalibrationBin[] {
  return Array.from({ length: 10 }, (_, bin) => {
    const inBin = rows.filter(({ probability }) => Math.min(9, Math.floor(probability * 10 + 1e-9)) === bin);
    const mean = (value: (row: Judged) => number): number =>
      inBin.reduce((sum, row) => sum + value(row), 0) / inBin.length;
    return {
      from: bin / 10,
      rows: inBin.length,
      said: mean(({ probability }) => probability),
      true: mean(({ isUsed }) => Number(isUsed)),
    };
  }).filter(({ rows: count }) => count > 0);
}
