import { itemAt } from '../base/lists.ts';
import { compareNames } from '../base/order.ts';
import { mean, median } from '../base/stats.ts';
import { roundTo } from '../base/sums.ts';
import type { EssentialFileRecord, FileRecord } from '../documents/file.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { FootageMatches, FootageRow, PlanningClip, PlanningSeries } from '../documents/footage.ts';
import type { PlanningContext, DraftLine, PlanningNote } from '../documents/planning.ts';
import { compareNewest } from '../files/top-files.ts';
import type { EngagementModel } from '../metrics/engagement-model.ts';
import { groupBy } from '../metrics/post.ts';
import { noteOf } from './documents.ts';
import { type NameReader, pieceOf, readName } from './footage-names.ts';

/** Rows of the document at most; the tool `footage_unused` pages through all. */
const MAX_CLIPS = 500;
const MAX_SERIES = 30;
const MAX_FAMILIES = 3;
const MAX_MUSIC = 5;
/** Lengths in seconds by how well they make a reel, and what is left of the fit outside all of them. */
const LENGTH_FIT: readonly (readonly [from: number, to: number, fit: number])[] = [
  [7, 30, 1],
  [3, 60, 0.6],
  [1, 90, 0.35],
];
const OTHER_LENGTH = 0.1;
const ORIENTATION_FIT = { portrait: 1, square: 0.5, landscape: 0.25 } as const;
/** What is not known counts a little better than the middle: a probe may show it fits. */
const UNKNOWN_FIT = 0.6;
/** Days after which half of what speaks for a new clip is gone. */
const HALF_AGE_DAYS = 90;
const WEIGHTS = { length: 0.3, orientation: 0.3, age: 0.15, similarity: 0.25 } as const;
/** How far above the account a series must be, in standard errors, to be called good: one in two hundred by chance. */
const GOOD_SERIES_Z = 2.6;
const MIN_SERIES_POSTS = 2;

type AnyFile = FileRecord | EssentialFileRecord;

/** Finds each post's series, from the clips it was made of. */
export function seriesOfPosts(matches: FootageMatches, read: NameReader = readName): Record<string, string> {
  return Object.fromEntries(
    matches.used.flatMap(({ name, media_id: id }) => {
      const { series } = read(name).parsed;
      return id === null || series === '' ? [] : [[id, series]];
    }),
  );
}

/** Computes log(interactions / median) of each post over 48 hours that has interactions. */
function logLevels(media: readonly MediaRecord[]): Map<string, number> {
  const known = media.flatMap(({ id, maturing, engagement: { interactions } }) =>
    maturing || interactions === null ? [] : [{ id, interactions }],
  );
  const middle = median(known.map(({ interactions }) => interactions)) ?? 0;
  return new Map(known.map(({ id, interactions }) => [id, Math.log((interactions + 0.5) / (middle + 0.5))]));
}

interface SeriesLevel {
  readonly posts: readonly string[];
  /** Geometric mean of interactions against the account's median. */
  readonly ratio: number;
  /** Standard errors above the account's median. */
  readonly z: number;
}

/** Computes how the posts of each series did. */
function levelsOfSeries(
  media: readonly MediaRecord[],
  series: Readonly<Record<string, string>>,
): Map<string, SeriesLevel> {
  const levels = logLevels(media);
  const all = [...levels.values()];
  const spread = Math.max(0.3, Math.sqrt(mean(all.map((level) => level ** 2)) ?? 0));
  const posts = groupBy(levels.entries(), ([id]) => (series[id] === undefined ? [] : [series[id]]));
  return new Map(
    [...posts].map(([name, members]) => {
      const ids = members.map(([id]) => id);
      const average = mean(members.map(([, level]) => level)) ?? 0;
      return [name, { posts: ids, ratio: Math.exp(average), z: (average / spread) * Math.sqrt(ids.length) }];
    }),
  );
}

/** Describes everything a plan says of the bucket. */
export function describeFootage({
  files,
  matches,
  media,
  series: seriesOfPost,
  notes,
  model,
  read = readName,
}: {
  /** Every file row of the inventory. */
  readonly files: readonly AnyFile[];
  readonly matches: FootageMatches;
  readonly media: readonly MediaRecord[];
  /** Post id to the series of its clip. */
  readonly series: Readonly<Record<string, string>>;
  readonly notes: readonly PlanningNote[];
  /** Says which series did better beyond chance. */
  readonly model: EngagementModel;
  /** Knows the names of the clips. @default reads them */
  readonly read?: NameReader | undefined;
}): Omit<PlanningContext['footage'], 'lines'> & { readonly lines: DraftLine[] } {
  const levels = levelsOfSeries(media, seriesOfPost);
  const clips = rankClips(matches.unused, (series) => levels.get(series)?.ratio ?? null, read);
  const series = describeSeries(clips, matches.used, notes, read);
  return {
    counts: { used: matches.used.length, unused: matches.unused.length, uncertain: matches.uncertain.length },
    clips: clips.slice(0, MAX_CLIPS),
    series: series.slice(0, MAX_SERIES),
    lines: [
      ...describeGaps(levels, series, model),
      ...describeNeverPosted(series, matches),
      ...describeFamilies(clips),
      ...describeMusic(files),
    ],
  };
}

/**
 * Ranks unused clips, the best fit for a vertical reel first; equal ones newest first.
 *
 * fit = 0.3 length + 0.3 orientation + 0.15 age + 0.25 similarity, each 0 to 1: length 1 from 7 to 30 seconds, 0.6 from 3
 * to 60, 0.35 up to 90; portrait 1, square 0.5, landscape 0.25; age halves every 90 days; similarity 0.6 for a series
 * nobody posted, 0.2 more or less for each doubling of its posts' interactions. What is not known is 0.6.
 *
 * @param ratioOf - how the posts of a series did against the account; `null` where none was posted
 */
export function rankClips(
  unused: readonly FootageRow[],
  ratioOf: (series: string) => number | null,
  read: NameReader = readName,
): PlanningClip[] {
  return unused
    .map((clip): PlanningClip => {
      const { series, number } = read(clip.name).parsed;
      const ratio = series === '' ? null : ratioOf(series);
      const fit =
        WEIGHTS.length * lengthFit(clip.duration_seconds) +
        WEIGHTS.orientation * (clip.orientation === null ? UNKNOWN_FIT : ORIENTATION_FIT[clip.orientation]) +
        WEIGHTS.age * (clip.age_days === null ? UNKNOWN_FIT : 2 ** (-Math.max(0, clip.age_days) / HALF_AGE_DAYS)) +
        WEIGHTS.similarity * (ratio === null ? UNKNOWN_FIT : Math.min(1, Math.max(0, 0.6 + 0.2 * Math.log2(ratio))));
      // Key by key: of thousands of clips a spread that more keys follow takes ten times as long.
      return {
        name: clip.name,
        media_id: clip.media_id,
        reason: clip.reason,
        confidence: clip.confidence,
        created_time: clip.created_time,
        age_days: clip.age_days,
        size_mb: clip.size_mb,
        duration_seconds: clip.duration_seconds,
        orientation: clip.orientation,
        still: clip.still,
        series: series === '' ? null : series,
        series_number: number,
        fit: roundTo(fit, 2),
      };
    })
    .sort((a, b) => b.fit - a.fit || compareNewest(a, b));
}

function lengthFit(seconds: number | null): number {
  if (seconds === null) return UNKNOWN_FIT;
  return LENGTH_FIT.find(([from, to]) => seconds >= from && seconds <= to)?.[2] ?? OTHER_LENGTH;
}

function describeSeries(
  clips: readonly PlanningClip[],
  used: readonly FootageRow[],
  notes: readonly PlanningNote[],
  read: NameReader,
): PlanningSeries[] {
  const usedOf = groupBy(used, ({ name }) => [read(name).parsed.series]);
  return [...groupBy(clips, ({ series }) => (series === null ? [] : [series]))]
    .map(([series, rows]): PlanningSeries => {
      const seconds = rows.flatMap(({ duration_seconds: length }) => length ?? []);
      const count = (way: PlanningClip['orientation']): number =>
        rows.filter(({ orientation }) => orientation === way).length;
      const newest = rows
        .flatMap(({ created_time: time }) => time ?? [])
        .sort(compareNames)
        .at(-1);
      const example = itemAt(rows, 0).name;
      return {
        series,
        unused: rows.length,
        used: usedOf.get(series)?.length ?? 0,
        seconds: seconds.length === 0 ? null : [Math.min(...seconds), Math.max(...seconds)],
        orientations: {
          portrait: count('portrait'),
          landscape: count('landscape'),
          square: count('square'),
          unknown: count(null),
        },
        newest: newest ?? null,
        example,
        note: (noteOf(notes, series) ?? noteOf(notes, example))?.text ?? null,
      };
    })
    .sort((a, b) => b.unused - a.unused || compareNames(a.series, b.series));
}

/**
 * Describes good series without a clip left: good by the verdict of the model, or, on few posts, far above the account.
 */
function describeGaps(
  levels: ReadonlyMap<string, SeriesLevel>,
  series: readonly PlanningSeries[],
  { traits }: EngagementModel,
): DraftLine[] {
  const helping = new Set(
    traits.filter(({ kind, lift }) => kind === 'series' && lift.verdict === 'helps').map(({ value }) => value),
  );
  const left = new Set(series.map(({ series: name }) => name));
  return [...levels]
    .filter(([name, { z, posts }]) => {
      const isFar = z >= GOOD_SERIES_Z && posts.length >= MIN_SERIES_POSTS;
      return !left.has(name) && (isFar || helping.has(name));
    })
    .sort(([, a], [, b]) => b.z - a.z)
    .map(([name, { posts, ratio }]) => ({
      kind: 'content_gap',
      subject: [name],
      figures: { posts: posts.length, ratio: roundTo(ratio, 1) },
      evidence: [...posts],
    }));
}

/**
 * Describes what was never posted, only where clips could be matched at all: else nothing is known to have been posted.
 */
function describeNeverPosted(series: readonly PlanningSeries[], matches: FootageMatches): DraftLine[] {
  if (matches.used.length === 0) return [];
  return series
    .filter(({ used, unused }) => used === 0 && unused >= 2)
    .map(({ series: name, unused, example }) => ({
      kind: 'never_posted',
      subject: [name],
      figures: { clips: unused },
      evidence: [example],
    }));
}

function describeFamilies(clips: readonly PlanningClip[]): DraftLine[] {
  return [...groupBy(clips, ({ name }) => [pieceOf(name)])]
    .filter(([, cuts]) => cuts.length > 1)
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, MAX_FAMILIES)
    .map(([, cuts]) => ({
      kind: 'family',
      subject: cuts.slice(0, 3).map(({ name }) => name),
      figures: { cuts: cuts.length },
      evidence: cuts.map(({ name }) => name),
    }));
}

function describeMusic(files: readonly AnyFile[]): DraftLine[] {
  const names = files
    .filter(({ file_category: category }) => category === 'audio')
    .sort(compareNewest)
    .map(({ name }) => name);
  if (names.length === 0) return [];
  return [{ kind: 'music', subject: names.slice(0, MAX_MUSIC), figures: { files: names.length }, evidence: names }];
}
